import type { SimulatedCluster } from './cluster/simulated-cluster.ts';
import { Run, type RunOptions } from './kernel/run.ts';
import type { SimulationPlan } from './plan.ts';
import type { SimulationResult } from './result.ts';

/** How far a simulation has come. */
export interface SimulationProgress {
  /** Milliseconds of virtual time, and of how many. */
  readonly atMs: number;
  readonly durationMs: number;
  /** Requests that clients began. */
  readonly requests: number;
  /** Per second of real time. */
  readonly requestsPerSecond: number;
  /** Milliseconds of real time until the end, if it goes on like this. */
  readonly etaMs: number;
}

/**
 * Simulates traffic against a cluster in virtual time. Routes are found, servers chosen and limits kept by the engine's own
 * code. The same cluster and plan give the same result, to the last bit, on any machine. The cluster is left as the plan's
 * changes make it.
 *
 * @param onProgress told about four times a second of real time
 * @throws the reason of `options.signal` when it is aborted
 */
export async function simulate(
  cluster: SimulatedCluster,
  plan: SimulationPlan,
  onProgress?: (progress: SimulationProgress) => void,
  options: RunOptions = {},
): Promise<SimulationResult> {
  const run = new Run(cluster, plan, options);
  return await run.toEnd(onProgress);
}
