import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { StandIns } from '../../backends/stand-ins.ts';
import { Journal } from '../../journal.ts';
import { embeddedRuntime } from '../../worlds/embedded-runtime.ts';
import { Cluster } from '../cluster.ts';
import { UnsteadyNetwork } from '../http/test-unsteady-network.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { serveKubernetes } from '../serve.ts';
import { missingKubectl, terminalIn } from './test-recipe.ts';

const CHANGES = 10_000;

/** Changes between two breaks of all connections; the API remembers fewer, so that watches must begin anew. */
const BREAK_EVERY = 1000;
const HISTORY = 200;

test(`kubectl wait sees the last of ${CHANGES} changes, and a deletion, though connections break`, {
  skip: missingKubectl,
  timeout: 60_000,
}, async () => {
  await using cluster = new Cluster({
    runtime: embeddedRuntime(new Journal(), new StandIns()),
    random: Math.random,
    objects: new ObjectStore({ history: HISTORY }),
  });
  await using served = await serveKubernetes({ cluster });
  const { port } = new URL(served.url);
  await using network = await UnsteadyNetwork.to(Number(port));
  const config = served.kubeconfig.replaceAll(`:${port}`, `:${network.port}`);
  await using terminal = await terminalIn('step', config);
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
