import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../cluster/objects/object.ts';
import { ScenarioNamespaces } from './namespaces.ts';

const MIDDLEWARES = 'traefik.ingress.kubernetes.io/router.middlewares';

const rows: [what: string, object: Json, inCluster: Json][] = [
  [
    'an object without a namespace',
    { kind: 'Service', metadata: { name: 'a' } },
    { kind: 'Service', metadata: { name: 'a', namespace: 'lab-x-shops' } },
  ],
  [
    'references to other namespaces',
    {
      kind: 'IngressRoute',
      metadata: { name: 'a', namespace: 'one' },
      spec: { routes: [{ services: [{ name: 'b', namespace: 'two' }] }] },
    },
    {
      kind: 'IngressRoute',
      metadata: { name: 'a', namespace: 'lab-x-one' },
      spec: { routes: [{ services: [{ name: 'b', namespace: 'lab-x-two' }] }] },
    },
  ],
  [
    'a namespace itself',
    { kind: 'Namespace', metadata: { name: 'one' } },
    { kind: 'Namespace', metadata: { name: 'lab-x-one' } },
  ],
  [
    'an ingress class, which all of a cluster sees',
    { kind: 'IngressClass', metadata: { name: 'inner' } },
    { kind: 'IngressClass', metadata: { name: 'lab-x-inner' } },
  ],
  [
    'what an Ingress names',
    {
      kind: 'Ingress',
      metadata: { name: 'a', namespace: 'one', annotations: { [MIDDLEWARES]: 'one-b@kubernetescrd,c@file' } },
      spec: { ingressClassName: 'inner' },
    },
    {
      kind: 'Ingress',
      metadata: {
        name: 'a',
        namespace: 'lab-x-one',
        annotations: { [MIDDLEWARES]: 'lab-x-one-b@kubernetescrd,c@file' },
      },
      spec: { ingressClassName: 'lab-x-inner' },
    },
  ],
  [
    'content of which nothing is known',
    { kind: 'ConfigMap', metadata: { name: 'a', namespace: 'one' }, data: { namespace: 'two' } },
    { kind: 'ConfigMap', metadata: { name: 'a', namespace: 'lab-x-one' }, data: { namespace: 'two' } },
  ],
];
for (const [what, object, inCluster] of rows) {
  test(`${what} goes to the scenario's own namespaces, and comes back as it was`, () => {
    const namespaces = new ScenarioNamespaces('x');
    assert.deepEqual(namespaces.rewrite(object, 'shops'), inCluster);
    const metadata = object['metadata'] as Json;
    const placed =
      'namespace' in metadata || !('namespace' in (inCluster['metadata'] as Json))
        ? object
        : { ...object, metadata: { ...metadata, namespace: 'shops' } };
    assert.deepEqual(namespaces.restore(inCluster), placed);
  });
}

test('any object comes back as it was', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      name,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('namespace', 'ingressClassName', 'data', 'name', 'spec'), tie('value'), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    ),
  }));
  fc.assert(
    fc.property(name, name, value, (own, namespace, spec) => {
      const namespaces = new ScenarioNamespaces('x');
      const object = { kind: 'Service', metadata: { name: own, namespace }, spec };
      assert.deepEqual(namespaces.restore(namespaces.rewrite(object, 'default')), object);
    }),
  );
});
