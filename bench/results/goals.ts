import { FIGURES } from '../subjects/routes/engine.ts';
import type { BenchmarkResult, Report, SubjectResult } from './model.ts';
import { disturbed, median, perCore, ratio, resultOf, saturated } from './statistics.ts';

/** What the engine is meant to reach. */
export interface Goal {
  readonly benchmark: string;
  /** Default `engine`. */
  readonly subject?: string;
  /** A ratio to this subject; absent, and without a baseline: the value itself. */
  readonly reference?: string;
  /** A ratio to the same subject in this benchmark. */
  readonly baseline?: string;
  /** This one of the details instead of the value. */
  readonly detail?: string;
  /** Values, or what is done with a second of processor time. */
  readonly by: 'value' | 'core';
  readonly least?: number;
  readonly most?: number;
}

/** One core against one core. */
export const GOALS: readonly Goal[] = [
  ...['tiny-get', 'browser-get'].flatMap((benchmark): Goal[] => [
    { benchmark, reference: 'nginx', by: 'value', least: 0.8 },
    { benchmark, reference: 'HAProxy', by: 'value', least: 0.85 },
    { benchmark, reference: 'node:http forwarder', by: 'value', least: 5 },
    { benchmark, reference: 'Caddy', by: 'value', least: 3 },
    { benchmark, reference: 'Traefik', by: 'value', least: 3 },
    { benchmark, subject: 'engine, portable', reference: 'nginx', by: 'value', least: 0.5 },
  ]),
  { benchmark: 'down-16k', reference: 'nginx', by: 'value', least: 0.9 },
  { benchmark: 'down-1m', reference: 'nginx', by: 'value', least: 0.9 },
  { benchmark: 'memory', by: 'value', most: 5_000 },
  { benchmark: 'tcp-small', reference: 'nginx', by: 'value', least: 0.65 },
  { benchmark: 'tcp-bulk', reference: 'nginx', by: 'value', least: 1 },
  { benchmark: 'tls-get', reference: 'nginx', by: 'value', least: 0.75 },
  { benchmark: 'udp', reference: 'nginx', by: 'core', least: 0.35 },
  ...['host', 'path'].flatMap((by): Goal[] => [
    ...['10000', '10000-few'].map((count): Goal => {
      const baseline = `routes-${by}-10`;
      return { benchmark: `routes-${by}-${count}`, baseline, by: 'value', least: 0.9 };
    }),
    { benchmark: `routes-${by}-10000`, reference: 'nginx', by: 'value', least: 0.8 },
  ]),
  { benchmark: 'routes-start', detail: FIGURES.compiled, by: 'value', most: 2_000 },
  { benchmark: 'routes-change', by: 'value', most: 50 },
];

/** A goal with what was measured. */
export interface Reached {
  readonly goal: Goal;
  readonly title: string;
  readonly measured: number;
  /** What was compared: `core` also where values say less than processor time. */
  readonly by: Goal['by'];
  readonly met: boolean;
}

/**
 * The goals that a run says something about. Where a proxy was not the limit or had to share its core, values depend on
 * everything else that ran: then processor time is compared instead.
 */
export function reached(report: Report): Reached[] {
  const named = (name: string): BenchmarkResult | undefined =>
    report.benchmarks.find((one) => one.name === name);
  return GOALS.flatMap((goal) => {
    const { subject = 'engine', detail, least, most } = goal;
    const benchmark = named(goal.benchmark);
    const own = benchmark && resultOf(benchmark, subject);
    if (!benchmark || !own) return [];
    const base = goal.baseline === undefined ? benchmark : named(goal.baseline);
    const reference = goal.reference ?? (goal.baseline === undefined ? undefined : subject);
    const other = base && reference !== undefined ? resultOf(base, reference) : undefined;
    const by = [own, ...(other ? [other] : [])].every(isMeasure) ? goal.by : 'core';
    const measured =
      reference === undefined
        ? median(detail === undefined ? own.values : (own.details[detail] ?? []))
        : base && (by === 'core' ? perCore : ratio)(benchmark, subject, reference, base);
    if (measured === undefined || Number.isNaN(measured)) return [];
    const met = (least === undefined || measured >= least) && (most === undefined || measured <= most);
    return [{ goal, title: benchmark.title, measured, by, met }];
  });
}

/** Whether a subject's values say what it can do. */
function isMeasure(one: SubjectResult): boolean {
  return saturated(one) !== false && !disturbed(one);
}
