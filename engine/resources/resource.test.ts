import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests } from './load.ts';
import { isKind, isNamespaced, namespaceOf, type Resource, referenceOf, secretValue } from './resource.ts';
import { kinds } from './schemas/kinds.ts';

function onlyResource(object: unknown): Resource {
  const { resources, diagnostics } = parseManifests(JSON.stringify(object), 'object.json');
  assert.deepEqual(diagnostics, []);
  const [resource] = resources;
  assert.ok(resource);
  return resource;
}

const workload = {
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: { containers: [{ name: 'a', image: 'whoami' }] },
    },
  },
};

const content: Record<string, object> = {
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  ReplicaSet: workload,
  Secret: {},
  ConfigMap: {},
  Namespace: {},
  EndpointSlice: { addressType: 'IPv4' },
  Endpoints: {},
};

for (const [kind, { apiVersions }] of Object.entries(kinds)) {
  for (const apiVersion of apiVersions) {
    test(`${kind} of ${apiVersion} is read`, () => {
      const manifest = { apiVersion, kind, metadata: { name: 'a' }, ...(content[kind] ?? { spec: {} }) };
      const resource = onlyResource(manifest);
      assert.equal(resource.kind, kind);
      assert.equal(resource.apiVersion, apiVersion);
      assert.deepEqual(resource.metadata, { name: 'a', labels: {}, annotations: {} });
      assert.deepEqual(resource.object, manifest);
    });
  }
}

test('lists that are the same absent and empty are empty, everything else stays absent', () => {
  const resource = onlyResource({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'TraefikService',
    metadata: { name: 'mirror' },
    spec: { mirroring: { name: 'v1', port: 80, mirrors: [{ name: 'v2', port: 'web', percent: 50 }] } },
  });
  assert.ok(resource.kind === 'TraefikService');
  assert.deepEqual(resource.spec, {
    mirroring: {
      name: 'v1',
      port: 80,
      middlewares: [],
      mirrors: [{ name: 'v2', port: 'web', percent: 50, middlewares: [] }],
    },
  });
});

test('options of a middleware without a schema pass as they are', () => {
  const resource = onlyResource({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name: 'auth' },
    spec: { forwardAuth: { address: 'http://auth.test', authResponseHeaders: ['X-User'] } },
  });
  assert.ok(resource.kind === 'Middleware');
  assert.deepEqual(resource.spec.forwardAuth, {
    address: 'http://auth.test',
    authResponseHeaders: ['X-User'],
  });
});

test('fields that are null are absent, but the object is kept as written', () => {
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', creationTimestamp: null } };
  const resource = onlyResource(manifest);
  assert.equal(resource.metadata.creationTimestamp, undefined);
  assert.deepEqual(resource.object, manifest);
});

test('words and octal numbers of YAML 1.1 mean what they mean to kubectl', () => {
  const { resources } = parseManifests(
    `apiVersion: traefik.io/v1alpha1
kind: TLSOption
metadata: {name: strict, labels: {quoted: "yes"}}
spec: {sniStrict: yes, disableSessionTickets: off}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: octal}
spec:
  replicas: 010
  selector: {matchLabels: {app: a}}
  template: {metadata: {labels: {app: a}}, spec: {}}
`,
    'words.yaml',
  );
  const [option, deployment] = resources;
  assert.ok(option?.kind === 'TLSOption' && deployment?.kind === 'Deployment');
  assert.deepEqual(option.spec, { sniStrict: true, disableSessionTickets: false });
  assert.equal(deployment.spec.replicas, 8);
});

test('a resource without a namespace is in default, a cluster-scoped one in none', () => {
  const service = onlyResource({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: {} });
  assert.equal(namespaceOf(service), 'default');
  const elsewhere = { ...service, metadata: { ...service.metadata, namespace: 'shop' } } as Resource;
  assert.deepEqual(referenceOf(elsewhere), { kind: 'Service', namespace: 'shop', name: 'a' });
  const namespace = onlyResource({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  assert.deepEqual(referenceOf(namespace), { kind: 'Namespace', namespace: '', name: 'shop' });
  assert.ok(!isNamespaced('Namespace') && isNamespaced('Secret'));
  assert.ok(isKind('Pod') && !isKind('toString'));
});

test('a secret gives the bytes of a key, stringData before data', () => {
  const secret = onlyResource({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { both: 'b2xk', wrapped: 'b2\nxk\n', binary: '/wA=', empty: '' },
    stringData: { both: 'new' },
  });
  assert.ok(secret.kind === 'Secret');
  assert.equal(secretValue(secret, 'both')?.toString(), 'new');
  assert.equal(secretValue(secret, 'wrapped')?.toString(), 'old');
  assert.deepEqual([...(secretValue(secret, 'binary') ?? [])], [255, 0]);
  assert.equal(secretValue(secret, 'empty')?.length, 0);
  assert.equal(secretValue(secret, 'constructor'), undefined);
});
