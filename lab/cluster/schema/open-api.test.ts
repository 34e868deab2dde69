import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { Registry } from '../objects/registry.ts';
import { typesOfDefinition } from './definition-types.ts';
import { isMapping } from './json.ts';
import { openApiDocument, openApiIndex, openApiV2 } from './open-api.ts';
import { thingDefinition } from './test-schema.ts';
import { traefikDefinitions } from './traefik-definitions.ts';

function served(): Registry {
  const registry = new Registry();
  for (const definition of traefikDefinitions())
    registry.define(definition.metadata.name, typesOfDefinition(definition));
  return registry;
}

const registry = served();

function document(group: string, version: string): Json {
  const found = openApiDocument(registry, group, version);
  assert.ok(found);
  return found;
}

/** What is at a path of mappings. */
function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((found, step) => (isMapping(found) ? found[step] : undefined), value);
}

function addresses(of: Registry): Record<string, string> {
  const paths = Object.entries(at(openApiIndex(of), 'paths') ?? {});
  return Object.fromEntries(paths.map(([name, entry]) => [name, String(at(entry, 'serverRelativeURL'))]));
}

/** Every value of a key, anywhere. */
function valuesOf(key: string, value: unknown, found: unknown[] = []): unknown[] {
  if (Array.isArray(value)) for (const item of value) valuesOf(key, item, found);
  else if (isMapping(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (name === key) found.push(inner);
      valuesOf(key, inner, found);
    }
  }
  return found;
}

test('every group and version has a document, at an address that is in the index', () => {
  const found = addresses(registry);
  assert.equal(Object.keys(found).length, new Set(registry.types.map((t) => `${t.group}/${t.version}`)).size);
  assert.match(found['api/v1'] ?? '', /^\/openapi\/v3\/api\/v1\?hash=[0-9A-F]{32}$/);
  assert.match(found['apis/traefik.io/v1alpha1'] ?? '', /^\/openapi\/v3\/apis\/traefik.io\/v1alpha1\?hash=/);
  for (const { group, version } of registry.types) document(group, version);
  assert.equal(openApiDocument(registry, 'apps', 'v9'), undefined);
});

test('what a document refers to is in it', () => {
  for (const { group, version } of registry.types) {
    const schemas = at(document(group, version), 'components', 'schemas');
    const references = new Set(
      valuesOf('$ref', document(group, version)).filter((ref) => typeof ref === 'string'),
    );
    assert.ok(references.size > 0);
    for (const reference of references)
      assert.ok(at(schemas, reference.replace('#/components/schemas/', '')), `${group} ${reference}`);
  }
});

test('every kind has a component, and a PATCH with the parameters that kubectl looks for', () => {
  for (const { group, version, kind, plural, namespaced } of registry.types) {
    const { paths, components } = document(group, version);
    const own = { group, version, kind };
    const named = Object.values(at(components, 'schemas') ?? {}).filter((schema) =>
      JSON.stringify(at(schema, 'x-kubernetes-group-version-kind'))?.includes(JSON.stringify(own)),
    );
    assert.equal(named.length, 1, kind);
    const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const patch = at(
      paths,
      `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}/{name}`,
      'patch',
    );
    assert.deepEqual(at(patch, 'x-kubernetes-group-version-kind'), own);
    assert.equal(at(patch, 'x-kubernetes-action'), 'patch');
    const parameters = valuesOf('name', patch);
    for (const name of ['fieldValidation', 'dryRun', 'fieldManager'])
      assert.ok(parameters.includes(name), name);
  }
});

test('kubectl learns from it how to make patches', () => {
  const schemas = at(document('apps', 'v1'), 'components', 'schemas');
  const field = (shape: string, name: string) => at(schemas, `io.k8s.api.${shape}`, 'properties', name);
  assert.deepEqual(field('core.v1.Container', 'ports'), {
    description: 'Ports that it listens on.',
    type: 'array',
    items: { allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' }] },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': 'containerPort',
  });
  assert.equal(at(field('core.v1.PodSpec', 'volumes'), 'x-kubernetes-patch-strategy'), 'merge,retainKeys');
  assert.deepEqual(field('apps.v1.DeploymentSpec', 'strategy'), {
    allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }],
    'x-kubernetes-patch-strategy': 'retainKeys',
  });
  assert.equal(at(field('apps.v1.Deployment', 'spec'), 'description'), 'How it is wanted.');
  const selector = at(schemas, 'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector');
  assert.equal(at(selector, 'x-kubernetes-map-type'), 'atomic');
});

test('a custom resource is described as its definition does it, with the metadata of all objects', () => {
  const schemas = at(document('traefik.io', 'v1alpha1'), 'components', 'schemas');
  const route = at(schemas, 'io.traefik.v1alpha1.IngressRoute');
  assert.equal(at(route, 'properties', 'spec', 'properties', 'routes', 'description'), 'The routes.');
  assert.deepEqual(at(route, 'properties', 'metadata'), {
    allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }],
  });
});

test('the address of a document changes with what it says, and that of others does not', () => {
  const changing = served();
  const before = addresses(changing);
  const kept = openApiDocument(changing, 'traefik.io', 'v1alpha1');
  changing.define('things.example.org', typesOfDefinition(thingDefinition({ type: 'object' })));
  const first = addresses(changing);
  assert.deepEqual(
    Object.keys(first).filter((name) => first[name] !== before[name]),
    ['apis/example.org/v1'],
  );
  assert.equal(openApiDocument(changing, 'traefik.io', 'v1alpha1'), kept);
  const thing = openApiDocument(changing, 'example.org', 'v1');
  changing.define('things.example.org', typesOfDefinition(thingDefinition({ type: 'string' })));
  assert.notEqual(addresses(changing)['apis/example.org/v1'], first['apis/example.org/v1']);
  assert.notEqual(openApiDocument(changing, 'example.org', 'v1'), thing);
  changing.forget('things.example.org');
  assert.deepEqual(addresses(changing), before);
  assert.equal(openApiDocument(changing, 'example.org', 'v1'), undefined);
});

test('version 2 is a document of protobuf with nothing but its version', () => {
  assert.equal(Buffer.from(openApiV2()).toString('hex'), '0a03322e30');
});
