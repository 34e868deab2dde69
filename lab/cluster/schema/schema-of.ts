import type { KubeObject } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { builtInShape } from './builtin-schema.ts';
import { definedShape } from './definition-schema.ts';
import { versionOf } from './definition-types.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';

/** What a schema is asked for by: a kind that the API serves, or one of its own such as `Scale` of `autoscaling/v1`. */
type Kind = Pick<ResourceType, 'group' | 'version' | 'kind' | 'definition'>;

/** By definition and version. A definition that changes is another object. */
const defined = new WeakMap<KubeObject, Map<string, SchemaNode>>();

/**
 * The shape of the objects of a kind: Kubernetes' own for built-in ones, or what its CustomResourceDefinition says, in
 * which one that says nothing lets everything pass. Throws an Error for a built-in kind that is not known.
 */
export function schemaOf(kind: Kind): SchemaNode {
  return kind.definition ? definedSchema(kind.definition, kind) : builtInSchema(kind);
}

function builtInSchema(kind: Kind): SchemaNode {
  const group = kind.group === '' ? 'core' : kind.group.split('.')[0];
  const shape = builtInShape(`${group}/${kind.version}.${kind.kind}`);
  if (!shape) throw new Error(`there is no schema of ${kind.kind} in ${apiVersionOf(kind)}`);
  return shape;
}

function definedSchema(definition: KubeObject, kind: Kind): SchemaNode {
  const versions = defined.get(definition) ?? new Map<string, SchemaNode>();
  defined.set(definition, versions);
  const known = versions.get(kind.version);
  if (known) return known;
  const { schema } = versionOf(definition, kind.version);
  const written = isMapping(schema) ? schema['openAPIV3Schema'] : undefined;
  const shape = definedShape(written ?? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, {
    name: [...kind.group.split('.').toReversed(), kind.version, kind.kind].join('.'),
    isObject: true,
  });
  versions.set(kind.version, shape);
  return shape;
}
