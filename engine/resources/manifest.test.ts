import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests } from './load.ts';
import type { FieldPath } from './origin.ts';
import type { Resource } from './resource.ts';

function onlyResource(text: string): Resource {
  const { resources, diagnostics } = parseManifests(text, 'app.yaml');
  assert.deepEqual(diagnostics, []);
  const [resource, ...others] = resources;
  assert.ok(resource && others.length === 0);
  return resource;
}

function locate(text: string, path: FieldPath, offset?: number): string {
  const { line, column } = onlyResource(text).origin.position(path, offset);
  return `${line}:${column}`;
}

const route = `# the shop
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata:
  name: shop
spec:
  entryPoints: [web, "websecure"]
  routes:
    - match: Host(\`a.test\`) && Nope(\`x\`)
      services:
        - name: shop
          port: 80
    - kind: Rule
      match: |
        Host(\`b.test\`)
        && Nope(\`y\`)
    - match: >-
        Host(\`c.test\`) &&
        Nope(\`z\`)
  tls: {}
`;

const positions: [path: FieldPath, offset: number | undefined, expected: string][] = [
  [[], undefined, '2:1'],
  [['metadata', 'name'], undefined, '5:9'],
  [['spec', 'entryPoints'], undefined, '7:16'],
  [['spec', 'entryPoints', 1], undefined, '7:22'],
  [['spec', 'entryPoints', 1], 0, '7:23'],
  [['spec', 'routes', 0], undefined, '9:7'],
  [['spec', 'routes', 0, 'match'], undefined, '9:14'],
  [['spec', 'routes', 0, 'match'], 18, '9:32'],
  [['spec', 'routes', 0, 'services', 0, 'port'], undefined, '12:17'],
  [['spec', 'routes', 0, 'services', 0, 'weight'], undefined, '11:11'],
  [['spec', 'routes', 1, 'match'], 0, '15:9'],
  [['spec', 'routes', 1, 'match'], 18, '16:12'],
  [['spec', 'routes', 2, 'match'], 18, '19:9'],
  [['spec', 'routes', 7, 'match'], undefined, '9:5'],
  [['spec', 'tls', 'options', 'name'], undefined, '20:8'],
  [['status'], undefined, '2:1'],
];

for (const [path, offset, expected] of positions) {
  test(`position of /${path.join('/')}${offset === undefined ? '' : ` + ${offset}`}`, () => {
    assert.equal(locate(route, path, offset), expected);
  });
}

test('a position carries the file and the text of its line', () => {
  const position = onlyResource(route.replaceAll('\n', '\r\n')).origin.position(['metadata', 'name']);
  assert.deepEqual(position, { file: 'app.yaml', line: 5, column: 9, lineText: '  name: shop' });
});

test('a byte order mark does not count', () => {
  assert.equal(locate(`\uFEFF${route}`, []), '2:1');
});

test('an anchored value is found through its aliases and merge keys', () => {
  const text = `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: shared}
spec:
  routes:
    - match: &rule Host(\`a\`)
      services:
        - &main
          name: main
          port: 80
    - match: *rule
      services:
        - <<: *main
          weight: 2
`;
  const resource = onlyResource(text);
  assert.ok(resource.kind === 'IngressRoute');
  assert.deepEqual(resource.spec.routes[1]?.services, [
    { name: 'main', port: 80, weight: 2, middlewares: [] },
  ]);
  assert.equal(locate(text, ['spec', 'routes', 0, 'match']), '6:20');
  assert.equal(locate(text, ['spec', 'routes', 1, 'match']), '11:14');
  assert.equal(locate(text, ['spec', 'routes', 1, 'match'], 5), '6:25');
  assert.equal(locate(text, ['spec', 'routes', 1, 'services', 0, 'port']), '10:17');
  assert.equal(locate(text, ['spec', 'routes', 1, 'services', 0, 'weight']), '14:19');
});

test('JSON, also indented with tabs, is read and located', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'a' },
    spec: { ports: [{ port: 80 }] },
  };
  const text = JSON.stringify(object, null, '\t');
  assert.equal(locate(text, ['spec', 'ports', 0, 'port']), '10:13');
  assert.deepEqual(onlyResource(text).object, object);
});

test('the items of a List are objects of their own', () => {
  const text = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Namespace
    metadata: {name: one}
  - apiVersion: v1
    kind: Service
    metadata: {name: two}
    spec: {ports: [{port: 0}]}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: three}
`;
  const { resources, diagnostics } = parseManifests(text, 'list.yaml');
  assert.deepEqual(
    resources.map(({ kind, origin }) => [kind, origin.position(['metadata', 'name']).line]),
    [
      ['Namespace', 6],
      ['ConfigMap', 13],
    ],
  );
  assert.deepEqual(
    diagnostics.map(({ position }) => [position?.line, position?.column]),
    [[10, 27]],
  );
});

test('what a position points at survives a document before it', () => {
  const { resources } = parseManifests(`${route}--- # next\n${route}`, 'two.yaml');
  assert.equal(resources[1]?.origin.position(['spec', 'routes', 0, 'match'], 18).line, 21 + 9);
});
