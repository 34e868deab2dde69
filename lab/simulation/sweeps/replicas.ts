import type { SimulationPlan } from '../plan.ts';
import type { SimulationResult } from '../result.ts';
import { type BackendDrift, type DriftOptions, driftOf, type Step, steps } from './share-drift.ts';
import { parseValues } from './value-list.ts';

/** What a fleet of so many engines does. */
interface FleetPoint {
  readonly engines: number;
  /** Requests of all its runs. */
  readonly requests: number;
  readonly backends: readonly BackendDrift[];
}

/** How N engines that count for themselves drift from the wanted shares, for each N. */
export interface ReplicaDrift {
  /** Of the first run. */
  readonly seed: number;
  readonly repetitions: number;
  /** Requests in a window. */
  readonly windowRequests: number;
  /** Parts of one. */
  readonly tolerance: number;
  readonly points: readonly FleetPoint[];
}

export interface ReplicaOptions {
  /** Numbers of engines, ascending. */
  readonly values: readonly number[];
  /** One run through so many engines; each repetition with another seed (`fleetPlan`). */
  readonly run: (engines: number, repetition: number) => Promise<SimulationResult>;
  /** Default 5. */
  readonly repetitions?: number;
  /** Default 1000. */
  readonly windowRequests?: number;
  /** Default 100, 1000, 10,000 and 100,000. */
  readonly firstRequests?: readonly number[];
  /** Default 0.005: half a percentage point. */
  readonly tolerance?: number;
  /** By workload, from 0 to 1. Default: the shares that one engine gives, which are exact but for one request. */
  readonly wanted?: ReadonlyMap<string, number>;
}

/** @throws SweepError for what is no list of numbers of engines */
export function parseReplicas(text: string): number[] {
  return parseValues(text, { least: 1, whole: true, what: 'a number of engines' });
}

/** A plan for one run of a fleet, with buckets that hold about as many requests as the first deviation is asked for. */
export function fleetPlan(
  plan: SimulationPlan,
  engines: number,
  repetition: number,
  bucketRequests = 100,
): SimulationPlan {
  const perSecond = plan.sources.reduce(
    (total, { arrivals }) => total + ('perSecond' in arrivals ? arrivals.perSecond : 0),
    0,
  );
  return {
    ...plan,
    seed: plan.seed + repetition,
    engines,
    ...(perSecond > 0 && { bucketMs: (bucketRequests * 1000) / perSecond }),
  };
}

/**
 * Runs a plan through fleets of engines and measures how far the shares of the backends are from those that are wanted.
 *
 * Let X be the requests that a backend got of the first n, and w its wanted share. Its deviation after n requests is
 * |X / n - w|. Each engine keeps its own weighted round robin, which gives each of two backends what it is due but for
 * less than one request; so X is less than N requests from n·w with N engines, and the deviation below N / n whatever
 * the traffic: to be sure of half a percentage point with 200 engines takes 40,000 requests. What is found here is
 * usually less, since some engines are ahead while others are behind, but for the beginning: all start at the same place
 * of their round, and a rare backend is the last to come in each. In a window the same is measured of its own requests
 * alone.
 */
export async function replicaDrift({
  values,
  run,
  repetitions = 5,
  windowRequests = 1000,
  firstRequests = [100, 1000, 10_000, 100_000],
  tolerance = 0.005,
  wanted: given,
}: ReplicaOptions): Promise<ReplicaDrift> {
  const options: DriftOptions = { windowRequests, firstRequests, tolerance };
  const wanted = given ?? sharesOf(await run(1, 0));
  const points: FleetPoint[] = [];
  let seed: number | undefined;
  for (const engines of values) {
    const runs = new Map<string, (readonly Step[])[]>();
    let requests = 0;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const result = await run(engines, repetition);
      seed ??= result.seed;
      requests += result.requests;
      for (const [index, { workload }] of result.backends.entries()) {
        runs.set(workload, [...(runs.get(workload) ?? []), steps(result.series, index)]);
      }
    }
    const backends = Array.from(runs, ([workload, of]) =>
      driftOf(workload, wanted.get(workload) ?? 0, of, options),
    );
    points.push({ engines, requests, backends });
  }
  return { seed: seed ?? 0, repetitions, windowRequests, tolerance, points };
}

/**
 * Requests after which this share of customers has met a backend at least once, if each of their requests goes to it
 * with probability `share`, whatever the others do: so it is for a customer among many, whose requests come to a place in
 * an engine's round that others have moved. The least n with 1 - (1 - share)^n >= customers.
 */
export function requestsUntilMet(share: number, customers: number): number {
  if (share >= 1) return 1;
  return share <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(Math.log(1 - customers) / Math.log(1 - share));
}

function sharesOf({ backends }: SimulationResult): ReadonlyMap<string, number> {
  return new Map(backends.map(({ workload, share }) => [workload, share]));
}
