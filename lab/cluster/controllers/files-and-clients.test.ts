import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deployment, fakeCluster, service } from '../test-runtime.ts';
import { TestApi } from './test-api.ts';

const DEPLOYMENTS = 'deployments.apps';

it('files and clients that write the same object: the last who spoke of it wins', async () => {
  await using fake = fakeCluster();
  const { cluster } = fake;
  const api = new TestApi(cluster);
  const saved = (text: string) => cluster.replaceFiles([{ file: 'a.yaml', text: text + service('web') }]);
  const of = (): unknown => {
    const { metadata, spec } = api.get(DEPLOYMENTS, 'web');
    const { replicas, paused, minReadySeconds } = spec as Record<string, unknown>;
    return { by: metadata.labels?.['by'], replicas, paused, minReadySeconds };
  };
  const plain = deployment('web');
  await saved(plain);
  api.patch(DEPLOYMENTS, 'web', { replicas: 3, paused: true });
  api.label(DEPLOYMENTS, 'web', { by: 'hand' });
  api.delete('services', 'web');
  await saved(`# A comment changes no object.\n${plain}`);
  assert.deepEqual(of(), { by: 'hand', replicas: 3, paused: true, minReadySeconds: undefined });
  assert.ok(api.names('services').includes('web'), 'what a file says comes back');
  await saved(plain.replace(/\bspec:/, 'spec:\n  minReadySeconds: 1'));
  assert.deepEqual(of(), { by: 'hand', replicas: 3, paused: undefined, minReadySeconds: 1 });
  await cluster.replaceFiles([]);
  assert.deepEqual(api.names(DEPLOYMENTS), []);
});
