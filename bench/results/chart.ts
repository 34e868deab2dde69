import { escaped } from '../../lab/report/escaped.ts';
import type { BenchmarkResult, Report } from './model.ts';
import { ratio } from './statistics.ts';

/** What the bars are multiples of. */
const REFERENCE = 'nginx';

/** Who has bars, and their colours, which are told apart by the colour-blind and on dark and light ground. */
const COLOURS: readonly (readonly [subject: string, colour: string])[] = [
  ['engine', '#0072b2'],
  ['engine, portable', '#56b4e9'],
  ['HAProxy', '#009e73'],
  ['Caddy', '#e69f00'],
  ['Traefik', '#d55e00'],
  ['node:http forwarder', '#999999'],
];

/** Longer bars are cut here, and say so with their number. */
const MOST = 2;
const LEFT = 230;
const UNIT = 300;
const BAR = 13;
const GAP = 12;

interface Bar {
  readonly subject: string;
  readonly colour: string;
  readonly value: number;
}

/**
 * A bar chart in SVG: for each benchmark that nginx took part in, each subject's median as a multiple of nginx's.
 * Where less is better, the multiple is of nginx's to the subject's, so that longer bars are always better.
 */
export function chart(report: Report): string {
  const groups = report.benchmarks
    .map((benchmark) => ({ title: benchmark.title, bars: barsOf(benchmark) }))
    .filter(({ bars }) => bars.length > 0);
  const shown = COLOURS.filter(([name]) =>
    groups.some(({ bars }) => bars.some((bar) => bar.subject === name)),
  );
  const parts = legend(shown);
  let y = 56;
  for (const { title, bars } of groups) {
    const middle = y + (bars.length * BAR) / 2 + 4;
    parts.push(`<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${escaped(title)}</text>`);
    for (const bar of bars) {
      parts.push(drawn(bar, y));
      y += BAR;
    }
    y += GAP;
  }
  const line = LEFT + UNIT;
  parts.push(`<line x1="${line}" y1="44" x2="${line}" y2="${y}" class="reference"/>`);
  parts.push(`<text x="${line}" y="38" text-anchor="middle">nginx = 1</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + UNIT * MOST + 70} ${y + 6}" role="img">
<title>Medians as multiples of nginx's, longer is better</title>
<style>text { font: 12px sans-serif; fill: #333 } .reference { stroke: #333; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .reference { stroke: #ddd } }</style>
${parts.join('\n')}
</svg>
`;
}

function barsOf(benchmark: BenchmarkResult): Bar[] {
  return COLOURS.flatMap(([subject, colour]) => {
    const multiple =
      benchmark.better === 'higher'
        ? ratio(benchmark, subject, REFERENCE)
        : ratio(benchmark, REFERENCE, subject);
    return multiple === undefined || multiple < 0 ? [] : [{ subject, colour, value: multiple }];
  });
}

function drawn({ subject, colour, value }: Bar, y: number): string {
  const width = Math.round(Math.min(value, MOST) * UNIT);
  const text = `${value.toFixed(2)}${value > MOST ? ' →' : ''}`;
  return [
    `<rect x="${LEFT}" y="${y}" width="${Math.max(width, 1)}" height="${BAR - 2}" fill="${colour}"><title>${escaped(subject)}</title></rect>`,
    `<text x="${LEFT + width + 5}" y="${y + BAR - 3}">${text}</text>`,
  ].join('');
}

function legend(subjects: readonly (readonly [subject: string, colour: string])[]): string[] {
  let x = 10;
  return subjects.map(([name, colour]) => {
    const mark = `<rect x="${x}" y="8" width="12" height="12" fill="${colour}"/><text x="${x + 17}" y="18">${escaped(name)}</text>`;
    x += 34 + name.length * 7;
    return mark;
  });
}
