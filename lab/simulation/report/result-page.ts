import { type LineChart, lineChart } from '../../report/chart/line-chart.ts';
import { escaped } from '../../report/escaped.ts';
import { htmlPage } from '../../report/html-page.ts';
import { htmlTable } from '../../report/html-table.ts';
import { percent, short, threeDigits, timeText } from '../../report/numbers.ts';
import type { SimulationResult } from '../result.ts';
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

/** What a page says beside its numbers. */
export interface PageOptions {
  /** Default: Simulation. */
  readonly title?: string;
  /** The command that makes the page again, as it is typed. */
  readonly command?: string;
}

/** Of a chart without anything on it only this is said. */
const NOTHING: Readonly<Partial<Record<ChartKind, string>>> = {
  queue: 'At the end of no bucket did a request wait.',
  errors: 'Nothing failed.',
};

/** A run as one HTML page that needs nothing else: tables, charts, and the numbers behind each chart. */
export function resultPage(result: SimulationResult, options: PageOptions = {}): string {
  const kinds = Object.keys(CHARTS) as ChartKind[];
  const body = [
    `<p>${escaped(headline(result))}.</p>`,
    htmlTable(backendRows(result)),
    htmlTable(latencyRows(result)),
    htmlTable(outcomeRows(result)),
    ...remarks(result).map((sentence) => `<p>${escaped(sentence)}.</p>`),
    ...(result.marks.length > 0 ? [htmlTable(markRows(result), [0, 1])] : []),
    ...kinds.map((kind) => section(result, kind)),
    repetition(seedSentence(result), options),
  ];
  return htmlPage(options.title ?? 'Simulation', body.join('\n'), PAGE_STYLE);
}

/** How tables and charts stand on a page. */
export const PAGE_STYLE = `
table { margin: 1rem 0; } th { font-weight: 600; border-bottom: 1px solid var(--line); vertical-align: bottom; }
section { margin: 2rem 0; } .wide { overflow-x: auto; } code { overflow-wrap: anywhere; }
`;

/** How a page is made again. */
export function repetition(sentence: string, { command }: PageOptions): string {
  const typed = command === undefined ? '' : `<p>Made by <code>${escaped(command)}</code></p>`;
  return `<h2>Again</h2>\n<p>${escaped(sentence)}.</p>\n${typed}`;
}

/** A chart and the numbers behind it. */
export function chartSection(
  chart: LineChart,
  first: string,
  cells: { readonly x: (value: number) => string; readonly y: (value: number) => string },
): string {
  const rows = [
    [first, ...chart.series.map(({ name }) => name)],
    ...chart.xs.map((x, index) => [
      cells.x(x),
      ...chart.series.map(({ values }) => {
        const value = values[index];
        return value === undefined ? '-' : cells.y(value);
      }),
    ]),
  ];
  return `<section>\n${lineChart(chart)}<details><summary>Numbers</summary>\n<div class="wide">${htmlTable(rows)}</div></details>\n</section>`;
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
