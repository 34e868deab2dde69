const MILLISECONDS_PER_UNIT = new Map<string, number>([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

const WHOLE_SECONDS = /^[+-]?\d+$/;
const GO_DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const GO_DURATION_PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Milliseconds of a duration as Traefik's resources write it: a whole number, or a string of digits, is seconds;
 * any other string is a Go duration (`1m30s`, `500ms`, `1.5h`, `-100ms`). `undefined` if it is neither.
 * Go: time#ParseDuration.
 */
export function parseDuration(value: number | string): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value * 1000 : undefined;
  if (WHOLE_SECONDS.test(value)) return Number(value) * 1000;
  const match = GO_DURATION.exec(value);
  if (!match) return undefined;
  const [, sign = '', parts = ''] = match;
  let milliseconds = 0;
  for (const [, amount = '', unit = ''] of parts.matchAll(GO_DURATION_PART)) {
    milliseconds += Number(amount) * (MILLISECONDS_PER_UNIT.get(unit) ?? 0);
  }
  return sign === '-' && milliseconds !== 0 ? -milliseconds : milliseconds;
}
