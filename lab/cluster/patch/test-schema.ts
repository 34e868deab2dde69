import type { SchemaNode, SchemaType } from '../schema/schema-node.ts';

const PLAIN: SchemaNode = {
  type: 'any',
  builtIn: true,
  fields: new Map(),
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

/** A node, or the type of a scalar. */
type Shape = SchemaNode | SchemaType;

const nodeOf = (shape: Shape): SchemaNode => (typeof shape === 'string' ? { ...PLAIN, type: shape } : shape);

/** Schemas for tests, in few words. */
export const object = (fields: Readonly<Record<string, Shape>>): SchemaNode => ({
  ...PLAIN,
  type: 'object',
  fields: new Map(Object.entries(fields).map(([name, shape]) => [name, nodeOf(shape)])),
});

export const map = (items: Shape): SchemaNode => ({ ...PLAIN, type: 'map', items: nodeOf(items) });

export const list = (items: Shape): SchemaNode => ({ ...PLAIN, type: 'list', items: nodeOf(items) });

export const set = (items: Shape): SchemaNode => ({ ...list(items), listType: 'set' });

/** A list whose items have names: the keys of server-side apply, of which a strategic merge patch takes one. */
export const keyedList = (
  listKeys: readonly string[],
  items: SchemaNode,
  mergeKey = listKeys[0],
): SchemaNode => ({
  ...list(items),
  listType: 'map',
  listKeys,
  ...(mergeKey === undefined ? {} : { mergeKey }),
});

export const atomic = (node: SchemaNode): SchemaNode => ({ ...node, mapType: 'atomic', listType: 'atomic' });

export const withDefault = (shape: Shape, value: unknown): SchemaNode => ({
  ...nodeOf(shape),
  default: value,
});

export const METADATA = object({
  name: 'string',
  namespace: 'string',
  creationTimestamp: 'string',
  labels: map('string'),
  annotations: map('string'),
  finalizers: set('string'),
});

const CONTAINER = object({
  name: 'string',
  image: 'string',
  args: list('string'),
  env: keyedList(['name'], object({ name: 'string', value: 'string' })),
  ports: keyedList(
    ['containerPort', 'protocol'],
    object({ name: 'string', containerPort: 'integer', protocol: withDefault('string', 'TCP') }),
  ),
});

/** What matters of a Deployment. */
export const DEPLOYMENT = object({
  apiVersion: 'string',
  kind: 'string',
  metadata: METADATA,
  spec: object({
    replicas: 'integer',
    selector: atomic(object({ matchLabels: map('string') })),
    strategy: object({
      type: 'string',
      rollingUpdate: object({ maxSurge: 'int-or-string', maxUnavailable: 'int-or-string' }),
    }),
    template: object({
      metadata: METADATA,
      spec: object({
        containers: keyedList(['name'], CONTAINER),
        tolerations: list(object({ key: 'string', operator: 'string' })),
        nodeSelector: atomic(map('string')),
        volumes: keyedList(
          ['name'],
          object({ name: 'string', emptyDir: object({}), configMap: object({ name: 'string' }) }),
        ),
      }),
    }),
  }),
  status: object({
    replicas: 'integer',
    conditions: keyedList(['type'], object({ type: 'string', status: 'string' })),
  }),
});
