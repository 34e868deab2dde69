import type { SchemaNode } from './schema-node.ts';
import { timeProblem } from './time-problem.ts';

/** Where Go says that a value stands: the struct that holds it, and the path without indices. */
export interface StructField {
  readonly struct: string;
  readonly path: string;
}

/** Kubernetes: apimachinery, `resource.ParseQuantity`. */
const QUANTITY = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const TEXT_PROBLEMS: Readonly<Record<string, (text: string) => string | undefined>> = {
  byte: base64Problem,
  'date-time': timeProblem,
};
const INT32_LIMIT = 2 ** 31;

/**
 * Why an API server cannot read a value of a built-in kind, in its words (Go's `json.UnmarshalTypeError`); undefined if
 * it can. Mappings and lists in their place are not looked into.
 */
export function problemOf(
  node: SchemaNode,
  value: unknown,
  { struct, path }: StructField,
): string | undefined {
  const found = foundType(value);
  const type = goType(node);
  const wrong = (what = found) =>
    `json: cannot unmarshal ${what} into Go struct field ${struct}.${path} of type ${type}`;
  switch (node.type) {
    case 'string':
      if (typeof value !== 'string') return wrong();
      return TEXT_PROBLEMS[node.limits.format ?? '']?.(value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong();
    case 'integer':
      if (typeof value !== 'number') return wrong();
      return isWhole(value, node.limits.format) ? undefined : wrong(`number ${value}`);
    case 'int-or-string':
      if (typeof value === 'string') return undefined;
      if (typeof value !== 'number') return wrong();
      return isWhole(value, 'int32') ? undefined : wrong(`number ${value}`);
    case 'number':
      return typeof value === 'number' ? undefined : wrong();
    case 'quantity':
      if (typeof value === 'number' || QUANTITY.test(String(value).trim())) return undefined;
      return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    default:
      return wrong();
  }
}

function isWhole(value: number, format: string | undefined): boolean {
  if (format !== 'int32') return Number.isInteger(value);
  return Number.isInteger(value) && value >= -INT32_LIMIT && value < INT32_LIMIT;
}

function foundType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** As Go prints the type of a field; those of its own for a text (`v1.Protocol`) are not told from `string`. */
function goType(node: SchemaNode): string {
  switch (node.type) {
    case 'list':
      return `[]${node.items ? goType(node.items) : 'interface {}'}`;
    case 'map':
      return `map[string]${node.items ? goType(node.items) : 'interface {}'}`;
    case 'object':
      return node.name?.split('.').slice(-2).join('.') ?? 'map[string]interface {}';
    case 'boolean':
      return 'bool';
    case 'integer':
      return node.limits.format ?? 'int64';
    case 'int-or-string':
      return 'int32';
    case 'number':
      return 'float64';
    case 'quantity':
      return 'resource.Quantity';
    case 'any':
      return 'interface {}';
    case 'string':
      return node.limits.format === 'byte' ? '[]uint8' : 'string';
  }
}

/** Go: `base64.CorruptInputError`. Line breaks are passed over. */
function base64Problem(value: string): string | undefined {
  const text = value.replace(/[\r\n]/g, '');
  const [start = ''] = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text) ?? [];
  if (start.length === text.length) return undefined;
  const foreign = /[^A-Za-z0-9+/]/.exec(text)?.index ?? 0;
  return `illegal base64 data at input byte ${Math.max(start.length, foreign)}`;
}
