import { counted, grouped, percent, threeDigits, timeText } from '../../report/numbers.ts';
import type { BackendResult, LatencySummary, SimulationResult } from '../result.ts';

/** A table that text and page show alike: the first row is its header. */
export type Rows = readonly (readonly string[])[];

/** One sentence of what came of the run. */
export function headline({ requests, failed, durationMs, engines }: SimulationResult): string {
  const share = requests === 0 ? 0 : failed / requests;
  const fleet = engines === 1 ? '' : ` through ${counted(engines, 'engine')}`;
  const failures = failed === 0 ? 'none failed' : `${percent(share)} failed (${grouped(failed)})`;
  return `${counted(requests, 'request')} in ${timeText(durationMs)} of virtual time${fleet}; ${failures}`;
}

export function outcomeRows({ outcomes, requests }: SimulationResult): Rows {
  return [
    ['outcome', 'requests', 'share'],
    ...outcomes.map(({ outcome, count }) => [outcome, grouped(count), percent(count / requests)]),
  ];
}

export function latencyRows({ latency }: SimulationResult): Rows {
  return [
    ['latency, ms', 'mean', 'min', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'],
    ['answered', ...latencyCells(latency, ['mean', 'min', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'])],
  ];
}

export function backendRows({ backends }: SimulationResult): Rows {
  return [
    [
      'backend',
      'requests',
      'share',
      'copies',
      'errors',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'deepest queue',
      'utilization',
    ],
    ...backends.map((backend) => [
      backend.workload,
      grouped(backend.requests),
      percent(backend.share),
      grouped(backend.copies),
      grouped(backend.errors),
      ...latencyCells(backend.latency, ['p50', 'p95', 'p99']),
      grouped(backend.deepestQueue),
      utilization(backend),
    ]),
  ];
}

export function markRows({ marks }: SimulationResult): Rows {
  return [['time', 'change'], ...marks.map(({ atMs, label }) => [timeText(atMs), label])];
}

/** What else there is to tell, as sentences. */
export function remarks({ retries, sessionsMoved, backends }: SimulationResult): string[] {
  return [
    ...(retries > 0 ? [`${counted(retries, 'request')} sent again by retry middlewares`] : []),
    ...(sessionsMoved > 0 ? [`${counted(sessionsMoved, 'sticky session')} lost the pod`] : []),
    ...(backends.some(({ utilization, requests }) => utilization === 0 && requests > 0)
      ? ['utilization -: its pods work on any number of requests at a time']
      : []),
  ];
}

/** How the run is had again. */
export function seedSentence({ seed }: SimulationResult): string {
  return `seed ${seed}: --seed ${seed} repeats this run exactly`;
}

function latencyCells(latency: LatencySummary, which: readonly (keyof LatencySummary)[]): string[] {
  return which.map((name) => (latency.count === 0 ? '-' : threeDigits(latency[name])));
}

function utilization({ utilization }: BackendResult): string {
  return utilization === 0 ? '-' : percent(utilization);
}
