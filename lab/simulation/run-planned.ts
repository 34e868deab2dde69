import { ChangeError } from './cluster/change-error.ts';
import { SimulatedCluster } from './cluster/simulated-cluster.ts';
import { defined } from './defined.ts';
import type { PlannedSimulation } from './planned.ts';
import type { SimulationResult } from './result.ts';
import { type SimulationProgress, simulate } from './simulate.ts';
import { withRequests } from './with-requests.ts';

/** How a simulation is run. */
export interface RunPlannedOptions {
  /** Told now and then, a few times a second, how far it is. */
  readonly onProgress?: (progress: SimulationProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a simulation from its manifests on.
 *
 * @throws PlanError if it asks for nothing that the manifests have one of, ChangeError for what they do not have that the
 * plan speaks of (PlanFileError with the place, if it is a file), the reason of the signal when it is aborted
 */
export async function runPlanned(
  given: PlannedSimulation,
  { onProgress, signal }: RunPlannedOptions = {},
): Promise<SimulationResult> {
  const { manifests, flags, namespace } = given;
  await using cluster = await SimulatedCluster.open(manifests, {
    flags,
    seed: given.plan.seed,
    ...defined({ namespace }),
  });
  const plan = withRequests(given.plan, cluster);
  try {
    cluster.check(plan);
  } catch (error) {
    const isPlaced = error instanceof ChangeError && error.place !== undefined;
    throw isPlaced && given.errorAt ? given.errorAt(error.place, error.message) : error;
  }
  return await simulate(cluster, plan, onProgress, defined({ signal }));
}
