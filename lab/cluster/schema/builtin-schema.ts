import { builtInDescription } from './builtin-descriptions.ts';
import {
  ATOMIC_PLACES,
  LIST_TRAITS,
  NOT_MISSED_PLACES,
  QUANTITY_PLACES,
  RETAINED_PLACES,
} from './builtin-traits.ts';
import { KUBERNETES_TYPES } from './kubernetes-types.ts';
import type { SchemaLimits, SchemaNode, SchemaType } from './schema-node.ts';

/** `core/v1.Pod` -> the fields that its line lists. */
const LINES: ReadonlyMap<string, string> = new Map(
  KUBERNETES_TYPES.trim()
    .split('\n')
    .map((line) => {
      const end = line.indexOf(' ');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
);

/** The first segment of a group, where its OpenAPI name has more before it than `io.k8s.api`. */
const PACKAGES: Readonly<Record<string, string>> = {
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  meta: 'io.k8s.apimachinery.pkg.apis.meta',
};

const WORDS: Readonly<Record<string, readonly [SchemaType, SchemaLimits]>> = {
  '': ['string', {}],
  any: ['any', {}],
  boolean: ['boolean', {}],
  byte: ['string', { format: 'byte' }],
  double: ['number', { format: 'double' }],
  int32: ['integer', { format: 'int32' }],
  int64: ['integer', { format: 'int64' }],
  'int-or-string': ['int-or-string', {}],
  string: ['string', {}],
  time: ['string', { format: 'date-time' }],
};

const NO_FIELDS: ReadonlyMap<string, SchemaNode> = new Map();

const PLAIN: SchemaNode = {
  type: 'any',
  builtIn: true,
  fields: NO_FIELDS,
  required: [],
  missed: [],
  preserveUnknown: false,
  nullable: false,
  listType: 'atomic',
  listKeys: [],
  mapType: 'granular',
  retainKeys: false,
  limits: {},
};

const SCALARS: ReadonlyMap<string, SchemaNode> = new Map(
  Object.entries(WORDS).map(([word, [type, limits]]) => [word, { ...PLAIN, type, limits }]),
);
const QUANTITY: SchemaNode = { ...PLAIN, type: 'quantity' };

/** A named shape, read from its line when somebody asks: shapes may hold themselves. */
class Shape implements SchemaNode {
  readonly type = 'object';
  readonly builtIn = true;
  readonly name: string;
  readonly description?: string;
  readonly preserveUnknown = false;
  readonly nullable = false;
  readonly listType = 'atomic';
  readonly listKeys = [];
  readonly mapType: 'granular' | 'atomic';
  readonly retainKeys: boolean;
  readonly limits = {};
  readonly #place: string;

  constructor(place: string, { description = builtInDescription(place), retainKeys = false }: Aspect = {}) {
    this.#place = place;
    this.name = openApiName(place);
    if (description !== undefined) this.description = description;
    this.mapType = ATOMIC_PLACES.has(place) ? 'atomic' : 'granular';
    this.retainKeys = retainKeys;
  }

  /** As a field has it that says more than the shape. */
  as(aspect: Aspect): Shape {
    return aspect.description === undefined && !aspect.retainKeys ? this : new Shape(this.#place, aspect);
  }

  get fields(): ReadonlyMap<string, SchemaNode> {
    return contentOf(this.#place).fields;
  }

  get required(): readonly string[] {
    return contentOf(this.#place).required;
  }

  get missed(): readonly string[] {
    return contentOf(this.#place).missed;
  }
}

/** What a field says of the shape that it holds. */
interface Aspect {
  readonly description?: string;
  readonly retainKeys?: boolean;
}

type Content = Pick<SchemaNode, 'fields' | 'required' | 'missed'>;

const contents = new Map<string, Content>();

function contentOf(place: string): Content {
  const known = contents.get(place);
  if (known) return known;
  const content = readShape(place);
  contents.set(place, content);
  return content;
}

const shapes = new Map<string, Shape>();

/** `core/v1.Pod` -> its shape; undefined if no built-in kind uses one of that name. */
export function builtInShape(place: string): SchemaNode | undefined {
  const known = shapes.get(place);
  if (known || !LINES.has(place)) return known;
  const shape = new Shape(place);
  shapes.set(place, shape);
  return shape;
}

/** The shape of the metadata of all objects. */
export function objectMeta(): SchemaNode {
  return builtInShape('meta/v1.ObjectMeta') ?? PLAIN;
}

/** A string of a kind that is compiled in, as `apiVersion` and `kind` are. */
export function builtInString(): SchemaNode {
  return SCALARS.get('') ?? PLAIN;
}

/** `core/v1.Pod` -> `io.k8s.api.core.v1.Pod`. */
function openApiName(place: string): string {
  const [group = '', rest = ''] = place.split('/');
  return `${PACKAGES[group] ?? `io.k8s.api.${group}`}.${rest}`;
}

function readShape(place: string): Content {
  const fields = new Map<string, SchemaNode>();
  const required: string[] = [];
  for (const written of LINES.get(place)?.split(' ') ?? []) {
    const [, name = '', mark, type = ''] = /^([^:!]+)(!?):?(.*)$/.exec(written) ?? [];
    fields.set(name, fieldNode(place, name, type));
    if (mark) required.push(name);
  }
  return { fields, required, missed: required.filter((name) => !NOT_MISSED_PLACES.has(`${place} ${name}`)) };
}

function fieldNode(shape: string, field: string, type: string): SchemaNode {
  const place = `${shape} ${field}`;
  const node = typeNode(shape.slice(0, shape.lastIndexOf('.')), type, QUANTITY_PLACES.has(place));
  const description = builtInDescription(shape, field);
  const told = description === undefined ? {} : { description };
  if (node instanceof Shape) return node.as({ ...told, retainKeys: RETAINED_PLACES.has(place) });
  if (node.type === 'list') return { ...node, ...told, ...LIST_TRAITS.get(place) };
  if (node.type === 'map' && ATOMIC_PLACES.has(place)) return { ...node, ...told, mapType: 'atomic' };
  return description === undefined ? node : { ...node, ...told };
}

function typeNode(group: string, type: string, quantity: boolean): SchemaNode {
  if (type.startsWith('[]'))
    return { ...PLAIN, type: 'list', items: typeNode(group, type.slice(2), quantity) };
  if (type.startsWith('{}'))
    return { ...PLAIN, type: 'map', items: typeNode(group, type.slice(2), quantity) };
  if (quantity) return QUANTITY;
  const node = SCALARS.get(type) ?? builtInShape(type.includes('/') ? type : `${group}.${type}`);
  if (!node) throw new Error(`kubernetes-types.ts has no ${type} of ${group}`);
  return node;
}
