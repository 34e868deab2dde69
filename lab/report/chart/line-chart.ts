import { escaped } from '../escaped.ts';
import { type ChartMark, placeLabels, textWidth } from './labels.ts';
import { strokeOf } from './palette.ts';
import type { Scale } from './scale.ts';

/** One axis: how values stand on it and how they are written. */
export interface Axis {
  /** What is measured, with its unit: `latency (ms)`. */
  readonly label: string;
  readonly scale: Scale;
  readonly format: (value: number) => string;
}

/** One line. */
export interface ChartSeries {
  readonly name: string;
  /** For each x, the value; undefined where there is none: the line has a gap. */
  readonly values: readonly (number | undefined)[];
}

export interface LineChart {
  /** Tells the chart from others on a page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What somebody who cannot see it should know. */
  readonly description: string;
  readonly xs: readonly number[];
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly ChartSeries[];
  readonly marks?: readonly ChartMark[];
}

/** Pixels. */
const WIDTH = 860;
const PLOT = { left: 76, right: WIDTH - 24, height: 240 };
const LINE = 18;
const TITLE_Y = 18;
/** With more points than this a dot on each would hide the line. */
const MOST_DOTS = 60;

/** A chart of lines as an SVG document that can stand alone or in a page. */
export function lineChart(chart: LineChart): string {
  const legend = legendOf(chart.series, TITLE_Y + LINE + 6);
  const marks = (chart.marks ?? []).map(({ at, label }) => ({ x: xOf(chart, at), label }));
  const labels = placeLabels(marks, WIDTH);
  const lanes = Math.max(-1, ...labels.map((label) => label?.lane ?? -1)) + 1;
  const top = legend.bottom + 18 + lanes * LINE;
  const bottom = top + PLOT.height;
  const markLines = marks.map(({ x, label }, index) => {
    const placed = labels[index];
    const from = placed ? top - (placed.lane + 1) * LINE + 4 : top;
    const text = placed
      ? `<text x="${pixel(placed.x)}" y="${pixel(top - placed.lane * LINE - 6)}" text-anchor="${placed.anchor}">${escaped(placed.text)}</text>`
      : '';
    return `<g class="mark"><title>${escaped(label)}</title><path d="M${pixel(x)} ${pixel(from)}V${bottom}"/>${text}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${WIDTH} ${bottom + 46}" role="img" aria-labelledby="${chart.id}-title ${chart.id}-desc">
<title id="${chart.id}-title">${escaped(chart.title)}</title>
<desc id="${chart.id}-desc">${escaped(chart.description)}</desc>
<style>${STYLE}</style>
<text class="heading" x="8" y="${TITLE_Y}">${escaped(chart.title)}</text>
${[...legend.parts, ...axes(chart, top, bottom), ...markLines, ...chart.series.map((series, index) => drawn(chart, series, index, top))].join('\n')}
</svg>
`;
}

const STYLE = `
svg.chart { --ink: #1f2328; --quiet: #59636e; --grid: #d8dee4; width: 100%; max-width: ${WIDTH}px; height: auto; color-scheme: light dark }
@media (prefers-color-scheme: dark) { svg.chart { --ink: #e6e6e6; --quiet: #a0a8b0; --grid: #3a4048 } }
.chart text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: var(--quiet) }
.chart text.heading { font-size: 14px; font-weight: 600; fill: var(--ink) }
.chart .grid { stroke: var(--grid) } .chart .axis { stroke: var(--quiet) }
.chart .mark path { stroke: var(--quiet); stroke-dasharray: 3 3 } .chart .mark text { fill: var(--ink); stroke: Canvas; stroke-width: 4px; paint-order: stroke }
.chart .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
`;

function axes({ x, y }: LineChart, top: number, bottom: number): string[] {
  const middle = pixel((top + bottom) / 2);
  return [
    ...y.scale.ticks.map((tick) => {
      const at = pixel(bottom - y.scale.at(tick) * PLOT.height);
      return `<path class="grid" d="M${PLOT.left} ${at}H${PLOT.right}"/><text x="${PLOT.left - 8}" y="${at + 4}" text-anchor="end">${escaped(y.format(tick))}</text>`;
    }),
    ...spaced(x).map(([at, text]) => {
      return `<path class="axis" d="M${at} ${bottom}v5"/><text x="${at}" y="${bottom + 19}" text-anchor="middle">${escaped(text)}</text>`;
    }),
    `<path class="axis" d="M${PLOT.left} ${bottom}H${PLOT.right}"/>`,
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${bottom + 38}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
}

/** Ticks whose texts have room beside each other. */
function spaced({ scale, format }: Axis): [at: number, text: string][] {
  let end = Number.NEGATIVE_INFINITY;
  return scale.ticks.flatMap((tick): [number, string][] => {
    const text = format(tick);
    const at = pixel(PLOT.left + scale.at(tick) * (PLOT.right - PLOT.left));
    const half = textWidth(text) / 2;
    if (at - half < end + 6) return [];
    end = at + half;
    return [[at, text]];
  });
}

function drawn({ xs, x, y }: LineChart, { name, values }: ChartSeries, index: number, top: number): string {
  const { colour, dash } = strokeOf(index);
  const place = (at: number, value: number): string =>
    `${pixel(PLOT.left + x.scale.at(at) * (PLOT.right - PLOT.left))} ${pixel(top + (1 - y.scale.at(value)) * PLOT.height)}`;
  let path = '';
  let dots = '';
  let isOpen = false;
  for (const [position, at] of xs.entries()) {
    const value = values[position];
    if (value === undefined) {
      isOpen = false;
      continue;
    }
    // A point between two gaps is seen by its round ends alone.
    path += isOpen ? `L${place(at, value)}` : `M${place(at, value)}h0`;
    isOpen = true;
    const [left, height] = place(at, value).split(' ');
    dots += `<circle cx="${left}" cy="${height}" r="3" fill="${colour}"/>`;
  }
  return `<g><title>${escaped(name)}</title><path class="line" stroke="${colour}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`} d="${path}"/>${xs.length <= MOST_DOTS ? dots : ''}</g>`;
}

function legendOf(series: readonly ChartSeries[], top: number): { parts: string[]; bottom: number } {
  let [x, y] = [8, top];
  const parts = series.map(({ name }, index) => {
    const { colour, dash } = strokeOf(index);
    const width = 44 + textWidth(name);
    if (x > 8 && x + width > WIDTH) [x, y] = [8, y + LINE];
    const part = `<path class="line" stroke="${colour}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`} d="M${pixel(x)} ${y - 4}h22"/><text x="${pixel(x + 28)}" y="${y}">${escaped(name)}</text>`;
    x += width;
    return part;
  });
  return { parts, bottom: series.length > 0 ? y : top - LINE };
}

function xOf({ x }: LineChart, value: number): number {
  return PLOT.left + x.scale.at(value) * (PLOT.right - PLOT.left);
}

/** Rounded, so that the last bits of a logarithm, which ECMAScript leaves open, are not to be seen. */
function pixel(value: number): number {
  return Math.round(value * 10) / 10;
}
