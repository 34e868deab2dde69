import { ownerOfThisProcess } from './run-owner.ts';

/** Marks every container and network that a run has made, with the run's name: so nothing of it is left behind. */
export const RUN_LABEL = 'ingress-lab/run';

/** Tells which process runs it: once that has ended, a later run removes what is left. */
export const OWNER_LABEL = 'ingress-lab/owner';

/** Names the run that scenarios belong to, for those who start containers; set when the run begins. */
export const RUN_VARIABLE = 'INGRESS_LAB_RUN';

/** The labels of what a run makes; to be asked for in the process that runs it, in any of its threads. */
export function labelsOf(run: string): Record<string, string> {
  return { [RUN_LABEL]: run, [OWNER_LABEL]: ownerOfThisProcess() };
}
