import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { JsonPathError, parseJsonPath } from './json-path.ts';

const OBJECT = {
  metadata: { labels: { 'a.b/c': 'label' } },
  spec: {
    replicas: 3,
    ports: [
      { name: 'web', port: 80, on: true },
      { name: 'admin', port: 8080 },
    ],
  },
};

describe('a JSONPath finds', () => {
  const cases: readonly (readonly [string, readonly unknown[]])[] = [
    ['.spec.replicas', [3]],
    ['{.spec.replicas}', [3]],
    ['$.spec.replicas', [3]],
    ['spec.replicas', [3]],
    [".metadata.labels['a.b/c']", ['label']],
    ['.metadata.labels["a.b/c"]', ['label']],
    ['.metadata.labels.a\\.b/c', ['label']],
    ['.spec.ports[0].name', ['web']],
    ['.spec.ports[-1].name', ['admin']],
    ['.spec.ports[5].name', []],
    ['.spec.ports[*].name', ['web', 'admin']],
    ['.spec.ports.*.port', [80, 8080]],
    ['.spec.ports[?(@.name=="admin")].port', [8080]],
    [".spec.ports[?(@.name == 'web')].port", [80]],
    ['.spec.ports[?(@.name!="web")].port', [8080]],
    ['.spec.ports[?(@.port>80)].name', ['admin']],
    ['.spec.ports[?(@.port<=80)].name', ['web']],
    ['.spec.ports[?(@.on)].name', ['web']],
    ['.spec.ports[?(@.on==true)].name', ['web']],
    ['.spec.none.deeper', []],
    ['.constructor.name', []],
  ];
  for (const [path, found] of cases) {
    test(`${path}: ${JSON.stringify(found)}`, () => assert.deepEqual(parseJsonPath(path)(OBJECT), found));
  }
});

for (const path of ['.spec[', '.spec[abc]', '.spec[?(x)]', '.spec.ports[?(@.port==eighty)]']) {
  test(`${path} is no JSONPath`, () => assert.throws(() => parseJsonPath(path), JsonPathError));
}
