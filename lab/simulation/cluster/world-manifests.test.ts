import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseManifests } from '../../../engine/core.ts';
import { Lab } from '../../lab.ts';
import { worldManifests } from './world-manifests.ts';

const BARE = `
apiVersion: v1
kind: Pod
metadata: { name: bare, namespace: test-pod }
spec: { containers: [{ name: whoami, image: traefik/whoami }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: outside, namespace: test-pod, labels: { kubernetes.io/service-name: outside } }
addressType: IPv4
endpoints: [{ addresses: [192.0.2.1] }]
ports: [{ port: 80 }]
`;

test('what was applied is there by its files, what controllers made of it and the time of day are not', async () => {
  const written = [
    { file: 'apps.yaml', text: await readFile('fixtures/manifests/canary/apps.yaml', 'utf8') },
    { file: 'bare.yaml', text: BARE },
  ];
  const twice = await Promise.all(
    [1, 2].map(async (seed) => {
      await using lab = new Lab({ seed });
      for (const { file, text } of written) await lab.world.apply(text, { file });
      await lab.ready();
      return worldManifests(lab.world);
    }),
  );
  const [first = [], second] = twice;
  assert.deepEqual(first, second);
  const objects = first.map(({ file, text }) => [
    file,
    ...parseManifests(text, file).resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  ]);
  assert.deepEqual(objects, [
    [
      'apps.yaml',
      'Namespace test-pod',
      'Deployment appv1',
      'Service appv1',
      'Deployment appv2',
      'Service appv2',
    ],
    ['bare.yaml', 'EndpointSlice outside', 'Pod bare'],
  ]);
  assert.doesNotMatch(first.map(({ text }) => text).join(), /creationTimestamp/);
});
