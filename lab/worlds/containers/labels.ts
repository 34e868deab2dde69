/** Marks every container and network that a run has made, with the run's name: so nothing of it is left behind. */
export const RUN_LABEL = 'ingress-lab/run';

/** Names the run that scenarios belong to, for those who start containers; set when the run begins. */
export const RUN_VARIABLE = 'INGRESS_LAB_RUN';

/** The labels of what a run makes. */
export function labelsOf(run: string): Record<string, string> {
  return { [RUN_LABEL]: run };
}
