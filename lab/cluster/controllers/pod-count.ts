/** The pods of a workload, counted. None of them is terminating. */
export interface PodCount {
  readonly all: number;
  readonly ready: number;
  /** Made from the template as it is now. */
  readonly updated: number;
  readonly updatedReady: number;
}
