import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { missingKubectl, terminalIn } from './test-recipe.ts';
import { unsteadyCluster } from './test-unsteady-cluster.ts';

const CHANGES = 10_000;

/** Changes between two breaks of all connections; the API remembers fewer, so that watches must begin anew. */
const BREAK_EVERY = 1000;
const HISTORY = 200;

test(`kubectl wait sees the last of ${CHANGES} changes, and a deletion, though connections break`, {
  skip: missingKubectl,
  timeout: 60_000,
}, async () => {
  await using surroundings = await unsteadyCluster(HISTORY);
  const { cluster, network } = surroundings;
  await using terminal = await terminalIn('step', surroundings.unsteady);
  const api = await cluster.openApi();
  const type = cluster.registry.find('', 'v1', 'configmaps');
  assert.ok(type);
  const put = (name: string, change: number): void => {
    const metadata = { name, namespace: 'step' };
    api.keep(type, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { change: `${change}` } });
  };
  for (const name of ['counted', 'deleted']) put(name, 0);

  const ended: string[] = [];
  const waits = [
    `--for=jsonpath={.data.change}=${CHANGES} configmap/counted`,
    '--for=delete configmap/deleted',
  ].map(async (what) => {
    const typed = await terminal.type(`kubectl wait --timeout=50s '${what.replace(' ', "' ")}`, 55_000);
    ended.push(what);
    return typed;
  });
  for (let change = 1; change <= CHANGES; change += 1) {
    if (change === CHANGES) assert.deepEqual(ended, [], 'nothing that is waited for has happened yet');
    put('counted', change);
    if (change % 3 === 0) put('deleted', change);
    if (change % BREAK_EVERY === 0) network.breakAll();
    if (change % 5 === 0) await setTimeout(1);
  }
  api.remove(type, 'step', 'deleted');
  for (const { code, output } of await Promise.all(waits)) {
    assert.equal(code, 0, output);
    assert.match(output, /condition met$/);
  }
  assert.ok(network.broken >= CHANGES / BREAK_EVERY, `${network.broken} connections were broken`);
});
