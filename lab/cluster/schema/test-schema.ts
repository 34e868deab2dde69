import type { KubeObject } from '../objects/object.ts';
import type { SchemaNode } from './schema-node.ts';
import { schemaOf } from './schema-of.ts';

/** A CustomResourceDefinition of one kind, `Thing` in `example.org/v1`, with this `spec`. */
export function thingDefinition(spec: unknown): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      names: { kind: 'Thing', plural: 'things', shortNames: ['th'] },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
          subresources: { status: {} },
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
        },
        { name: 'v0', served: false, storage: false },
      ],
    },
  };
}

/** The schema of a `Thing` whose `spec` is described so. */
export function thingSchema(spec: unknown): SchemaNode {
  return schemaOf({ group: 'example.org', version: 'v1', kind: 'Thing', definition: thingDefinition(spec) });
}

/** The schema of a built-in kind: `builtIn('apps/v1', 'Deployment')`. */
export function builtIn(apiVersion: string, kind: string): SchemaNode {
  const [version = '', group = ''] = apiVersion.split('/').toReversed();
  return schemaOf({ group, version, kind });
}
