import { benchmarkTable } from './benchmark-table.ts';
import { type Goal, reached } from './goals.ts';
import type { Report } from './model.ts';
import { seriesIn, seriesTable } from './series-table.ts';
import { multiple, number, table } from './table.ts';

/** A run as text: a table for each benchmark, then the goals. */
export function summary(report: Report): string {
  const tables = report.benchmarks.map(
    (benchmark) => `## ${benchmark.title}\n\n${benchmarkTable(benchmark)}`,
  );
  const series = Array.from(
    seriesIn(report.benchmarks),
    ([name, benchmarks]) => `## ${name}\n\n${seriesTable(benchmarks)}`,
  );
  return ['', ...tables, ...series, `## Goals\n\n${goalTable(report)}`, conditions(report)].join('\n\n');
}

/** What the engine is meant to reach, and what it did. */
export function goalTable(report: Report): string {
  const rows = reached(report).map(({ goal, title, measured, by, met }) => [
    title,
    goal.subject ?? 'engine',
    compared(goal, by),
    bound(goal),
    isRatio(goal) ? multiple(measured) : number(measured),
    met ? 'yes' : 'no',
  ]);
  return rows.length === 0
    ? 'None was measured.'
    : table([['', 'subject', 'to', 'goal', 'measured', 'met'], ...rows]);
}

/** How it was measured, in a paragraph. */
export function conditions({
  startedAt,
  rounds,
  seconds,
  quick,
  machine,
  versions,
  missing,
}: Report): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `${startedAt.slice(0, 10)}; ${rounds} ${rounds === 1 ? 'round' : 'rounds'} of ${seconds} s${quick ? ' (quick: only an indication)' : ''};`,
    `${machine.processor}, ${machine.cores} cores, ${machine.kernel}, Node ${machine.node};`,
    `${machine.pinned ? 'the proxy on one core, load and backend on another' : 'processes not kept to cores'}; ${programs.join(', ')}.`,
    ...(missing.length > 0 ? [`Not there: ${missing.join(', ')}.`] : []),
  ].join(' ');
}

function compared({ reference, baseline, detail }: Goal, by: Goal['by']): string {
  const other = reference ?? baseline;
  return other === undefined ? (detail ?? '-') : by === 'core' ? `${other}, per core` : other;
}

function bound(goal: Goal): string {
  const written = isRatio(goal) ? multiple : number;
  return goal.least === undefined ? `at most ${written(goal.most)}` : `at least ${written(goal.least)}`;
}

function isRatio({ reference, baseline }: Goal): boolean {
  return (reference ?? baseline) !== undefined;
}
