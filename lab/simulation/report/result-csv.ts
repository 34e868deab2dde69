import { csv } from '../../report/csv.ts';
import type { SimulationResult } from '../result.ts';

/** The series of a run, one record for each bucket; times in milliseconds, what was changed in the last column. */
export function resultCsv({ series, backends, marks, bucketMs }: SimulationResult): string {
  const header = [
    'from ms',
    'requests',
    'failed',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    ...backends.flatMap(({ workload }) => [
      `${workload} requests`,
      `${workload} errors`,
      `${workload} in flight`,
      `${workload} queued`,
    ]),
    'changes',
  ];
  const records = series.map((bucket) => [
    bucket.fromMs,
    bucket.requests,
    bucket.failed,
    bucket.p50,
    bucket.p95,
    bucket.p99,
    ...bucket.backends.flatMap(({ requests, errors, inFlight, queued }) => [
      requests,
      errors,
      inFlight,
      queued,
    ]),
    marks
      .filter(({ atMs }) => atMs >= bucket.fromMs && atMs < bucket.fromMs + bucketMs)
      .map(({ label }) => label)
      .join('; '),
  ]);
  return csv([header, ...records]);
}
