/** One sample of a metric family. */
export interface MetricValue {
  /** Name of the sample where it is not the family's, as `…_bucket` of a histogram. */
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * A metric with the values of all its labels, in the form that prom-client aggregates. Plain data: it survives a
 * structured clone.
 */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** How the values of several workers become one. */
  readonly aggregator: 'sum' | 'max';
  readonly values: readonly MetricValue[];
}

/** What one worker counted. */
export type MetricsSnapshot = readonly MetricFamily[];
