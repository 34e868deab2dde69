import type { ManifestText } from '../../engine/core.ts';
import type { Expectation } from './expectation.ts';
import type { SimulationPlan } from './plan.ts';

/** All that one simulation is made of, by whatever it was written in. */
export interface PlannedSimulation {
  /** As its author calls it: the file, or the scenario. */
  readonly name: string;
  readonly manifests: readonly ManifestText[];
  /** Traefik's. */
  readonly flags: readonly string[];
  /** Where objects are that do not say it. */
  readonly namespace?: string;
  /** A source may have no request: `withRequests` gives it the only one that there can be. */
  readonly plan: SimulationPlan;
  readonly expectations: readonly Expectation[];
  /** An error that names a place of the plan by file, line and column; absent: it was written in steps. */
  readonly errorAt?: (place: readonly PropertyKey[], message: string) => Error;
}

/** Set to `plan` by who wants to run the simulations of scenarios: their steps then hand over what there is to run. */
export const SIMULATION_MODE = 'INGRESS_LAB_SIMULATION';

/** Of the attachment with which a scenario hands over its `PlannedSimulation`, as JSON. */
export const PLAN_MEDIA_TYPE = 'application/vnd.ingress-lab.simulation+json';
