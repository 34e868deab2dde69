import { type LineChart, lineChart } from '../../report/chart/line-chart.ts';
import { logScale } from '../../report/chart/scale.ts';
import { csv } from '../../report/csv.ts';
import { escaped } from '../../report/escaped.ts';
import { htmlPage } from '../../report/html-page.ts';
import { htmlTable } from '../../report/html-table.ts';
import { linedJson } from '../../report/lined-json.ts';
import { counted, grouped, percent, short } from '../../report/numbers.ts';
import { textTable, wrapped } from '../../report/text-table.ts';
import { type ReplicaDrift, requestsUntilMet } from '../sweeps/replicas.ts';
import type { BackendDrift } from '../sweeps/share-drift.ts';
import { chartSection, PAGE_STYLE, type PageOptions, repetition } from './chart-section.ts';
import { valuesAxis } from './values-axis.ts';

/** The drift of a fleet for a terminal: a table for each backend. Of two backends one says it all: the rarer. */
export function replicasText(drift: ReplicaDrift, { width = 100 }: { readonly width?: number } = {}): string {
  const blocks = shownBackends(drift).flatMap((workload) => [
    textTable(rows(drift, workload), []),
    customers(drift, workload).flatMap((sentence) => wrapped(sentence, width)),
  ]);
  const all = [[title(drift)], wrapped(legend(drift), width), ...blocks, [seedSentence(drift)]];
  return `${all
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** One record for each number of engines and backend; shares and deviations from 0 to 1. */
export function replicasCsv(drift: ReplicaDrift): string {
  const firsts = firstRequests(drift);
  const header = [
    'engines',
    'backend',
    'requests',
    'wanted',
    'share',
    `mean in windows of ${drift.windowRequests}`,
    `worst in windows of ${drift.windowRequests}`,
    ...firsts.flatMap((requests) => [`mean after ${requests}`, `worst after ${requests}`]),
    'settled after',
  ];
  const records = drift.points.flatMap(({ engines, requests, backends }) =>
    backends.map((backend) => [
      engines,
      backend.workload,
      requests,
      backend.wanted,
      backend.share,
      backend.windows.mean,
      backend.windows.worst,
      ...firsts.flatMap((after) => {
        const found = backend.first.find((first) => first.requests === after);
        return [found?.mean ?? '', found?.worst ?? ''];
      }),
      backend.settledAfter ?? '',
    ]),
  );
  return csv([header, ...records]);
}

export function replicasJson({ seed, repetitions, windowRequests, tolerance, points }: ReplicaDrift): string {
  return linedJson({
    seed,
    repetitions,
    windowRequests,
    tolerance,
    points: points.map(({ engines, requests, backends }) => ({
      engines,
      requests,
      backends: backends.map(({ workload, wanted, share, windows, first, settledAfter }) => ({
        workload,
        wanted,
        share,
        windows: { mean: windows.mean, worst: windows.worst },
        first: first.map((after) => ({ requests: after.requests, mean: after.mean, worst: after.worst })),
        settledAfter,
      })),
    })),
  });
}

/** The drift of a fleet as one HTML page that needs nothing else. */
export function replicasPage(drift: ReplicaDrift, options: PageOptions = {}): string {
  const body = [
    `<p>${escaped(legend(drift))}</p>`,
    ...shownBackends(drift).flatMap((workload) => [
      chartSection(replicasChartOf(drift, workload), 'engines', {
        x: short,
        y: (value) => points(value),
      }),
      `<div class="wide">${htmlTable(rows(drift, workload), [])}</div>`,
      ...customers(drift, workload).map((sentence) => `<p>${escaped(sentence)}</p>`),
    ]),
    repetition(seedSentence(drift), options),
  ];
  return htmlPage(options.title ?? title(drift), body.join('\n'), PAGE_STYLE);
}

/** How far one backend is from its share over the number of engines, as an SVG document. Default: the rarest. */
export function replicasChart(drift: ReplicaDrift, workload = shownBackends(drift)[0] ?? ''): string {
  return lineChart(replicasChartOf(drift, workload));
}

function replicasChartOf(drift: ReplicaDrift, workload: string): LineChart {
  const found = drift.points.map(({ backends }) => backends.find((backend) => backend.workload === workload));
  const xs = drift.points.map(({ engines }) => engines);
  const series = [
    ...firstRequests(drift).map((requests) => ({
      name: `after the first ${counted(requests, 'request')}`,
      values: found.map((backend) => backend?.first.find((first) => first.requests === requests)?.worst),
    })),
    {
      name: `in windows of ${grouped(drift.windowRequests)}`,
      values: found.map((backend) => backend?.windows.worst),
    },
  ];
  const values = series.flatMap((line) => line.values.filter((value) => value !== undefined));
  const wanted = found.find((backend) => backend !== undefined)?.wanted ?? 0;
  return {
    id: `replicas-${workload.replaceAll(/[^\w-]/g, '-')}`,
    title: `How far ${workload} gets from its share of ${percent(wanted)}`,
    description: `The furthest deviation from ${percent(wanted)} in percentage points, by the number of engines from ${xs[0] ?? 0} to ${xs.at(-1) ?? 0}.`,
    xs,
    x: valuesAxis('engines', xs),
    y: {
      label: 'percentage points (logarithmic)',
      scale: logScale(values),
      format: (value) => short(value * 100),
    },
    series,
  };
}

function rows(drift: ReplicaDrift, workload: string): string[][] {
  const firsts = firstRequests(drift);
  const window = grouped(drift.windowRequests);
  return [
    [
      'engines',
      `${workload}`,
      ...firsts.map((requests) => `after ${grouped(requests)}`),
      `windows of ${window}`,
      'their mean',
      'settled after',
    ],
    ...drift.points.flatMap(({ engines, backends }) => {
      const backend = backends.find((other) => other.workload === workload);
      return backend ? [[grouped(engines), ...cells(backend, firsts)]] : [];
    }),
  ];
}

function cells({ share, windows, first, settledAfter }: BackendDrift, firsts: readonly number[]): string[] {
  return [
    percent(share),
    ...firsts.map((requests) => {
      const after = first.find((other) => other.requests === requests);
      return after ? points(after.worst) : '-';
    }),
    points(windows.worst),
    points(windows.mean),
    settledAfter === undefined ? 'not yet' : grouped(settledAfter),
  ];
}

/** Percentage points. */
function points(deviation: number): string {
  return short(Number((deviation * 100).toPrecision(3)));
}

function title({ points: all }: ReplicaDrift): string {
  const [first, last] = [all[0]?.engines ?? 0, all.at(-1)?.engines ?? 0];
  return `Shares behind ${first === last ? first : `${first} to ${last}`} engines that count for themselves`;
}

function legend({ tolerance, repetitions, windowRequests }: ReplicaDrift): string {
  return (
    'Columns say how far the share was from the wanted one at most, in percentage points: after the first requests, and ' +
    `in windows of ${counted(windowRequests, 'request')}. Settled after: from so many requests on, the share of all so far stays within ` +
    `${points(tolerance)} points. ${repetitions === 1 ? 'One run' : `The worst of ${repetitions} runs`} for each number of engines.`
  );
}

function customers(drift: ReplicaDrift, workload: string): string[] {
  const wanted = drift.points[0]?.backends.find((backend) => backend.workload === workload)?.wanted ?? 0;
  if (wanted <= 0 || wanted > 0.5) return [];
  const [half, most] = [requestsUntilMet(wanted, 0.5), requestsUntilMet(wanted, 0.95)];
  return [
    `Among many customers, half have met ${workload} after ${counted(half, 'request')} of their own, 95 % after ${grouped(most)}.`,
  ];
}

/** Those that are to get something: all of three and more; of two the rarer, since the other is as far off. */
function shownBackends({ points: all }: ReplicaDrift): string[] {
  const backends = (all[0]?.backends ?? []).filter(({ wanted, share }) => wanted + share > 0);
  const byShare = backends
    .toSorted((one, other) => one.wanted - other.wanted)
    .map(({ workload }) => workload);
  return byShare.length === 2 ? byShare.slice(0, 1) : byShare;
}

function firstRequests({ points: all }: ReplicaDrift): number[] {
  const known = all.flatMap(({ backends }) =>
    backends.flatMap(({ first }) => first.map(({ requests }) => requests)),
  );
  return [...new Set(known)].toSorted((one, other) => one - other);
}

function seedSentence({ seed, repetitions }: ReplicaDrift): string {
  const more = repetitions === 1 ? '' : ` and the ${repetitions - 1} that follow it`;
  return `seed ${seed}${more}: --seed ${seed} repeats these runs exactly`;
}
