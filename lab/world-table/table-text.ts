import { stripVTControlCharacters } from 'node:util';
import { counts, duration } from '../report/tally.ts';
import { closingSentence } from './closing.ts';
import type { TableFeature, TableRow, WorldTable } from './world-table.ts';

/** Characters of a title at most. */
const MAX_TITLE = 72;

/** For people. @param all also scenarios that hold alike, or are skipped in all worlds */
export function tableText(table: WorldTable, all: boolean): string {
  const { runs, features } = table;
  const lines = [
    ['', ...runs.map(({ name }) => name)],
    ...features.flatMap((feature) => [
      [feature.name, ...feature.tallies.map(counts)],
      ...shownRows(feature, all).map(({ line, name, results, verdict }) => [
        `  :${line} ${name}`,
        ...results.map((result) => result?.outcome ?? 'not run'),
        ...(verdict === 'differs' || verdict === 'fails' ? [WORDS[verdict]] : []),
      ]),
    ]),
    ['time', ...runs.map(({ milliseconds }) => duration(milliseconds))],
  ];
  const blocks = [
    columns(lines),
    ...failures(table),
    ...skips(table),
    ...runs.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
    closingSentence(table),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const WORDS = { differs: 'differs', fails: 'fails in all' } as const;

/** Rows of a feature that are worth a line. */
export function shownRows({ rows }: TableFeature, all: boolean): readonly TableRow[] {
  return all ? rows : rows.filter(({ verdict }) => verdict === 'differs' || verdict === 'fails');
}

function columns(lines: readonly (readonly string[])[]): string {
  const cut = lines.map(([title = '', ...cells]) => [shortened(title), ...cells]);
  const widths: number[] = [];
  for (const line of cut) {
    for (const [index, cell] of line.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return cut
    .map((line) => line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

function failures({ runs, features }: WorldTable): string[] {
  return features
    .flatMap((feature) => shownRows(feature, false))
    .map(({ uri, line, name, results }) =>
      [
        `${uri}:${line} ${name}`,
        ...results.flatMap((result, index) => {
          const world = runs[index]?.name ?? '';
          if (result === undefined) return [`  ${world}: it was not run`];
          if (result.outcome === 'skipped')
            return [`  ${world}: skipped: ${result.reason ?? 'no reason was given'}`];
          if (!result.failure) return [];
          const { step, message } = result.failure;
          return [`  ${world}: ${step === undefined ? '' : `${step}: `}${firstLine(message)}`];
        }),
      ].join('\n'),
    );
}

/** What was expected and seen; where it begins on a line of its own, below the name of the error. */
function firstLine(message: string): string {
  const [first = ''] = stripVTControlCharacters(message)
    .replace(/^(\w*Error:)\s+/, '$1 ')
    .split('\n');
  return first;
}

function skips({ runs, reasons }: WorldTable): string[] {
  const lines = runs.flatMap(({ name }, index) =>
    [...(reasons[index] ?? [])].map(([reason, count]) => `${name}: ${count} skipped: ${reason}`),
  );
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function shortened(title: string): string {
  return title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
}
