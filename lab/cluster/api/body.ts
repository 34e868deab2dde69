import type { Json } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { decode } from '../schema/decode.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { cause } from './causes.ts';
import { checkDepth } from './depth.ts';
import { badRequest, invalid } from './errors.ts';
import { clone, type Draft, isRecord } from './json.ts';
import type { WriteOptions } from './requests.ts';

/** What was read of a body. */
export interface ReadBody {
  readonly draft: Draft;
  readonly warnings: readonly string[];
}

/**
 * Reads the body of a request as an object of the kind, without the fields that the kind does not have.
 *
 * @throws ApiError 400 for another kind, for JSON of other types than the kind has, and for unknown fields if those are
 * not let pass (Kubernetes: "Field validation")
 */
export function readBody(
  type: ResourceType,
  body: Json,
  validation: WriteOptions['fieldValidation'],
): ReadBody {
  checkDepth(body);
  checkKind(type, body);
  const { object, unknown, problems } = decode(schemaOf(type), body);
  const [problem] = problems;
  const cannot = `${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}`;
  if (problem) throw badRequest(`${cannot}: ${problem.message}`);
  if (unknown.length > 0 && validation === 'Strict') {
    throw badRequest(`${cannot}: strict decoding error: ${unknown.map(unknownField).join(', ')}`);
  }
  return read(type, object, unknown, validation);
}

/**
 * Reads what a patch made of an object.
 *
 * @param patch as it came, which is what the error shows
 * @throws ApiError 422 where `readBody` throws a 400: what cannot be read is not the body
 */
export function readPatched(
  type: ResourceType,
  patched: Json,
  patch: unknown,
  validation: WriteOptions['fieldValidation'],
): ReadBody {
  checkDepth(patched);
  const { object, unknown, problems } = decode(schemaOf(type), patched);
  const wrong = [
    ...problems.map(({ message }) => message),
    ...(unknown.length > 0 && validation === 'Strict'
      ? [`strict decoding error: ${unknown.map(unknownField).join(', ')}`]
      : []),
  ];
  const [first] = wrong;
  if (first !== undefined) throw invalid(undefined, '', [cause.invalid('patch', shownPatch(patch), first)]);
  return read(type, object, unknown, validation);
}

/**
 * Reads what somebody applies: only what they mean to own.
 *
 * @throws ApiError 400 for what cannot be read, 500 for unknown fields, whatever becomes of those elsewhere
 */
export function readApplied(type: ResourceType, body: Json, id: string): Draft {
  checkDepth(body);
  checkKind(type, body);
  const { object, unknown, problems } = decode(schemaOf(type), body);
  const failed = `failed to create typed patch object (${id}; ${apiVersionOf(type)}, Kind=${type.kind}): `;
  const [problem] = problems;
  if (problem) throw badRequest(`${failed}${problem.message}`);
  if (unknown.length > 0) {
    const fields = unknown.map((field) => `.${field}: field not declared in schema`);
    const list = fields.length === 1 ? fields[0] : `errors:\n  ${fields.join('\n  ')}`;
    throw new ApiError(500, '', `${failed}${list}`);
  }
  return read(type, object, [], undefined).draft;
}

function read(
  type: ResourceType,
  object: Json,
  unknown: readonly string[],
  validation: WriteOptions['fieldValidation'],
): ReadBody {
  const copy = clone(object);
  const { metadata } = copy;
  if (isRecord(metadata)) tidy(metadata);
  const warnings = validation === 'Ignore' ? [] : unknown.map(unknownField);
  const draft: Draft = {
    apiVersion: '',
    kind: '',
    metadata: { name: '' },
    ...copy,
  };
  draft.apiVersion = apiVersionOf(type);
  draft.kind = type.kind;
  if (!isRecord(metadata)) draft.metadata = { name: '' };
  return { draft, warnings };
}

/** What Go writes as nothing, if it is empty; and what no server has answered since 1.20. */
const NOT_KEPT_EMPTY = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

function tidy(metadata: Record<string, unknown>): void {
  delete metadata['selfLink'];
  for (const field of NOT_KEPT_EMPTY) {
    const value = metadata[field];
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
      delete metadata[field];
  }
}

/** Clients may leave out what the path says already. */
function checkKind(type: ResourceType, body: Json): void {
  const { apiVersion = apiVersionOf(type), kind = type.kind } = body;
  if (apiVersion !== apiVersionOf(type)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(type)})`,
    );
  }
  if (kind !== type.kind) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${type.kind}): ${String(kind)} in version "${type.version}" cannot be handled as a ${type.kind}`,
    );
  }
}

function unknownField(path: string): string {
  return `unknown field "${path}"`;
}

/** A patch as Go prints a map: this is what people know from clusters. */
function shownPatch(patch: unknown): string {
  if (Array.isArray(patch)) return `[${patch.map(shownPatch).join(' ')}]`;
  if (!isRecord(patch)) return patch === null ? '<nil>' : String(patch);
  const fields = Object.keys(patch)
    .sort()
    .map((field) => `${field}:${shownPatch(patch[field])}`);
  return `map[${fields.join(' ')}]`;
}
