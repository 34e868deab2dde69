import { CRD_FIELDS } from './crd-field-list.ts';

/** What a field of Traefik's custom resources holds, or, of a list or a mapping, what its items are. */
export type CrdForm = 'text' | 'integer' | 'boolean' | 'integer-or-text' | 'anything';

/** One field of Traefik's custom resources: facts of Traefik's CustomResourceDefinitions. */
export interface CrdField {
  readonly name: string;
  /** Of a field that has a line of its own, and of the items of such a list: `text`, which it is not. */
  readonly form: CrdForm;
  /** A list of what `form` says, or a mapping of it by any keys. */
  readonly holder: 'list' | 'map' | undefined;
  readonly required: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Texts there are held to a pattern: of durations, or in a list of HTTP statuses. */
  readonly patterned: boolean;
  /** The only values. */
  readonly choice: readonly string[] | undefined;
  /** `3.4`: the release that brought it; 2.11 if it or one before did. */
  readonly since: string;
  /** The release before that which has it, too. */
  readonly before: string | undefined;
}

/** A mapping of a kind and the fields that it may have. */
export interface CrdMapping {
  readonly kind: string;
  /** Below `spec`; a step that ends with `[]` is a list, whose items are such mappings: `['routes[]', 'tls']`. */
  readonly path: readonly string[];
  readonly fields: readonly CrdField[];
}

const FIELD =
  /^(?<name>\w+)(?<required>!)?(?<form>[#?%]|\{[#*]?\})?(?:\((?<minimum>-?\d*)\.\.(?<maximum>\d*)\))?(?<list>\[\])?(?<patterned>~)?(?:=(?<choice>[\w|]+))?(?:@(?<since>[\d.]+)(?:\+(?<before>[\d.]+))?)?$/;

const FORMS: Readonly<Record<string, CrdForm>> = {
  '#': 'integer',
  '?': 'boolean',
  '%': 'integer-or-text',
  '{#}': 'integer',
  '{*}': 'anything',
};

/** The fields of all kinds of Traefik, mappings before those that they hold. */
export function crdMappings(): CrdMapping[] {
  return CRD_FIELDS.trim().split('\n').map(mapping);
}

function mapping(line: string): CrdMapping {
  const [where = '', names = ''] = line.split(': ');
  const [kind = '', ...path] = where.split('.');
  return { kind, path, fields: names.split(' ').map(field) };
}

function field(written: string): CrdField {
  const found = FIELD.exec(written)?.groups;
  if (!found) throw new Error(`crd-field-list.ts: cannot read "${written}"`);
  const { name = '', form = '', list, choice, since = '2.11', before } = found;
  return {
    name,
    form: FORMS[form] ?? 'text',
    holder: list ? 'list' : form.startsWith('{') ? 'map' : undefined,
    required: found['required'] !== undefined,
    minimum: number(found['minimum']),
    maximum: number(found['maximum']),
    patterned: found['patterned'] !== undefined,
    choice: choice?.split('|'),
    since,
    before,
  };
}

function number(written: string | undefined): number | undefined {
  return written ? Number(written) : undefined;
}
