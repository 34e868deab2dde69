import { stripVTControlCharacters } from 'node:util';
import { codeBlock, details, html, joinBlocks, markdownTable, plain } from './github-markdown.ts';
import type { RunResults, ScenarioResult } from './run-results.ts';
import { byFeature, counts, duration, skipReasons, tallyOf } from './tally.ts';

/** Characters of a failure's message that are shown. */
const MAX_MESSAGE = 4000;

/** A run as GitHub-flavoured Markdown: totals, a table of the features, what failed and why, what was skipped and why. */
export function runSummary({ scenarios, problems, milliseconds }: RunResults): string {
  const total = tallyOf(scenarios);
  const isGood = total.failed === 0 && problems.length === 0 && scenarios.length > 0;
  const said = scenarios.length === 0 ? 'No scenario was run' : counts(total);
  const failed = [...byFeature(scenarios).values()].flat().filter(({ outcome }) => outcome === 'failed');
  return joinBlocks([
    `### ${isGood ? '✅' : '❌'} Scenarios: ${said}`,
    `${scenarios.length} scenarios in ${duration(milliseconds)}.`,
    ...problems.map((problem) => codeBlock(shown(problem))),
    ...(scenarios.length > 0 ? [featureTable(scenarios)] : []),
    ...failed.map(failureDetails),
    ...skippedDetails(scenarios),
  ]);
}

function featureTable(scenarios: readonly ScenarioResult[]): string {
  const rows = [...byFeature(scenarios).values()].map((of) => {
    const { passed, failed, skipped, milliseconds } = tallyOf(of);
    const mark = failed > 0 ? '❌' : passed > 0 ? '✅' : '➖';
    const numbers = [passed, failed, skipped].map((count) => (count === 0 ? '' : `${count}`));
    return [`${mark} ${plain(of[0]?.feature ?? '')}`, ...numbers, duration(milliseconds)];
  });
  return markdownTable(['Feature', 'Passed', 'Failed', 'Skipped', 'Time'], rows, 1);
}

/** What failed, and how: to be opened. */
export function failureDetails({ name, uri, line, failure }: ScenarioResult): string {
  const { step, message = '' } = failure ?? {};
  return details(
    `❌ ${html(name)} <code>${html(uri)}:${line}</code>`,
    `${step === undefined ? 'Before or after the steps' : `Step: ${plain(step)}`}\n\n${codeBlock(shown(message))}`,
  );
}

function skippedDetails(scenarios: readonly ScenarioResult[]): string[] {
  const reasons = [...skipReasons(scenarios)];
  if (reasons.length === 0) return [];
  const table = markdownTable(
    ['Scenarios', 'Why'],
    reasons.map(([reason, count]) => [`${count}`, plain(reason)]),
  );
  return [details(`➖ ${tallyOf(scenarios).skipped} skipped`, table)];
}

function shown(message: string): string {
  const text = stripVTControlCharacters(message);
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}\n… (${text.length} characters)` : text;
}
