import { codeBlock, details, joinBlocks, markdownTable, plain } from '../report/github-markdown.ts';
import type { ScenarioResult } from '../report/run-results.ts';
import { failureDetails } from '../report/run-summary.ts';
import { counts, duration } from '../report/tally.ts';
import { closingSentence } from './closing.ts';
import { shownRows } from './table-text.ts';
import type { WorldTable } from './world-table.ts';

const MARKS = { passed: '✅ passed', failed: '❌ failed', skipped: '➖ skipped' } as const;

/** For the summary of a job on GitHub. @param all also scenarios that hold alike, or are skipped in all worlds */
export function tableMarkdown(table: WorldTable, all: boolean): string {
  const { runs, features, holds } = table;
  const rows = features.flatMap((feature) => [
    [`**${plain(feature.name)}**`, ...feature.tallies.map(counts)],
    ...shownRows(feature, all).map(({ line, name, results }) => [
      `${plain(name)} <code>:${line}</code>`,
      ...results.map((result) => (result ? MARKS[result.outcome] : '❔ not run')),
    ]),
  ]);
  const times = ['Time', ...runs.map(({ milliseconds }) => duration(milliseconds))];
  return joinBlocks([
    `### ${holds ? '✅' : '❌'} ${plain(closingSentence(table))}`,
    markdownTable(['Scenario', ...runs.map(({ name }) => name)], [...rows, times]),
    ...runs.flatMap(({ name, problems }) => problems.map((problem) => codeBlock(`${name}: ${problem}`))),
    ...runs.flatMap(({ name, scenarios }) => failedIn(name, scenarios)),
    ...skippedIn(table),
  ]);
}

function failedIn(world: string, scenarios: readonly ScenarioResult[]): string[] {
  const failed = scenarios.filter(({ outcome }) => outcome === 'failed');
  return failed.length > 0 ? [`**${plain(world)}**`, ...failed.map(failureDetails)] : [];
}

function skippedIn({ runs, reasons }: WorldTable): string[] {
  const rows = runs.flatMap(({ name }, index) =>
    [...(reasons[index] ?? [])].map(([reason, count]) => [plain(name), `${count}`, plain(reason)]),
  );
  return rows.length > 0 ? [details('➖ skipped', markdownTable(['World', 'Scenarios', 'Why'], rows))] : [];
}
