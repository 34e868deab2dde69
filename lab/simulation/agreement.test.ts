import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Agreement, type AgreementBounds, agreement, agrees, type LiveRun } from './agreement.ts';
import type { Distribution, SimulationPlan } from './plan.ts';
import { agreementPage, agreementText } from './report/agreement-report.ts';
import type { SimulationResult } from './result.ts';
import { simulate } from './simulate.ts';
import { SimulatedCluster } from './simulated-cluster.ts';
import { CANARY, canaryManifests, liveCanary } from './test-live-run.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
const REQUESTS = 400;
const CONNECTIONS = 32;
/** So many times as many requests show a distribution more exactly than the live run does. */
const MORE = 100;

/** Long beside what a machine adds: what is compared is the distribution, not the machine. */
const SERVICE_TIMES = {
  appv1: { kind: 'lognormal', medianMs: 150, sigma: 0.5 },
  appv2: { kind: 'exponential', meanMs: 300 },
} as const satisfies Record<string, Distribution>;

/** One percent for all seeds together: a part of it for each (Bonferroni). */
const BOUNDS: AgreementBounds = { level: 0.01 / SEEDS.length, overheadMs: { busy: 60, most: 400 } };

/** As many as are at work at a time leave a core more than half of its time. */
const SIDE_BY_SIDE = 3;

function live(seed: number): Promise<LiveRun> {
  return liveCanary({ seed, requests: REQUESTS, connections: CONNECTIONS, serviceTimes: SERVICE_TIMES });
}

async function simulated(seed: number, requests: number): Promise<SimulationResult> {
  const plan: SimulationPlan = {
    seed,
    durationMs: 3_600_000,
    sources: [
      {
        name: 'clients',
        arrivals: { kind: 'closed', clients: CONNECTIONS, thinkTime: { kind: 'constant', ms: 0 } },
        population: { requests: [{ share: 1, request: { host: CANARY.host, path: CANARY.path } }] },
        requests,
      },
    ],
    backends: Object.entries(SERVICE_TIMES).map(([workload, serviceTime]) => ({ workload, serviceTime })),
    changes: [],
  };
  await using cluster = await SimulatedCluster.open(await canaryManifests(), {
    namespace: CANARY.namespace,
    seed,
  });
  return await simulate(cluster, plan);
}

async function compared(run: LiveRun): Promise<Agreement> {
  const [same, longer] = [await simulated(run.seed, REQUESTS), await simulated(run.seed, REQUESTS * MORE)];
  assert.equal(same.requests, REQUESTS);
  const counts = same.backends
    .filter(({ requests }) => requests > 0)
    .map(({ workload, requests }) => [workload, requests] as const);
  return agreement(run, { counts: new Map(counts), latencies: longer.latencies ?? [] }, BOUNDS);
}

describe('the live embedded world and the simulation of the same', () => {
  const agreements: Agreement[] = [];

  before(async () => {
    // What the runtime compiles while it runs for the first time would be overhead of the first seeds.
    await live(0);
    for (let from = 0; from < SEEDS.length; from += SIDE_BY_SIDE) {
      const runs = await Promise.all(SEEDS.slice(from, from + SIDE_BY_SIDE).map(live));
      for (const run of runs) agreements.push(await compared(run));
    }
    // A machine that was busy is given one more chance for each seed, with nothing beside it; the report says so.
    for (const [index, first] of agreements.entries()) {
      if (agrees(first) || !first.isBusy || !first.countsAgree) continue;
      agreements[index] = await compared({ ...(await live(first.seed)), isSecond: true });
    }
    console.log(agreementText(agreements, BOUNDS));
  });

  it('agree on the count of every backend, exactly, with 20 seeds', () => {
    assert.equal(agreements.length, SEEDS.length);
    for (const { seed, counts } of agreements) {
      assert.deepEqual(
        counts,
        [
          { workload: 'appv1', live: 300, simulated: 300 },
          { workload: 'appv2', live: 100, simulated: 100 },
        ],
        `seed ${seed}`,
      );
    }
  });

  it('agree on the distribution of latencies, with 20 seeds', () => {
    const wrong = agreements.filter(({ latenciesAgree }) => !latenciesAgree);
    assert.equal(wrong.length, 0, agreementText(wrong, BOUNDS));
  });

  it('are shown in one report', () => {
    assert.match(agreementText(agreements, BOUNDS), /^All 20 live runs agree with their simulation\n/);
    const page = agreementPage(agreements, BOUNDS);
    assert.match(page, /<title>simulated, with the overhead of the machine<\/title>/);
    assert.doesNotMatch(page, /NaN|Infinity|undefined/);
  });
});
