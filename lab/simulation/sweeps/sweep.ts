import type { BackendResult, LatencySummary, SimulationResult } from '../result.ts';
import { parseValues, SweepError, type ValueRule } from './value-list.ts';

export { SweepError };

/** What a plan can be run through with one value after another, and what its values may be. */
const PARAMETERS = {
  weight: { least: 0, whole: true, what: 'a weight' },
  mirror: { least: 0, whole: true, what: 'a percentage of a mirror' },
  replicas: { least: 0, whole: true, what: 'a number of replicas' },
  rate: { least: 0.001, whole: false, what: 'a rate of requests per second' },
  clients: { least: 1, whole: true, what: 'a number of clients' },
  engines: { least: 1, whole: true, what: 'a number of engines' },
  seed: { least: 0, whole: true, what: 'a seed' },
} as const satisfies Record<string, ValueRule>;

type SweepParameter = keyof typeof PARAMETERS;

/** A parameter and the values that it is to have. */
export interface SweepRange {
  readonly parameter: SweepParameter;
  /** Whose weight or replicas; absent: as `planAt` finds. */
  readonly of?: string;
  /** Ascending. */
  readonly values: readonly number[];
}

/** What came of one value. */
export interface SweepPoint {
  readonly value: number;
  readonly requests: number;
  readonly failed: number;
  readonly latency: LatencySummary;
  readonly backends: readonly BackendResult[];
}

/** What came of all. */
export interface Sweep {
  readonly seed: number;
  readonly parameter: SweepParameter;
  readonly of?: string;
  readonly points: readonly SweepPoint[];
}

/** Parameters that are of a workload or a service. */
const NAMED: ReadonlySet<SweepParameter> = new Set(['weight', 'mirror', 'replicas']);

/**
 * `weight=1..50`, `weight:appv2=1,5,10`, `rate=100..2000:100`, `replicas:appv1=1..20`.
 *
 * @throws SweepError saying what can be swept
 */
export function parseSweep(text: string): SweepRange {
  const [, name = '', of, values] = /^([a-z]+)(?::([\w.@-]+))?=(.+)$/.exec(text.trim()) ?? [];
  if (values === undefined) throw new SweepError(`"${text}" is no sweep: ${HELP}`);
  if (!isParameter(name)) throw new SweepError(`"${name}" cannot be swept: ${HELP}`);
  if (of !== undefined && !NAMED.has(name)) {
    throw new SweepError(`${name} is of no workload: write ${name}=${values}`);
  }
  return {
    parameter: name,
    ...(of === undefined ? {} : { of }),
    values: parseValues(values, PARAMETERS[name]),
  };
}

const HELP =
  'write weight=1..50 or weight:appv2=1,5,10 (the weight of a service), mirror:v2=0..100:10 (percent of a mirror), replicas:appv1=1..20 (pods of a workload), ' +
  'rate=100..2000:100 (requests per second), clients=1..64 (of a closed loop), engines=1..200 or seed=1..20';

function isParameter(name: string): name is SweepParameter {
  return Object.hasOwn(PARAMETERS, name);
}

/** Runs a plan with each value, one after another. @param run what the plan comes to with a value */
export async function sweep({
  parameter,
  of,
  values,
  run,
}: SweepRange & { readonly run: (value: number) => Promise<SimulationResult> }): Promise<Sweep> {
  const points: SweepPoint[] = [];
  let seed = 0;
  for (const value of values) {
    const result = await run(value);
    seed = result.seed;
    const { requests, failed, latency, backends } = result;
    points.push({ value, requests, failed, latency, backends });
  }
  return { seed, parameter, ...(of === undefined ? {} : { of }), points };
}
