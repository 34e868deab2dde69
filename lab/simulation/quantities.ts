/** Milliseconds of each unit of time, by every name that it may be written with. */
const UNITS: Readonly<Record<string, number>> = {
  ...named(1, 'ms', 'millisecond'),
  ...named(1000, 's', 'sec', 'second'),
  ...named(60_000, 'm', 'min', 'minute'),
  ...named(3_600_000, 'h', 'hour'),
  ...named(86_400_000, 'd', 'day'),
};

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const PART = new RegExp(`(${NUMBER}) ?([a-z]+)`, 'y');
const COUNT = new RegExp(`^(?:${NUMBER})$`);

/** What is said of a text that is no duration. */
export const DURATION_EXPECTED = 'a duration such as 250ms, 30 s, 10 minutes or 1h30m';

/** Milliseconds of `250ms`, `1.5 s`, `10 minutes`, `1h30m`; undefined: it is no duration. */
export function readDuration(text: string): number | undefined {
  const written = text.trim();
  let milliseconds = 0;
  for (let at = 0; at < written.length; at = PART.lastIndex) {
    PART.lastIndex = written[at] === ' ' ? at + 1 : at;
    const [, amount, unit = ''] = PART.exec(written) ?? [];
    const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
    if (amount === undefined || factor === undefined) return undefined;
    milliseconds += toNumber(amount) * factor;
  }
  return written === '' ? undefined : milliseconds;
}

/** A number with or without commas between thousands; undefined: it is none. */
export function readNumber(text: string): number | undefined {
  return COUNT.test(text.trim()) ? toNumber(text.trim()) : undefined;
}

/** The share, from 0 to 1, of `2 %` or `0.5%`; undefined: it is none. */
export function readShare(text: string): number | undefined {
  const [, amount] = /^(.*?) ?%$/.exec(text.trim()) ?? [];
  const percent = amount === undefined ? undefined : readNumber(amount);
  return percent === undefined || percent > 100 ? undefined : percent / 100;
}

/** What is said of a text that is no rate. */
export const RATE_EXPECTED = 'a rate such as 2000/s, 2,000 per second, 90/min or 1,000,000/h';

/** Times a second of `2000/s`, `2,000 per second` or `90/min`; undefined: it is no rate. */
export function readRate(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(.*?) ?(?:\/ ?|per )([a-z]+)$/.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  const number = readNumber(amount);
  return factor === undefined || number === undefined ? undefined : (number * 1000) / factor;
}

function toNumber(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** The short name, the long one and its plural. */
function named(milliseconds: number, ...names: readonly string[]): Record<string, number> {
  const plural = `${names.at(-1)}s`;
  return Object.fromEntries([...names, plural].map((name) => [name, milliseconds]));
}
