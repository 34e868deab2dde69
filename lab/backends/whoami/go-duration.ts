const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3, // U+00B5, the micro sign
  μs: 1e-3, // U+03BC, the Greek letter
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Reads a duration as Go's `time.ParseDuration` does (`1.5s`, `1m30s`, `-5ms`, `0`), in milliseconds.
 * Answers undefined where Go reports an error.
 */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)(.+)$/s.exec(text);
  if (match === null) return undefined;
  const [, sign, rest = ''] = match;
  if (rest === '0') return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let milliseconds = 0;
  for (const [, number, unit = ''] of rest.matchAll(/([\d.]+)([^\d.]+)/g)) {
    milliseconds += Number(number) * (unitMs[unit] ?? 0);
  }
  return sign === '-' ? -milliseconds : milliseconds;
}
