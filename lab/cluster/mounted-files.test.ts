import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests } from '../../engine/core.ts';
import { mountedFiles } from './mounted-files.ts';

const MANIFESTS = `apiVersion: v1
kind: Pod
metadata: { name: app }
spec:
  containers:
    - name: app
      image: traefik/whoami
      volumeMounts:
        - { name: certs, mountPath: /certs/ }
        - { name: scratch, mountPath: /tmp }
        - { name: nowhere, mountPath: /nowhere }
  volumes:
    - { name: scratch, emptyDir: {} }
    - { name: certs, secret: { secretName: certs } }
---
apiVersion: v1
kind: Secret
metadata: { name: certs }
data: { tls.crt: QQ==, tls.key: Qg== }
stringData: { tls.key: C }
`;
const [pod, secret] = parseManifests(MANIFESTS, 'app.yaml').resources;

test('a pod finds the Secrets that it mounts, stringData before data', () => {
  assert.ok(pod?.kind === 'Pod' && secret?.kind === 'Secret');
  const files = mountedFiles(pod, (name) => (name === 'certs' ? secret : undefined));
  assert.deepEqual(
    [...files].map(([path, content]) => [path, content.toString()]),
    [
      ['/certs/tls.crt', 'A'],
      ['/certs/tls.key', 'C'],
    ],
  );
});

test('a Secret that does not exist', () => {
  assert.ok(pod?.kind === 'Pod');
  assert.throws(() => mountedFiles(pod, () => undefined), /mounts the Secret "certs", which does not exist/);
});
