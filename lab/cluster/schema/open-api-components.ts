import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { shapeDescription } from './builtin-descriptions.ts';
import { objectMeta } from './builtin-schema.ts';
import { versionOf } from './definition-types.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';
import { schemaOf } from './schema-of.ts';

/** Kubernetes: components that are values, not shapes, which clients know by name. */
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const VALUES: Readonly<Record<string, Json>> = {
  [INT_OR_STRING]: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

/** The components of a document: the kinds, and all shapes that they are made of, in the order of their names. */
export function componentsOf(types: readonly ResourceType[]): Json {
  const components = new Components();
  for (const type of types) components.addKind(type);
  return components.sorted();
}

class Components {
  readonly #schemas = new Map<string, Json>();

  sorted(): Json {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  addKind(type: ResourceType): void {
    const { group, version, kind, definition } = type;
    const schema = schemaOf(type);
    const { name = kind } = schema;
    if (definition) this.#schemas.set(name, this.#defined(definition, version));
    else this.#reference(schema);
    this.#schemas.set(name, {
      ...this.#schemas.get(name),
      'x-kubernetes-group-version-kind': [{ group, version, kind }],
    });
  }

  /** As the definition says it, but for the fields that all objects have. */
  #defined(definition: KubeObject, version: string): Json {
    const { schema } = versionOf(definition, version);
    const written = isMapping(schema) ? schema['openAPIV3Schema'] : undefined;
    const own = isMapping(written) ? written : { 'x-kubernetes-preserve-unknown-fields': true };
    const properties = isMapping(own['properties']) ? own['properties'] : {};
    return {
      ...own,
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        ...properties,
        metadata: this.#reference(objectMeta()),
      },
    };
  }

  /** A shape that has a name is a component; Kubernetes refers to those by an `allOf` of one. */
  #reference(node: SchemaNode): Json {
    const { name } = node;
    if (name === undefined) return { ...told(node.description), ...this.#schema(node) };
    const description = shapeDescription(name);
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, {});
      this.#schemas.set(name, { ...told(description), ...this.#object(node), ...mapType(node) });
    }
    return {
      ...(node.description === description ? {} : told(node.description)),
      allOf: [{ $ref: `#/components/schemas/${name}` }],
      ...strategy(node),
    };
  }

  #schema(node: SchemaNode): Json {
    switch (node.type) {
      case 'object':
        return this.#object(node);
      case 'map':
        return { type: 'object', ...this.#items('additionalProperties', node), ...mapType(node) };
      case 'list':
        return { type: 'array', ...this.#items('items', node), ...listType(node), ...strategy(node) };
      case 'int-or-string':
        return this.#value(INT_OR_STRING);
      case 'quantity':
        return this.#value(QUANTITY);
      case 'any':
        return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
      default:
        return { type: node.type, ...node.limits };
    }
  }

  #object({ fields, required }: SchemaNode): Json {
    return {
      type: 'object',
      ...(required.length > 0 ? { required } : {}),
      properties: Object.fromEntries([...fields].map(([name, field]) => [name, this.#reference(field)])),
    };
  }

  #items(key: 'items' | 'additionalProperties', { items }: SchemaNode): Json {
    return items ? { [key]: this.#reference(items) } : {};
  }

  #value(name: string): Json {
    this.#schemas.set(name, VALUES[name] ?? {});
    return { allOf: [{ $ref: `#/components/schemas/${name}` }] };
  }
}

function told(description: string | undefined): Json {
  return description === undefined ? {} : { description };
}

function mapType(node: SchemaNode): Json {
  return node.mapType === 'atomic' ? { 'x-kubernetes-map-type': 'atomic' } : {};
}

function listType({ listType, listKeys }: SchemaNode): Json {
  return {
    'x-kubernetes-list-type': listType,
    ...(listKeys.length > 0 ? { 'x-kubernetes-list-map-keys': listKeys } : {}),
  };
}

/** How kubectl makes patches of the field. */
function strategy({ type, listType, mergeKey, retainKeys }: SchemaNode): Json {
  const merged = mergeKey !== undefined || (type === 'list' && listType === 'set');
  const words = [...(merged ? ['merge'] : []), ...(retainKeys ? ['retainKeys'] : [])];
  return {
    ...(words.length > 0 ? { 'x-kubernetes-patch-strategy': words.join() } : {}),
    ...(mergeKey === undefined ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
  };
}
