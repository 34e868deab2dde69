import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replicaDrift } from '../sweeps/replicas.ts';
import { fleetResult } from '../sweeps/test-fleet.ts';
import { replicasChart, replicasCsv, replicasJson, replicasPage, replicasText } from './replicas-report.ts';

const driftOf = (weights: Readonly<Record<string, number>>) =>
  replicaDrift({
    values: [1, 10, 100],
    repetitions: 2,
    firstRequests: [100, 1000],
    run: async (engines, repetition) =>
      fleetResult({ engines, seed: 7 + repetition, weights, requests: 5000, bucketRequests: 100 }),
  });

describe('the drift of a fleet', async () => {
  const drift = await driftOf({ appv1: 99, appv2: 1 });

  it('as text says how far the rarer backend is off, when it has settled, and when customers meet it', () => {
    const text = replicasText(drift);
    assert.match(text, /^Shares behind 1 to 100 engines/);
    assert.match(text, /\n +1 +1\.00 % +0 +0 +0 +0 +100\n/);
    assert.match(text, /\n +100 +0 % +1 +1 +1 +1 +not yet\n/);
    assert.match(text, /half have met appv2 after 69 requests of their own, 95 % after 299\./);
    assert.match(text, /seed 7 and the 1 that follow it: --seed 7 repeats these runs exactly\n$/);
    assert.doesNotMatch(text, /appv1/);
  });

  it('of three backends has a table for each, the rarest first', async () => {
    const text = replicasText(await driftOf({ a: 6, b: 3, c: 1 }));
    assert.deepEqual(
      [...text.matchAll(/^engines +(\w) /gm)].map(([, name]) => name),
      ['c', 'b', 'a'],
    );
  });

  it('as CSV has a record for each fleet and backend', () => {
    const records = replicasCsv(drift).trimEnd().split('\r\n');
    assert.equal(records.length, 1 + 3 * 2);
    assert.deepEqual([...new Set(records.map((record) => record.split(',').length))], [12]);
  });

  it('as JSON says everything', () => assert.deepEqual(JSON.parse(replicasJson(drift)), drift));

  it('as a page and a chart has a line for each number of requests', () => {
    const svg = replicasChart(drift);
    for (const name of [
      'after the first 100 requests',
      'after the first 1,000 requests',
      'in windows of 1,000',
    ]) {
      assert.match(svg, new RegExp(`<title>${name}</title>`));
    }
    assert.match(replicasPage(drift), /How far appv2 gets from its share of 1\.00 %/);
    assert.doesNotMatch(replicasPage(drift), /NaN|Infinity|undefined/);
  });
});
