import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseManifests } from '../../engine/core.ts';
import { type PodInputs, podInputs } from './pod-inputs.ts';

const SOURCES = `apiVersion: v1
kind: Secret
metadata: { name: certs }
data: { tls.crt: QQ==, tls.key: Qg== }
stringData: { tls.key: C }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: pages }
data: { index.html: hello, about.html: who }
binaryData: { logo: AAE= }
`;

/** What a pod of that specification finds, or the message of what it lacks. */
function inputsOf(container: string, volumes = '[]'): PodInputs {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: app-1, namespace: shop, labels: { tier: front } }
spec:
  volumes: ${volumes}
  containers: [{ name: app, image: traefik/whoami, ${container} }]
---
${SOURCES}`;
  const { resources, diagnostics } = parseManifests(text, 'app.yaml');
  assert.deepEqual(diagnostics, []);
  const [pod] = resources;
  assert.ok(pod?.kind === 'Pod');
  return podInputs(pod, (kind, name) => {
    const found = resources.find((one) => one.kind === kind && one.metadata.name === name);
    return found?.kind === 'Secret' || found?.kind === 'ConfigMap' ? found : undefined;
  });
}

describe('a pod finds what it mounts', () => {
  const cases: readonly (readonly [what: string, mount: string, volume: string, files: object])[] = [
    [
      'a Secret, stringData before data',
      'mountPath: /certs/',
      'secret: { secretName: certs }',
      { '/certs/tls.crt': 'A', '/certs/tls.key': 'C' },
    ],
    [
      'a ConfigMap',
      'mountPath: /pages',
      'configMap: { name: pages }',
      { '/pages/index.html': 'hello', '/pages/about.html': 'who', '/pages/logo': '\0\u0001' },
    ],
    [
      'some keys, under other names',
      'mountPath: /pages',
      'configMap: { name: pages, items: [{ key: index.html, path: en/start.html }] }',
      { '/pages/en/start.html': 'hello' },
    ],
    [
      'one file of a volume',
      'mountPath: /etc/site.html, subPath: about.html',
      'configMap: { name: pages }',
      { '/etc/site.html': 'who' },
    ],
    [
      'several sources in one volume',
      'mountPath: /all',
      'projected: { sources: [{ secret: { name: certs, items: [{ key: tls.crt, path: c }] } }, { configMap: { name: pages, items: [{ key: logo, path: l }] } }] }',
      { '/all/c': 'A', '/all/l': '\0\u0001' },
    ],
    ['an empty folder', 'mountPath: /tmp', 'emptyDir: {}', {}],
    ['what need not be there', 'mountPath: /x', 'secret: { secretName: none, optional: true }', {}],
  ];
  for (const [what, mount, volume, expected] of cases) {
    test(what, () => {
      const { files } = inputsOf(`volumeMounts: [{ name: v, ${mount} }]`, `[{ name: v, ${volume} }]`);
      assert.deepEqual(
        Object.fromEntries([...files].map(([path, content]) => [path, content.toString()])),
        expected,
      );
    });
  }
});

describe('a pod finds its variables', () => {
  const cases: readonly (readonly [container: string, environment: object])[] = [
    ['env: [{ name: A, value: b }, { name: EMPTY }]', { A: 'b', EMPTY: '' }],
    ['env: [{ name: KEY, valueFrom: { secretKeyRef: { name: certs, key: tls.key } } }]', { KEY: 'C' }],
    [
      'env: [{ name: PAGE, valueFrom: { configMapKeyRef: { name: pages, key: index.html } } }]',
      { PAGE: 'hello' },
    ],
    ['env: [{ name: NONE, valueFrom: { secretKeyRef: { name: none, key: a, optional: true } } }]', {}],
    [
      'env: [{ name: N, valueFrom: { fieldRef: { fieldPath: metadata.name } } }, { name: T, valueFrom: { fieldRef: { fieldPath: "metadata.labels[\'tier\']" } } }]',
      { N: 'app-1', T: 'front' },
    ],
    [
      'envFrom: [{ prefix: P_, secretRef: { name: certs } }], env: [{ name: P_tls.crt, value: mine }]',
      { 'P_tls.crt': 'mine', 'P_tls.key': 'C' },
    ],
  ];
  for (const [container, expected] of cases)
    test(container, () => assert.deepEqual(inputsOf(container).environment, expected));
});

describe('what a pod refers to and does not exist', () => {
  const cases: readonly (readonly [container: string, volumes: string, message: string])[] = [
    [
      'volumeMounts: [{ name: v, mountPath: /x }]',
      '[{ name: v, secret: { secretName: none } }]',
      'it mounts the Secret "none", which does not exist: apply it first',
    ],
    [
      'envFrom: [{ configMapRef: { name: none } }]',
      '[]',
      'it takes variables from the ConfigMap "none", which does not exist: apply it first',
    ],
    [
      'env: [{ name: A, valueFrom: { secretKeyRef: { name: certs, key: none } } }]',
      '[]',
      'it takes a variable from the key "none" of the Secret "certs", which has no such key',
    ],
  ];
  for (const [container, volumes, message] of cases)
    test(message, () => assert.throws(() => inputsOf(container, volumes), { message }));
});
