import type { SeriesBucket } from '../result.ts';

/** How far shares were from the wanted one, as parts of one: 0.01 is one percentage point. */
interface Deviation {
  readonly mean: number;
  readonly worst: number;
}

/** How far one backend was from its wanted share behind a fleet of engines. */
export interface BackendDrift {
  readonly workload: string;
  /** From 0 to 1. */
  readonly wanted: number;
  /** Of all requests of all runs. */
  readonly share: number;
  /** In windows of so many requests, over all windows of all runs. */
  readonly windows: Deviation;
  /** After the first so many requests of a run, over all runs. */
  readonly first: readonly (Deviation & { readonly requests: number })[];
  /**
   * From so many requests on, the share of everything so far stays within the tolerance, in every run; undefined: not
   * before the end of each.
   */
  readonly settledAfter?: number;
}

/** What is looked at. */
export interface DriftOptions {
  /** Requests in a window. */
  readonly windowRequests: number;
  /** After how many requests from the beginning; those that a run does not reach are left out. */
  readonly firstRequests: readonly number[];
  /** Parts of one. */
  readonly tolerance: number;
}

/** How many requests were sent to pods by the end of a bucket, and how many of them to one backend. */
export interface Step {
  readonly requests: number;
  readonly mine: number;
}

/** How far a backend was from its wanted share, over the runs of one fleet. */
export function driftOf(
  workload: string,
  wanted: number,
  runs: readonly (readonly Step[])[],
  options: DriftOptions,
): BackendDrift {
  const off = ({ requests, mine }: Step): number => Math.abs(mine / requests - wanted);
  const ends = runs.flatMap((run) => run.slice(-1));
  const total = (of: (step: Step) => number): number => ends.reduce((sum, step) => sum + of(step), 0);
  const settled = runs.map((run) => {
    const lastOutside = run.findLastIndex((step) => off(step) > options.tolerance);
    return run[lastOutside + 1]?.requests;
  });
  const isSettled = settled.length > 0 && settled.every((requests) => requests !== undefined);
  return {
    workload,
    wanted,
    share:
      total(({ requests }) => requests) === 0
        ? 0
        : total(({ mine }) => mine) / total(({ requests }) => requests),
    windows: deviation(runs.flatMap((run) => windowsOf(run, options.windowRequests).map(off))),
    first: options.firstRequests.flatMap((requests) => {
      const reached = runs.map((run) => run.find((step) => step.requests >= requests));
      if (!reached.every((step) => step !== undefined)) return [];
      return [{ requests, ...deviation(reached.map(off)) }];
    }),
    ...(isSettled && { settledAfter: Math.max(...settled.map((requests) => requests ?? 0)) }),
  };
}

function deviation(values: readonly number[]): Deviation {
  if (values.length === 0) return { mean: 0, worst: 0 };
  const sum = values.reduce((total, value) => total + value, 0);
  return { mean: sum / values.length, worst: values.reduce((worst, value) => Math.max(worst, value), 0) };
}

/** Consecutive buckets, joined until they hold enough requests; what is left at the end is no window. */
function windowsOf(run: readonly Step[], windowRequests: number): Step[] {
  const windows: Step[] = [];
  let begin: Step = { requests: 0, mine: 0 };
  for (const step of run) {
    if (step.requests - begin.requests < windowRequests) continue;
    windows.push({ requests: step.requests - begin.requests, mine: step.mine - begin.mine });
    begin = step;
  }
  return windows;
}

/** What one backend had got by the end of each bucket in which anything had been sent. @param index of the backend */
export function steps(series: readonly SeriesBucket[], index: number): Step[] {
  let [requests, mine] = [0, 0];
  return series.flatMap(({ backends }) => {
    requests += backends.reduce((total, backend) => total + backend.requests, 0);
    mine += backends[index]?.requests ?? 0;
    return requests === 0 ? [] : [{ requests, mine }];
  });
}
