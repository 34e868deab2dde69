import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests, readManifestTexts } from '../../../engine/core.ts';
import { sharingServices, withShare } from './shares.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

const { resources } = parseManifests(
  `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: copies }
spec: { mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80, percent: 50 }, { name: v3, port: 80 }] } }
`,
  'mirror.yaml',
);

test('a mirror gets its percentage, and its neighbours keep theirs', () => {
  const [before] = resources;
  assert.ok(before?.kind === 'TraefikService');
  assert.deepEqual(sharingServices(before, 'percent'), ['v2', 'v3']);
  const after = withShare(before, 'percent', 'v2', 80);
  assert.ok(after.kind === 'TraefikService');
  assert.deepEqual(
    after.spec.mirroring?.mirrors?.map(({ name, percent }) => [name, percent]),
    [
      ['v2', 80],
      ['v3', undefined],
    ],
  );
  assert.deepEqual(
    before.spec.mirroring?.mirrors?.map(({ percent }) => percent),
    [50, undefined],
  );
  assert.equal(withShare(before, 'weight', 'v2', 80), before);
});

test('the share of a mirror changes in a cluster, and a name that is none is told', async () => {
  await using cluster = await SimulatedCluster.open(
    await readManifestTexts(['fixtures/manifests/mirroring']),
  );
  const { label, changed } = await cluster.apply({ kind: 'mirror', of: 'v2', percent: 80 });
  assert.deepEqual([label, changed], ['v2 mirrors 80 %', true]);
  await assert.rejects(cluster.apply({ kind: 'mirror', of: 'v1', percent: 80 }), {
    message: 'no mirror is called "v1"; mirrors are: v2',
  });
});
