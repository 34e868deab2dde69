import * as facts from './crd-fields.ts';

type Path = readonly (string | number)[];

/** One field of Traefik's custom resources, with values to try. */
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

const VALUES: Readonly<Record<facts.CrdForm, readonly unknown[]>> = {
  text: ['some-text'],
  integer: [1],
  boolean: [true, false],
  'integer-or-text': [30, '30'],
  anything: [{}],
};
const WRONG: Readonly<Record<facts.CrdForm, unknown>> = {
  text: 1,
  integer: 'some-text',
  boolean: 'true',
  'integer-or-text': true,
  anything: 'x',
};
/** Texts that mean something of their own to whoever reads them. */
const TEXTS: Readonly<Record<string, string>> = {
  flushInterval: '100ms',
  maxVersion: 'VersionTLS13',
  minVersion: 'VersionTLS12',
  mode: 'grpc',
  scheme: 'https',
  status: '500-599',
  syntax: 'v3',
};
/** Numbers that Kubernetes takes in a narrower range than it says, or the engine does. */
const NUMBERS: Readonly<Record<string, number>> = { rejectStatusCode: 404, responseCode: 503, status: 200 };

export function crdMappings(): CrdMapping[] {
  return facts.crdMappings().map(({ kind, path: steps, fields }) => {
    const path = [
      'spec',
      ...steps.flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), 0] : [step])),
    ];
    return { kind, path, fields: fields.map((field) => tried(kind, path, field)) };
  });
}

function tried(kind: string, parent: Path, field: facts.CrdField): CrdField {
  const { name, form, holder, choice, since, before } = field;
  const own = (form === 'integer' ? NUMBERS : TEXTS)[name];
  const values = choice ?? (own === undefined ? VALUES[form] : [own]);
  const held = { list: [values], map: [{}] };
  return {
    kind,
    path: [...parent, name],
    values: holder ? held[holder] : values,
    wrong: holder ? { list: 'no list', map: 'x' }[holder] : WRONG[form],
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
