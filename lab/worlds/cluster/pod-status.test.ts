import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podStatus } from './pod-status.ts';

const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const waiting = (reason: string, message?: string) => ({
  phase: 'Pending',
  containerStatuses: [{ image: 'shop:1', state: { waiting: { reason, ...(message && { message }) } } }],
});

const rows: [what: string, status: object, metadata: object, expected: object][] = [
  ['is ready', ready, {}, { phase: 'Running', ready: true, terminating: false }],
  [
    'ends',
    ready,
    { deletionTimestamp: '2026-01-01T00:00:00Z' },
    { phase: 'Running', ready: false, terminating: true },
  ],
  ['is made', waiting('ContainerCreating'), {}, { phase: 'Pending', ready: false, terminating: false }],
  [
    'has no image',
    waiting('ImagePullBackOff', 'no such image'),
    {},
    { phase: 'Failed', ready: false, terminating: false, failure: 'ImagePullBackOff: no such image' },
  ],
  [
    'breaks again and again',
    waiting('CrashLoopBackOff'),
    {},
    { phase: 'Failed', ready: false, terminating: false, failure: 'CrashLoopBackOff: the image shop:1' },
  ],
  [
    'was evicted',
    { phase: 'Failed', reason: 'Evicted' },
    {},
    { phase: 'Failed', ready: false, terminating: false, failure: 'Evicted' },
  ],
];
for (const [what, status, metadata, expected] of rows) {
  test(`a pod ${what}`, () => {
    const seen = podStatus({ metadata: { name: 'shop', ...metadata }, status });
    assert.deepEqual(seen, { name: 'shop', workload: 'shop', ownerKind: 'Pod', ...expected });
  });
}

test('a pod belongs to the Deployment of its ReplicaSet, or to what made it', () => {
  const made = (kind: string, name: string) => {
    const metadata = {
      name: 'p',
      labels: { 'pod-template-hash': '5d9' },
      ownerReferences: [{ kind, name, controller: true }],
    };
    const { workload, ownerKind } = podStatus({ metadata });
    return `${ownerKind} ${workload}`;
  };
  assert.equal(made('ReplicaSet', 'shop-5d9'), 'Deployment shop');
  assert.equal(made('ReplicaSet', 'own'), 'ReplicaSet own');
  assert.equal(made('StatefulSet', 'data'), 'StatefulSet data');
});
