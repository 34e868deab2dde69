import * as z from 'zod';
import { DISTRIBUTION_EXPECTED, parseDistribution } from '../draws/parse-distribution.ts';
import { ExpectationSyntaxError, readExpectation } from '../expectation.ts';
import type { Arrivals, RequestTemplate } from '../plan.ts';
import { DURATION_EXPECTED, RATE_EXPECTED, readDuration, readRate, readShare } from '../quantities.ts';

/** A text that is read; what it is read to is undefined if it cannot be. */
function written<T>(expected: string, read: (text: string) => T | undefined) {
  return z.string(`${expected} is expected`).transform((text, context): T => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `"${text}": ${expected} is expected` });
    return z.NEVER;
  });
}

export const duration = written(DURATION_EXPECTED, readDuration);

/** Of something that takes time. */
export const length = written(DURATION_EXPECTED, (text) => readDuration(text) || undefined);

export const moment = written('a moment such as 3m, 90 s or minute 3', (text) => {
  const [, unit, number] = /^(second|minute|hour) ([\d.,]+)$/.exec(text.trim()) ?? [];
  return readDuration(unit === undefined ? text : `${number} ${unit}`);
});

export const rate = written(RATE_EXPECTED, (text) => readRate(text) || undefined);

export const share = written('percent such as 2 %', readShare);

export const distribution = written(DISTRIBUTION_EXPECTED, parseDistribution);

/** @returns the scheme, the host and the path with query */
function readUrl(text: string): Required<Pick<RequestTemplate, 'scheme' | 'host' | 'path'>> | undefined {
  const [, scheme, host, path = ''] = /^(https?):\/\/([^/?#\s]+)([^#\s]*)$/.exec(text.trim()) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return {
    scheme: scheme === 'https' ? 'https' : 'http',
    host,
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

export const url = written('a URL such as http://shop.test/cart', readUrl);

/** How requests come, but for their mean rate. */
type Pattern = (perSecond: number) => Arrivals;

export const pattern = written(
  'poisson, constant, bursts of 50, or wave up to 5000/s every 24h',
  readPattern,
);

export const expectation = z
  .string('a sentence such as failed < 0.1 % is expected')
  .transform((text, context) => {
    try {
      return readExpectation(text);
    } catch (error) {
      if (!(error instanceof ExpectationSyntaxError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });

/** A whole number in bounds. */
export function whole(expected: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  return z.number(expected).int(expected).min(least, expected).max(most, expected);
}

/** A mapping with these members. What it says of others names all that there are. */
export function mapping<S extends z.ZodRawShape>(shape: S, what: string) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no "${issue.keys.join('", "')}" here: write ${names}`
        : `${what} is expected, with ${names}`,
  });
}

/** One, or a list. */
export function several<T extends z.ZodType>(one: T, expected: string) {
  return z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(one, `${expected} is expected`),
  );
}

/** A mapping that may be written as the value of one of its members alone. */
export function shorthand<T extends z.ZodType>(member: string, full: T) {
  return z.preprocess(
    (value) => (typeof value === 'object' || value === undefined ? value : { [member]: value }),
    full,
  );
}

function readPattern(text: string): Pattern | undefined {
  const words = text.trim();
  if (words === 'poisson' || words === 'constant') return (perSecond) => ({ kind: words, perSecond });
  const [, size] = /^bursts of (\d+)$/.exec(words) ?? [];
  if (size !== undefined) return (perSecond) => ({ kind: 'bursts', perSecond, size: Number(size) });
  const [, peak = '', period = ''] = /^wave up to (.+?) every (.+)$/.exec(words) ?? [];
  const [peakPerSecond, periodMs] = [readRate(peak), readDuration(period)];
  if (!peakPerSecond || !periodMs) return undefined;
  return (perSecond) => ({ kind: 'diurnal', perSecond, peakPerSecond, periodMs });
}
