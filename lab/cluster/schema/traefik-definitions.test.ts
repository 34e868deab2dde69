import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { crdMappings } from '../../../engine/core.ts';
import { Registry } from '../objects/registry.ts';
import { decode } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { typesOfDefinition } from './definition-types.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';
import { schemaOf } from './schema-of.ts';
import { traefikDefinitions } from './traefik-definitions.ts';
import { FIELD_DESCRIPTIONS } from './traefik-descriptions.ts';
import { validate } from './validate.ts';

const registry = new Registry();
for (const definition of traefikDefinitions())
  registry.define(definition.metadata.name, typesOfDefinition(definition));

/** What an API server says of an object: unknown fields, then what is wrong. */
function said(object: unknown): string[] {
  assert.ok(isMapping(object));
  const type = registry.ofKind(String(object['apiVersion']), String(object['kind']));
  assert.ok(type, `no ${object['kind']} in ${object['apiVersion']}`);
  const schema = schemaOf(type);
  const { object: read, problems, unknown } = decode(schema, object);
  const wrong = [...problems, ...validate(schema, applyDefaults(schema, read))];
  return [...unknown, ...wrong.map(({ field, message }) => `${field}: ${message}`)];
}

test('the group of today has ten kinds, the one before it nine', () => {
  const kinds = (group: string) =>
    registry.types.filter((type) => type.group === group).map(({ kind }) => kind);
  assert.equal(kinds('traefik.io').length, 10);
  assert.deepEqual(
    kinds('traefik.containo.us'),
    kinds('traefik.io').filter((kind) => kind !== 'ServersTransportTCP'),
  );
  assert.equal(registry.types.find(({ plural }) => plural === 'tlsoptions')?.group, 'traefik.io');
});

test('a definition is a valid object itself', () => {
  for (const definition of traefikDefinitions())
    assert.deepEqual(said(definition), [], definition.metadata.name);
});

test('every kind and every group of options is described', () => {
  const undescribed: string[] = [];
  const walk = (node: SchemaNode, at: string): void => {
    for (const [name, field] of node.fields) {
      if (field.builtIn) continue;
      if (field.fields.size > 0 && !field.description) undescribed.push(`${at}.${name}`);
      walk(field, `${at}.${name}`);
    }
    if (node.items) walk(node.items, at);
  };
  for (const type of registry.types.filter(({ group }) => group === 'traefik.io'))
    walk(schemaOf(type), type.kind);
  assert.deepEqual(undescribed, []);
});

test('what is described is a field of Traefik', () => {
  const places = new Set(
    crdMappings().flatMap(({ path, fields }) =>
      fields.flatMap(({ name }) => [name, `${path.at(-1) ?? ''}.${name}`]),
    ),
  );
  assert.deepEqual(
    [...FIELD_DESCRIPTIONS.keys()].filter((place) => !places.has(place)),
    [],
  );
});

describe('an object of Traefik', () => {
  const route = (apiVersion: string, spec: object) => ({
    apiVersion,
    kind: 'IngressRoute',
    metadata: { name: 'a' },
    spec,
  });
  const rows: readonly [title: string, object: object, ...said: string[]][] = [
    [
      'that is right',
      route('traefik.io/v1alpha1', {
        routes: [{ match: 'Path(`/`)', services: [{ name: 'a', port: 'http' }] }],
      }),
    ],
    [
      'with misspelt fields',
      route('traefik.io/v1alpha1', {
        entrypoint: ['web'],
        routes: [{ match: 'Path(`/`)', services: [{ name: 'a', prt: 80 }] }],
      }),
      'spec.entrypoint',
      'spec.routes[0].services[0].prt',
    ],
    [
      'of a kind of rule that there is not',
      route('traefik.io/v1alpha1', { routes: [{ match: 'Path(`/`)', kind: 'rule' }] }),
      'spec.routes[0].kind: Unsupported value: "rule": supported values: "Rule"',
    ],
    [
      'without what it cannot do without',
      route('traefik.io/v1alpha1', { routes: [{ services: [{ port: 80 }] }] }),
      'spec.routes[0].match: Required value',
      'spec.routes[0].services[0].name: Required value',
    ],
    ['without routes', route('traefik.io/v1alpha1', {}), 'spec.routes: Required value'],
    [
      'with a field of version 3 in the group of version 2',
      route('traefik.containo.us/v1alpha1', { routes: [{ match: 'Path(`/`)', syntax: 'v3' }] }),
      'spec.routes[0].syntax',
    ],
    [
      'with a weight below 0',
      route('traefik.io/v1alpha1', { routes: [{ match: 'a', services: [{ name: 'a', weight: -1 }] }] }),
      'spec.routes[0].services[0].weight: Invalid value: -1: spec.routes[0].services[0].weight in body should be greater than or equal to 0',
    ],
    [
      'with a plugin, whose options are its own',
      {
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        metadata: { name: 'a' },
        spec: { plugin: { mine: { any: [1, null] } } },
      },
    ],
  ];
  for (const [title, object, ...expected] of rows)
    test(title, () => assert.deepEqual(said(object), expected));
});

test('every object in fixtures/ is one that an API server takes, but for those that are wrong on purpose', () => {
  const root = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
  const files = globSync('**/*.{yaml,yml}', { cwd: root }).filter(
    (file) => !/^(?:faulty|examples)\//.test(file),
  );
  const wrong: string[] = [];
  let count = 0;
  for (const file of files) {
    for (const document of parseAllDocuments(readFileSync(`${root}${file}`, 'utf8'))) {
      const object: unknown = document.toJS();
      if (!isMapping(object) || !registry.ofKind(String(object['apiVersion']), String(object['kind'])))
        continue;
      count += 1;
      wrong.push(...said(object).map((what) => `${file}: ${what}`));
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 70, `only ${count} objects were read`);
});
