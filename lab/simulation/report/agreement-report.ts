import type { LineChart } from '../../report/chart/line-chart.ts';
import { exactScale, linearScale } from '../../report/chart/scale.ts';
import { escaped } from '../../report/escaped.ts';
import { htmlPage } from '../../report/html-page.ts';
import { htmlTable } from '../../report/html-table.ts';
import { grouped, percent, short, threeDigits } from '../../report/numbers.ts';
import { textTable, wrapped } from '../../report/text-table.ts';
import { type Agreement, type AgreementBounds, agrees, quantile } from '../validation/agreement.ts';
import { chartSection, PAGE_STYLE, type PageOptions } from './chart-section.ts';

/** Points of the curves. */
const POINTS = 120;

/** Whether the live world and the simulation agree, seed by seed, for a terminal. */
export function agreementText(
  agreements: readonly Agreement[],
  bounds: AgreementBounds,
  { width = 110 }: { readonly width?: number } = {},
): string {
  const blocks = [
    [headline(agreements)],
    textTable(rows(agreements), []),
    wrapped(explanation(bounds), width),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The same as one HTML page that needs nothing else, with both distributions of all seeds together. */
export function agreementPage(
  agreements: readonly Agreement[],
  bounds: AgreementBounds,
  options: PageOptions = {},
): string {
  const body = [
    `<p>${escaped(headline(agreements))}.</p>`,
    chartSection(agreementChartOf(agreements), 'ms', { x: short, y: percent }),
    `<div class="wide">${htmlTable(rows(agreements), [])}</div>`,
    `<p>${escaped(explanation(bounds))}</p>`,
    ...(options.command === undefined ? [] : [`<p>Made by <code>${escaped(options.command)}</code></p>`]),
  ];
  return htmlPage(options.title ?? 'The live world and the simulation', body.join('\n'), PAGE_STYLE);
}

function agreementChartOf(agreements: readonly Agreement[]): LineChart {
  const live = agreements.flatMap((agreement) => agreement.live).toSorted((one, other) => one - other);
  const end = quantile(live, 0.995);
  const xs = Array.from({ length: POINTS + 1 }, (_, index) => (index * end) / POINTS);
  let below = 0;
  return {
    id: 'agreement',
    title: 'Requests answered within so many milliseconds',
    description: `The share of requests answered within a time, up to ${threeDigits(end)} ms: of ${grouped(live.length)} live ones, and as simulated with the overhead of the machine.`,
    xs,
    x: { label: 'latency (ms)', scale: exactScale(0, end), format: short },
    y: {
      label: 'share of requests',
      scale: linearScale([0, 1], 1),
      format: (share) => `${short(share * 100)} %`,
    },
    series: [
      {
        name: 'live',
        values: xs.map((ms) => {
          while ((live[below] ?? Number.POSITIVE_INFINITY) <= ms) below += 1;
          return below / live.length;
        }),
      },
      {
        name: 'simulated, with the overhead of the machine',
        values: xs.map(
          (ms) => agreements.reduce((sum, { simulated }) => sum + simulated.at(ms), 0) / agreements.length,
        ),
      },
    ],
  };
}

function headline(agreements: readonly Agreement[]): string {
  const agreeing = agreements.filter(agrees).length;
  const all = agreements.length;
  return `${agreeing === all ? `All ${all}` : `${agreeing} of ${all}`} live runs agree with their simulation`;
}

function rows(agreements: readonly Agreement[]): string[][] {
  const workloads = agreements[0]?.counts.map(({ workload }) => workload) ?? [];
  return [
    [
      'seed',
      ...workloads.map((workload) => `${workload} live, sim.`),
      'p50',
      'p99',
      'overhead p50',
      'p95',
      'distance',
      'at most',
      'verdict',
    ],
    ...agreements.map((agreement) => [
      String(agreement.seed),
      ...agreement.counts.map(({ live, simulated }) => `${grouped(live)}, ${grouped(simulated)}`),
      threeDigits(quantile(agreement.live, 0.5)),
      threeDigits(quantile(agreement.live, 0.99)),
      threeDigits(agreement.overhead.p50),
      threeDigits(agreement.overhead.p95),
      agreement.distance.toFixed(3),
      agreement.critical.toFixed(3),
      verdict(agreement),
    ]),
  ];
}

function verdict(agreement: Agreement): string {
  const { countsAgree, latenciesAgree, isBusy, isSecond } = agreement;
  const again = isSecond ? ', second run' : '';
  if (agrees(agreement)) return `agrees${again}`;
  const wrong = [...(countsAgree ? [] : ['counts']), ...(latenciesAgree ? [] : ['latencies'])].join(' and ');
  return `${wrong} differ${isBusy ? ', machine busy' : ''}${again}`;
}

function explanation({ level, overheadMs }: AgreementBounds): string {
  return (
    'Times are milliseconds, p50 and p99 those of live requests. Counts have to be equal. The distance is the Kolmogorov-Smirnov statistic of the live ' +
    'latencies and the simulated ones with the overhead that the machine added, measured in the same run; equal ' +
    `distributions exceed the bound with a probability of ${percent(level)} for each seed. A run whose p95 of the overhead is above ` +
    `${short(overheadMs.busy)} ms may be made once more if it does not agree; above ${short(overheadMs.most)} ms nothing can be seen and nothing agrees.`
  );
}
