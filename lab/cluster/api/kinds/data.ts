import type { Json, KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, IMMUTABLE, invalidEach } from '../causes.ts';
import { badRequest } from '../errors.ts';
import { isAlike } from '../json.ts';
import { configKey } from '../name-rules.ts';
import type { KindRules } from './kind-rules.ts';

/** Rules of the kinds that hold nothing but data: Secrets and ConfigMaps. */

const MOST_BYTES = 1024 * 1024;
const FROZEN = 'field is immutable when `immutable` is set';

/** Keys that a Secret of a type must have (Kubernetes: "Types of Secret"). */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

type Data = Readonly<Record<string, string>>;

export const secret: KindRules = {
  defaults: (draft) => {
    const data = (draft['data'] ?? {}) as Record<string, string>;
    for (const [key, value] of Object.entries(data)) data[key] = checkedBase64(value);
    const texts = Object.entries((draft['stringData'] ?? {}) as Data);
    delete draft['stringData'];
    if (texts.length > 0) {
      draft['data'] = {
        ...data,
        ...Object.fromEntries(texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
      };
    }
    draft['type'] ??= 'Opaque';
  },
  validate: (object) => {
    const data = dataOf(object, 'data');
    const bytes = Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
    return [
      ...keyProblems(data, 'data'),
      ...(bytes > MOST_BYTES ? [cause.tooLong('data', MOST_BYTES)] : []),
      ...missingKeys(String(object['type']), data).map((key) => cause.required(`data[${key}]`)),
    ];
  },
  validateChange: (object, before) => [
    ...(object['type'] === before['type'] ? [] : [cause.invalid('type', object['type'], IMMUTABLE)]),
    ...frozenProblems(object, before, ['data']),
  ],
};

export const configMap: KindRules = {
  validate: (object) => {
    const [data, binaryData] = [dataOf(object, 'data'), dataOf(object, 'binaryData')];
    for (const value of Object.values(binaryData)) checkedBase64(value, 'ConfigMap');
    const bytes =
      Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value), 0) +
      Object.values(binaryData).reduce((sum, value) => sum + Buffer.byteLength(value, 'base64'), 0);
    return [
      ...keyProblems(data, 'data'),
      ...Object.keys(data)
        .filter((key) => Object.hasOwn(binaryData, key))
        .map((key) => cause.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
      ...keyProblems(binaryData, 'binaryData'),
      ...(bytes > MOST_BYTES ? [cause.tooLong('', MOST_BYTES)] : []),
    ];
  },
  validateChange: (object, before) => frozenProblems(object, before, ['data', 'binaryData']),
};

function dataOf(object: KubeObject, field: string): Data {
  return (object[field] ?? {}) as Data;
}

function keyProblems(data: Json, field: string): StatusCause[] {
  return Object.keys(data).flatMap((key) => invalidEach(`${field}[${key}]`, key, configKey(key)));
}

function missingKeys(type: string, data: Data): string[] {
  if (type === 'kubernetes.io/basic-auth') {
    const isThere = Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password');
    return isThere ? [] : ['username', 'password'];
  }
  return (REQUIRED_KEYS[type] ?? []).filter((key) => !Object.hasOwn(data, key));
}

function frozenProblems(object: KubeObject, before: KubeObject, fields: readonly string[]): StatusCause[] {
  if (before['immutable'] !== true) return [];
  return [
    ...(object['immutable'] === true ? [] : [cause.forbidden('immutable', FROZEN)]),
    ...fields
      .filter((field) => !isAlike(object[field], before[field]))
      .map((field) => cause.forbidden(field, FROZEN)),
  ];
}

/**
 * The text, without the line breaks that Go's decoder skips.
 *
 * @throws ApiError 400 in the words of Go's decoder, for this is where a body cannot be decoded
 */
function checkedBase64(value: string, kind = 'Secret'): string {
  const text = value.replace(/[\r\n]/g, '');
  const [valid = ''] = /^[A-Za-z0-9+/]*={0,2}/.exec(text) ?? [];
  const isWhole = valid.length === text.length && text.length % 4 === 0;
  if (isWhole) return text;
  const wrong = valid.length < text.length ? valid.length : text.length - (text.length % 4);
  throw badRequest(
    `${kind} in version "v1" cannot be handled as a ${kind}: illegal base64 data at input byte ${wrong}`,
  );
}
