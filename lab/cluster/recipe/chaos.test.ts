import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingKubectl, terminalIn } from './test-recipe.ts';
import { unsteadyCluster } from './test-unsteady-cluster.ts';

/** Changes that the store remembers: a watch that is away for a moment has lost its place. */
const HISTORY = 3;

/** Milliseconds between changes, and between breaks of all connections. */
const CHURN_MS = 5;
const BREAK_MS = 400;

test('who waits for the end of a pod hears of it, though watches break and their history is gone', {
  skip: missingKubectl,
  timeout: 60_000,
}, async () => {
  await using surroundings = await unsteadyCluster(HISTORY);
  const { cluster, network } = surroundings;
  await using steady = await terminalIn('chaos', surroundings.steady);
  await using unsteady = await terminalIn('chaos-too', surroundings.unsteady);
  const typed = async (line: string): Promise<void> => {
    const { code, output } = await steady.type(line);
    assert.equal(code, 0, `$ ${line}\n${output}`);
  };
  await typed('kubectl run waited-for --image=traefik/whoami && kubectl run other --image=traefik/whoami');
  await typed('kubectl wait --for=condition=Ready pod --all');

  const api = await cluster.openApi();
  const pods = cluster.registry.find('', 'v1', 'pods');
  assert.ok(pods);
  let round = 0;
  const churn = setInterval(() => {
    round += 1;
    const labels = { metadata: { labels: { round: `${round}` } } };
    api.patch({ type: pods, namespace: 'chaos', name: 'other' }, { type: 'merge', body: labels });
  }, CHURN_MS);
  const breaks = setInterval(() => network.breakAll(), BREAK_MS);
  try {
    const waiting = unsteady.type('kubectl wait -n chaos --for=delete pod/waited-for --timeout=40s', 50_000);
    while (network.broken < 3) await new Promise((resolve) => setTimeout(resolve, BREAK_MS));
    await typed('kubectl delete pod waited-for --now');
    const { code, output } = await waiting;
    assert.equal(code, 0, output);
    assert.match(output, /condition met/);
  } finally {
    clearInterval(churn);
    clearInterval(breaks);
  }
});
