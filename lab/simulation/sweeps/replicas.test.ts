import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SimulationPlan } from '../plan.ts';
import { fleetPlan, parseReplicas, replicaDrift, requestsUntilMet } from './replicas.ts';
import { fleetResult } from './test-fleet.ts';

const weights = { appv1: 99, appv2: 1 };

async function drift(values: readonly number[], requests = 40_000) {
  return replicaDrift({
    values,
    repetitions: 3,
    firstRequests: [100, 1000, 10_000, 1_000_000],
    run: async (engines, repetition) =>
      fleetResult({ engines, seed: 100 + repetition, weights, requests, bucketRequests: 100 }),
  });
}

describe('the drift of a fleet', async () => {
  const { points, seed } = await drift([1, 10, 100]);
  const canaryOf = (index: number) => points[index]?.backends.find(({ workload }) => workload === 'appv2');

  it('is none behind one engine, which counts every request', () => {
    const canary = canaryOf(0);
    assert.deepEqual(canary?.windows, { mean: 0, worst: 0 });
    assert.deepEqual(
      canary?.first.map(({ requests, worst }) => [requests, worst]),
      [
        [100, 0],
        [1000, 0],
        [10_000, 0],
      ],
    );
    assert.equal(canary?.settledAfter, 100);
    assert.equal(seed, 100);
  });

  it('is below N requests of the first n behind N engines', () => {
    for (const { engines, backends } of points) {
      for (const { first } of backends) {
        for (const { requests, mean, worst } of first) {
          assert.ok(worst <= engines / requests, `${engines} engines after ${requests}: ${worst}`);
          assert.ok(mean <= worst);
        }
      }
    }
  });

  it('grows with the number of engines, and so does the time until it is gone', () => {
    const [few, many] = [canaryOf(1), canaryOf(2)];
    assert.ok(few && many);
    assert.ok(many.windows.mean > 2 * few.windows.mean);
    assert.ok((many.settledAfter ?? 0) > (few.settledAfter ?? 0));
    // All begin with appv1: of the first hundred requests to a hundred engines none is the canary's.
    assert.equal(many.first[0]?.worst, 0.01);
  });

  it('is the same for both of two backends', () => {
    for (const { backends } of points) {
      const [one, other] = backends.map(({ windows }) => windows.worst.toFixed(9));
      assert.equal(one, other);
    }
  });

  it('is measured against shares that are given, and says when it never settles', async () => {
    const { points: given } = await replicaDrift({
      values: [2],
      repetitions: 1,
      wanted: new Map([
        ['appv1', 0.5],
        ['appv2', 0.5],
      ]),
      run: async (engines) => fleetResult({ engines, seed: 1, weights, requests: 2000, bucketRequests: 100 }),
    });
    const [backend] = given[0]?.backends ?? [];
    assert.equal(backend?.wanted, 0.5);
    assert.ok((backend?.windows.mean ?? 0) > 0.48);
    assert.equal(backend?.settledAfter, undefined);
  });
});

it('a plan of a fleet has its engines, another seed for each repetition, and buckets for a hundred requests', () => {
  const plan: SimulationPlan = {
    seed: 5,
    durationMs: 1000,
    sources: [
      {
        name: 'a',
        arrivals: { kind: 'constant', perSecond: 2000 },
        population: { requests: [{ share: 1, request: { host: 'h', path: '/' } }] },
      },
    ],
    backends: [],
    changes: [],
  };
  const { seed, engines, bucketMs } = fleetPlan(plan, 30, 2);
  assert.deepEqual({ seed, engines, bucketMs }, { seed: 7, engines: 30, bucketMs: 50 });
  assert.equal(fleetPlan({ ...plan, sources: [] }, 1, 0).bucketMs, undefined);
});

it('numbers of engines are whole and from 1', () => {
  assert.deepEqual(parseReplicas('1..3,10'), [1, 2, 3, 10]);
  assert.throws(() => parseReplicas('0..3'), /a number of engines cannot be 0/);
});

it('of a hundred requests one, half of the customers have met after 69, and 95 percent after 299', () => {
  assert.equal(requestsUntilMet(0.01, 0.5), 69);
  assert.equal(requestsUntilMet(0.01, 0.95), 299);
  assert.equal(requestsUntilMet(1, 0.95), 1);
  assert.equal(requestsUntilMet(0, 0.5), Number.POSITIVE_INFINITY);
});
