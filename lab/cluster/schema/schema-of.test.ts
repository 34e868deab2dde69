import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_TYPES } from '../objects/builtin-types.ts';
import { BUILT_IN_DESCRIPTIONS } from './builtin-descriptions.ts';
import { typesOfDefinition } from './definition-types.ts';
import type { SchemaNode } from './schema-node.ts';
import { schemaOf } from './schema-of.ts';
import { builtIn, thingDefinition, thingSchema } from './test-schema.ts';

/** `spec.template` -> the node there; `[]` stands for what a list or a map holds. */
function at(root: SchemaNode, path: string): SchemaNode {
  let node: SchemaNode | undefined = root;
  for (const step of path.split('.')) node = step === '[]' ? node?.items : node?.fields.get(step);
  assert.ok(node, `there is nothing at ${path}`);
  return node;
}

/** Every shape that can be reached, each once. */
function shapesOf(node: SchemaNode, seen = new Set<SchemaNode>()): Set<SchemaNode> {
  if (seen.has(node)) return seen;
  seen.add(node);
  for (const field of node.fields.values()) shapesOf(field, seen);
  if (node.items) shapesOf(node.items, seen);
  return seen;
}

test('every built-in kind has a schema with metadata, and all it refers to is there', () => {
  const names = new Set<string>();
  for (const type of BUILT_IN_TYPES) {
    const schema = schemaOf(type);
    assert.equal(
      schema.fields.get('metadata')?.name,
      'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
      type.kind,
    );
    for (const { name } of shapesOf(schema)) if (name) names.add(name);
  }
  assert.ok(names.size > 300, `only ${names.size} shapes were found`);
});

test('a kind that is not known is an error that names it', () => {
  assert.throws(() => builtIn('apps/v1', 'Nothing'), /there is no schema of Nothing in apps\/v1/);
});

test('shapes are named as in the OpenAPI document of Kubernetes', () => {
  const names: readonly [string, string, string, string][] = [
    ['apps/v1', 'Deployment', 'spec', 'io.k8s.api.apps.v1.DeploymentSpec'],
    ['apps/v1', 'Deployment', 'spec.selector', 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'],
    ['v1', 'Pod', 'spec.containers.[]', 'io.k8s.api.core.v1.Container'],
    ['networking.k8s.io/v1', 'Ingress', 'spec', 'io.k8s.api.networking.v1.IngressSpec'],
    ['rbac.authorization.k8s.io/v1', 'Role', 'rules.[]', 'io.k8s.api.rbac.v1.PolicyRule'],
    ['discovery.k8s.io/v1', 'EndpointSlice', 'ports.[]', 'io.k8s.api.discovery.v1.EndpointPort'],
    ['v1', 'Endpoints', 'subsets.[].ports.[]', 'io.k8s.api.core.v1.EndpointPort'],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', 'spec.metrics.[]', 'io.k8s.api.autoscaling.v2.MetricSpec'],
  ];
  for (const [apiVersion, kind, path, name] of names)
    assert.equal(at(builtIn(apiVersion, kind), path).name, name);
  const definitions = at(builtIn('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), 'spec').name;
  assert.equal(
    definitions,
    'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec',
  );
});

test('managers and patches know the items of built-in lists by their keys', () => {
  const pod = builtIn('v1', 'Pod');
  const rows: readonly [SchemaNode, string, Partial<SchemaNode>][] = [
    [pod, 'spec.containers', { listType: 'map', listKeys: ['name'], mergeKey: 'name', retainKeys: false }],
    [pod, 'spec.volumes', { listType: 'map', listKeys: ['name'], mergeKey: 'name', retainKeys: true }],
    [
      pod,
      'spec.containers.[].ports',
      { listType: 'map', listKeys: ['containerPort', 'protocol'], mergeKey: 'containerPort' },
    ],
    [builtIn('v1', 'Service'), 'spec.ports', { listKeys: ['port', 'protocol'], mergeKey: 'port' }],
    [pod, 'spec.tolerations', { listType: 'atomic', listKeys: [] }],
    [pod, 'status.hostIPs', { listType: 'atomic', listKeys: [], mergeKey: 'ip' }],
    [pod, 'metadata.finalizers', { listType: 'set', listKeys: [] }],
    [pod, 'spec.containers.[].resources.claims', { listType: 'map', listKeys: ['name'] }],
    [pod, 'spec.nodeSelector', { type: 'map', mapType: 'atomic' }],
    [pod, 'metadata.labels', { type: 'map', mapType: 'granular' }],
    [builtIn('apps/v1', 'Deployment'), 'spec.strategy', { type: 'object', retainKeys: true }],
    [builtIn('apps/v1', 'Deployment'), 'spec.selector', { type: 'object', mapType: 'atomic' }],
  ];
  for (const [schema, path, traits] of rows) {
    const node = at(schema, path);
    const found = Object.fromEntries(Object.keys(traits).map((trait) => [trait, Reflect.get(node, trait)]));
    assert.deepEqual(found, traits, path);
  }
  assert.equal(at(pod, 'spec.containers.[].resources.claims').mergeKey, undefined);
});

test('every list and field that has a trait is one of a shape', () => {
  const shapes = BUILT_IN_TYPES.flatMap((type) => [...shapesOf(schemaOf(type))]);
  const keyed = shapes.filter(({ listType }) => listType !== 'atomic');
  assert.ok(keyed.length >= 45, `${keyed.length} lists have keys`);
  for (const { listKeys, items } of keyed)
    for (const key of listKeys) assert.ok(items?.fields.has(key), `no ${key} in ${items?.name}`);
});

test('what is described is a shape that there is, or a field of one', () => {
  const nodes = BUILT_IN_TYPES.flatMap((type) => [...shapesOf(schemaOf(type))]);
  const places = new Set(
    nodes.flatMap(({ name = '', fields }) => {
      const [group, version, shape] = name.split('.').slice(-3);
      const place = `${group}/${version}.${shape}`;
      return [place, ...[...fields.keys()].flatMap((field) => [field, `${place} ${field}`])];
    }),
  );
  assert.deepEqual(
    [...BUILT_IN_DESCRIPTIONS.keys()].filter((place) => !places.has(place)),
    [],
  );
});

test('a shape may hold itself', () => {
  const schema = at(
    builtIn('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    'spec.versions.[].schema',
  );
  const props = at(schema, 'openAPIV3Schema');
  assert.equal(at(props, 'properties.[]').fields, props.fields);
  assert.equal(at(props, 'allOf.[]'), at(props, 'properties.[]'));
});

test('a definition gives its served versions as kinds', () => {
  const types = typesOfDefinition(thingDefinition({ type: 'object' }));
  assert.equal(types.length, 1);
  const [{ definition, ...type } = {}] = types;
  assert.deepEqual(type, {
    group: 'example.org',
    version: 'v1',
    kind: 'Thing',
    listKind: 'ThingList',
    plural: 'things',
    singular: 'thing',
    shortNames: ['th'],
    categories: [],
    namespaced: true,
    subresources: ['status'],
  });
  assert.equal(definition?.metadata.name, 'things.example.org');
});

test('a structural schema is read with its extensions', () => {
  const schema = thingSchema({
    type: 'object',
    required: ['size'],
    properties: {
      size: { type: 'integer', format: 'int32', minimum: 1, default: 3, description: 'How large.' },
      port: { 'x-kubernetes-int-or-string': true },
      raw: { 'x-kubernetes-preserve-unknown-fields': true },
      open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      labels: { type: 'object', additionalProperties: { type: 'string' }, 'x-kubernetes-map-type': 'atomic' },
      parts: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['id'],
        items: { type: 'object', properties: { id: { type: 'string' } } },
      },
      pod: { type: 'object', 'x-kubernetes-embedded-resource': true },
    },
  });
  assert.equal(schema.name, 'org.example.v1.Thing');
  const spec = at(schema, 'spec');
  assert.deepEqual([spec.required, spec.missed, spec.builtIn], [['size'], ['size'], false]);
  assert.deepEqual(at(spec, 'size').limits, { format: 'int32', minimum: 1 });
  assert.deepEqual([at(spec, 'size').default, at(spec, 'size').description], [3, 'How large.']);
  assert.deepEqual([at(spec, 'port').type, at(spec, 'raw').type], ['int-or-string', 'any']);
  assert.deepEqual([at(spec, 'open').type, at(spec, 'open').preserveUnknown], ['object', true]);
  assert.deepEqual([at(spec, 'labels').type, at(spec, 'labels').mapType], ['map', 'atomic']);
  assert.deepEqual([at(spec, 'parts').listType, at(spec, 'parts').listKeys], ['map', ['id']]);
  assert.equal(at(spec, 'parts.[].id').type, 'string');
  assert.equal(at(spec, 'pod.metadata'), at(schema, 'metadata'));
});

test('a definition without a schema lets everything pass', () => {
  const definition = thingDefinition({});
  const schema = schemaOf({ group: 'example.org', version: 'v0', kind: 'Thing', definition });
  assert.deepEqual([schema.type, schema.preserveUnknown], ['object', true]);
  assert.equal(schemaOf({ group: 'example.org', version: 'v0', kind: 'Thing', definition }), schema);
});
