import assert from 'node:assert/strict';
import { SimulatedCluster } from '../cluster/simulated-cluster.ts';
import type { Distribution, SimulationPlan } from '../plan.ts';
import type { SimulationResult } from '../result.ts';
import { simulate } from '../simulate.ts';
import { type Agreement, type AgreementBounds, agreement, agrees, type LiveRun } from './agreement.ts';
import { CANARY, canaryManifests, liveCanary } from './test-live-run.ts';

export const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);
export const REQUESTS = 400;
const CONNECTIONS = 32;
/** So many times as many requests show a distribution more exactly than the live run does. */
export const MORE = 100;

/** Long beside what a machine adds: what is compared is the distribution, not the machine. */
export const SERVICE_TIMES = {
  appv1: { kind: 'lognormal', medianMs: 150, sigma: 0.5 },
  appv2: { kind: 'exponential', meanMs: 300 },
} as const satisfies Record<string, Distribution>;

/** One percent for all seeds together: a part of it for each (Bonferroni). */
export const BOUNDS: AgreementBounds = { level: 0.01 / SEEDS.length, overheadMs: { busy: 60, most: 400 } };

/** As many as are at work at a time leave a core more than half of its time. */
const SIDE_BY_SIDE = 3;

/** The canary in the embedded world. */
export function live(seed: number): Promise<LiveRun> {
  return liveCanary({ seed, requests: REQUESTS, connections: CONNECTIONS, serviceTimes: SERVICE_TIMES });
}

/** The same in virtual time. */
export async function simulated(
  seed: number,
  requests: number,
  serviceTimes: Readonly<Record<string, Distribution>> = SERVICE_TIMES,
): Promise<SimulationResult> {
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
    backends: Object.entries(serviceTimes).map(([workload, serviceTime]) => ({ workload, serviceTime })),
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
  return agreement(run, { counts: countsOf(same), latencies: longer.latencies ?? [] }, BOUNDS);
}

export function countsOf({ backends }: SimulationResult): ReadonlyMap<string, number> {
  const used = backends.filter(({ requests }) => requests > 0);
  return new Map(used.map(({ workload, requests }) => [workload, requests]));
}

/** The canary with every seed, live and simulated. */
export async function liveAgreements(): Promise<Agreement[]> {
  const agreements: Agreement[] = [];
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
  return agreements;
}
