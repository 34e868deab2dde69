import { readFileSync } from 'node:fs';

type Path = readonly (string | number)[];

/** One field of Traefik's custom resources, as `crd-fields.txt` lists it. */
interface CrdField {
  readonly kind: string;
  /** Below the object; 0 stands for the item of a list. */
  readonly path: Path;
  /** A value that Kubernetes accepts there, for each form that it may have. */
  readonly values: readonly unknown[];
  /** One of another type, which Kubernetes refuses. */
  readonly wrong: unknown;
  /** `3.4`: the release that brought it; 2.11 if it or one before did. */
  readonly since: string;
  /** The release before that which has it, too. */
  readonly before: string | undefined;
}

/** A mapping and the fields that it may have. */
export interface CrdMapping {
  readonly kind: string;
  readonly path: Path;
  readonly fields: readonly CrdField[];
}

const FIELD =
  /^(?<name>\w+)(?<form>[#?%]|\{\})?(?<list>\[\])?(?:=(?<choice>[\w|]+))?(?:@(?<since>[\d.]+)(?:\+(?<before>[\d.]+))?)?$/;
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  '': ['some-text'],
  '#': [1],
  '?': [true, false],
  '%': [30, '30'],
  '{}': [{}],
};
const WRONG: Readonly<Record<string, unknown>> = {
  '': 1,
  '#': 'some-text',
  '?': 'true',
  '%': true,
  '{}': 'x',
};
/** Texts that mean something of their own to whoever reads them. */
const TEXTS: Readonly<Record<string, string>> = {
  flushInterval: '100ms',
  maxVersion: 'VersionTLS13',
  minVersion: 'VersionTLS12',
  mode: 'grpc',
  scheme: 'https',
  syntax: 'v3',
};
/** Numbers that Kubernetes takes in a narrower range than it says, or the engine does. */
const NUMBERS: Readonly<Record<string, number>> = { rejectStatusCode: 404, responseCode: 503, status: 200 };

export function crdMappings(): CrdMapping[] {
  const lines = readFileSync(new URL('crd-fields.txt', import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(mapping);
}

function mapping(line: string): CrdMapping {
  const [where = '', names = ''] = line.split(': ');
  const [kind = '', ...steps] = where.split('.');
  const path = ['spec', ...steps.flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), 0] : [step]))];
  return { kind, path, fields: names.split(' ').map((name) => field(kind, path, name)) };
}

function field(kind: string, parent: Path, written: string): CrdField {
  const { name = '', form = '', list, choice, since = '2.11', before } = FIELD.exec(written)?.groups ?? {};
  if (name === '') throw new Error(`crd-fields.txt: cannot read "${written}"`);
  const own = (form === '#' ? NUMBERS : TEXTS)[name];
  const values = choice?.split('|') ?? (own === undefined ? (VALUES[form] ?? []) : [own]);
  const wrong = list === undefined ? WRONG[form] : 'no list';
  return {
    kind,
    path: [...parent, name],
    values: list === undefined ? values : [values],
    wrong,
    since,
    before,
  };
}

interface Written {
  readonly path: Path;
  readonly value: unknown;
}

/** An object of a kind with these fields. */
export function manifestOf(kind: string, written: readonly Written[]): string {
  const object = { apiVersion: 'traefik.io/v1alpha1', kind, metadata: { name: 'a' } };
  for (const { path, value } of written) put(object, path, value);
  return JSON.stringify(object);
}

function put(into: object, [step = '', ...rest]: Path, value: unknown): void {
  const place = into as Record<string | number, unknown>;
  if (rest.length === 0) {
    // What holds others already is a mapping of its own line.
    if (typeof place[step] !== 'object') place[step] = value;
    return;
  }
  if (typeof place[step] !== 'object') place[step] = typeof rest[0] === 'number' ? [] : {};
  put(place[step] as object, rest, value);
}

/** All fields of a kind, each with the value that is its turn: mappings last, as they are made by what they hold. */
export function everyField(kind: string, turn: number): Written[] {
  const fields = crdMappings()
    .filter((mapping) => mapping.kind === kind)
    .flatMap((mapping) => mapping.fields);
  return fields
    .toSorted((a, b) => b.path.length - a.path.length)
    .map(({ path, values }) => ({ path, value: values[turn % values.length] }));
}
