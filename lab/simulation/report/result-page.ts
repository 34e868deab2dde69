import { escaped } from '../../report/escaped.ts';
import { htmlPage } from '../../report/html-page.ts';
import { htmlTable } from '../../report/html-table.ts';
import { percent, short, threeDigits, timeText } from '../../report/numbers.ts';
import type { Verdict } from '../expectation.ts';
import type { SimulationResult } from '../result.ts';
import { chartSection, PAGE_STYLE, type PageOptions, repetition } from './chart-section.ts';
import { CHARTS, type ChartKind, chartOf, isFlat } from './result-charts.ts';
import {
  backendRows,
  headline,
  latencyRows,
  markRows,
  outcomeRows,
  remarks,
  seedSentence,
} from './result-rows.ts';

/** Of a chart without anything on it only this is said. */
const NOTHING: Readonly<Partial<Record<ChartKind, string>>> = {
  queue: 'At the end of no bucket did a request wait.',
  errors: 'Nothing failed.',
};

/** A run as one HTML page that needs nothing else: what was expected of it, tables, charts, and the numbers behind each chart. */
export function resultPage(
  result: SimulationResult,
  options: PageOptions = {},
  verdicts: readonly Verdict[] = [],
): string {
  const kinds = Object.keys(CHARTS) as ChartKind[];
  const body = [
    `<p>${escaped(headline(result))}.</p>`,
    ...verdicts.map(({ text, holds, seen }) => `<p>${escaped(`${holds ? '✓' : '✗'} ${text}: ${seen}`)}</p>`),
    htmlTable(backendRows(result)),
    htmlTable(latencyRows(result)),
    htmlTable(outcomeRows(result)),
    ...remarks(result).map((sentence) => `<p>${escaped(sentence)}.</p>`),
    ...changes(result),
    ...kinds.map((kind) => section(result, kind)),
    repetition(seedSentence(result), options),
  ];
  return htmlPage(options.title ?? 'Simulation', body.join('\n'), PAGE_STYLE);
}

/** A long list is to be opened. */
function changes(result: SimulationResult): string[] {
  const { length } = result.marks;
  if (length === 0) return [];
  const table = htmlTable(markRows(result), [0, 1]);
  return length <= 10 ? [table] : [`<details><summary>${length} changes</summary>\n${table}</details>`];
}

function section(result: SimulationResult, kind: ChartKind): string {
  const chart = chartOf(result, kind);
  const nothing = NOTHING[kind];
  if (nothing !== undefined && isFlat(chart)) {
    return `<section>\n<h2>${escaped(chart.title)}</h2>\n<p>${nothing}</p>\n</section>`;
  }
  return chartSection(chart, 'from', {
    x: (middle) => timeText(middle - result.bucketMs / 2),
    y:
      kind === 'share'
        ? percent
        : kind === 'latency'
          ? threeDigits
          : (value) => short(Number(value.toPrecision(6))),
  });
}
