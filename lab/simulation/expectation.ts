import { grouped, timeText } from '../report/numbers.ts';
import {
  isTimed,
  type Measure,
  measured,
  measuredFrom,
  NoSuchBackendError,
  STATISTICS,
  type Statistic,
  type Unit,
  unitOf,
} from './measure.ts';
import { DURATION_EXPECTED, readDuration, readNumber, readShare } from './quantities.ts';
import type { SimulationResult } from './result.ts';

/** Within what a figure has to be: shares from 0 to 1, milliseconds, counts. */
interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
}

/** What is expected of a result. */
export interface Expectation {
  /** As it is written. */
  readonly text: string;
  readonly measure: Measure;
  readonly bounds: Bounds;
  /** Milliseconds from the beginning; what comes before does not count. */
  readonly fromMs?: number;
}

/** Whether a result is as expected. */
export interface Verdict {
  readonly text: string;
  readonly holds: boolean;
  /** The figure as people write it, or why there is none. */
  readonly seen: string;
}

const FORM =
  /^(?<measure>.+?) *(?:(?<comparison>[<>]=?|=) *(?<value>.+?)| between +(?<least>.+?) +and +(?<most>.+?))(?: +from +(?:(?<unit>second|minute|hour) +(?<number>[\d.,]+)|(?<from>.+?))(?: +on)?)?$/;

/** Milliseconds from which on a time is told in seconds, minutes and hours. */
const LONG_MS = 10_000;

const FORM_EXPECTED =
  'a figure and its bounds, such as "failed < 0.1 %", "p99 < 250 ms" or "share of appv2 between 24 % and 26 %"';

const MEASURES = `failed, errors of NAME, share of NAME, utilization of NAME, queue of NAME, copies of NAME, first request of NAME, requests, requests of NAME, outcome 429, retries, sessions moved, or one of ${Object.keys(STATISTICS).join(', ')} with or without of NAME`;

const COMPARED: Readonly<Record<string, (value: number) => Bounds>> = {
  '<': (below) => ({ below }),
  '<=': (most) => ({ most }),
  '>': (above) => ({ above }),
  '>=': (least) => ({ least }),
  '=': (value) => ({ least: value, most: value }),
};

const UNIT_EXPECTED: Readonly<Record<Unit, string>> = {
  share: 'percent such as 0.1 %',
  milliseconds: DURATION_EXPECTED,
  count: 'a number such as 1,000',
};

/** An expectation that cannot be read; the message says what may be written. */
export class ExpectationSyntaxError extends Error {
  override readonly name = 'ExpectationSyntaxError';
}

/**
 * Reads `failed < 0.1 %`, `p99 of appv2 <= 250 ms`, `share of appv2 between 24 % and 26 % from minute 4 on`.
 *
 * @throws ExpectationSyntaxError
 */
export function readExpectation(text: string): Expectation {
  const groups = FORM.exec(text.trim())?.groups;
  if (!groups) throw new ExpectationSyntaxError(`"${text}": ${FORM_EXPECTED} is expected`);
  const measure = readMeasure(groups['measure'] ?? '');
  const { comparison, value = '', least = '', most = '' } = groups;
  const unit = unitOf(measure);
  const bounds = comparison
    ? (COMPARED[comparison]?.(readFigure(value, unit)) ?? {})
    : { least: readFigure(least, unit), most: readFigure(most, unit) };
  const fromMs = readFrom(groups);
  if (fromMs === undefined) return { text, measure, bounds };
  if (!isTimed(measure)) {
    throw new ExpectationSyntaxError(
      `"${text}": from a moment on there are failed, share of NAME, requests, p50, p95 and p99`,
    );
  }
  return { text, measure, bounds, fromMs };
}

export function verdictOf(result: SimulationResult, expectation: Expectation): Verdict {
  const { text, measure, bounds, fromMs } = expectation;
  try {
    const figures =
      fromMs === undefined ? [measured(result, measure)] : measuredFrom(result, measure, fromMs);
    if (figures.length === 0) return { text, holds: false, seen: 'nothing was answered by then' };
    const wrong = figures.find((figure) => !isWithin(figure, bounds));
    const nearest = bounds.most === undefined && bounds.below === undefined ? Math.min : Math.max;
    const shown = wrong ?? figures.reduce((one, other) => nearest(one, other));
    return { text, holds: wrong === undefined, seen: figureText(shown, unitOf(measure)) };
  } catch (error) {
    if (error instanceof NoSuchBackendError) return { text, holds: false, seen: error.message };
    throw error;
  }
}

function isWithin(figure: number, bounds: Bounds): boolean {
  const { least = -Infinity, above = -Infinity, most = Infinity, below = Infinity } = bounds;
  return figure >= least && figure > above && figure <= most && figure < below;
}

function readMeasure(text: string): Measure {
  const [, name = '', of] = /^(.+?)(?: of ([a-z0-9][-a-z0-9.]*))?$/.exec(text.trim()) ?? [];
  const [, outcome] = /^outcome ([\w-]+)$/.exec(name) ?? [];
  if (outcome !== undefined && of === undefined) return { kind: 'outcome', outcome };
  if (isStatistic(name)) return { kind: 'latency', statistic: name, ...(of === undefined ? {} : { of }) };
  switch (name) {
    case 'requests':
      return { kind: name, ...(of === undefined ? {} : { of }) };
    case 'failed':
    case 'retries':
      if (of === undefined) return { kind: name };
      break;
    case 'sessions moved':
      if (of === undefined) return { kind: 'sessions-moved' };
      break;
    case 'first request':
      if (of !== undefined) return { kind: 'first-request', of };
      break;
    case 'errors':
    case 'share':
    case 'utilization':
    case 'queue':
    case 'copies':
      if (of !== undefined) return { kind: name, of };
      break;
  }
  throw new ExpectationSyntaxError(`there is no figure "${text}": write ${MEASURES}`);
}

function isStatistic(name: string): name is Statistic {
  return Object.hasOwn(STATISTICS, name);
}

function readFigure(text: string, unit: Unit): number {
  const read = { share: readShare, milliseconds: readDuration, count: readNumber }[unit];
  const figure = read(text);
  if (figure !== undefined) return figure;
  throw new ExpectationSyntaxError(`"${text}": ${UNIT_EXPECTED[unit]} is expected`);
}

function readFrom({ unit, number, from }: Readonly<Record<string, string | undefined>>): number | undefined {
  const written = unit === undefined ? from : `${number} ${unit}`;
  if (written === undefined) return undefined;
  const fromMs = readDuration(written);
  if (fromMs !== undefined) return fromMs;
  throw new ExpectationSyntaxError(`from "${written}": ${DURATION_EXPECTED}, or minute 4 is expected`);
}

function figureText(figure: number, unit: Unit): string {
  switch (unit) {
    case 'share':
      return `${rounded(figure * 100)} %`;
    case 'milliseconds':
      if (!Number.isFinite(figure)) return 'never';
      return figure < LONG_MS ? `${rounded(figure)} ms` : timeText(Math.round(figure));
    case 'count':
      return grouped(figure);
  }
}

/** Four digits, and never fewer than stand before the point. */
function rounded(figure: number): string {
  return figure >= 1000 ? figure.toFixed(0) : `${Number(figure.toPrecision(4))}`;
}
