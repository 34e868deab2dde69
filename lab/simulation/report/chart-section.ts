import { type LineChart, lineChart } from '../../report/chart/line-chart.ts';
import { escaped } from '../../report/escaped.ts';
import { htmlTable } from '../../report/html-table.ts';

/** What a page says beside its numbers. */
export interface PageOptions {
  /** Default: Simulation. */
  readonly title?: string;
  /** The command that makes the page again, as it is typed. */
  readonly command?: string;
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
