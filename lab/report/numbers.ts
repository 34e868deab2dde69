/** `1,234,567.8`: thousands separated, the same on every machine. */
export function grouped(value: number, digits = 0): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** Three digits at least: `28,891`, `12.3`, `0.87`. */
export function threeDigits(value: number): string {
  const size = Math.abs(value);
  return grouped(value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

/** A share of one as percent: `99.01 %`, `1.25 %`, `0.004 %`; what is not nothing, or not all, never looks so. */
export function percent(share: number): string {
  const value = share * 100;
  const size = Math.abs(value);
  if (value === 0 || value === 100) return `${value} %`;
  if (size < 0.0005) return '< 0.001 %';
  // What is not quite all is not shown as all.
  const near = size > 99.9 && size < 100;
  return `${grouped(value, near || size < 0.095 ? 3 : 2)} %`;
}

/** A number as short as it can be said: axes have these. `0.5`, `20`, `1,000`. */
export function short(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const digits = /\.(\d+)$/.exec(String(rounded))?.[1]?.length ?? 0;
  return grouped(rounded, Math.min(digits, 8));
}

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** A point in time or a duration as people say it: `250 ms`, `1.5 s`, `3 min 20 s`, `24 h`. Of two units at most. */
export function timeText(ms: number): string {
  if (ms === 0) return '0 s';
  if (ms < 1000) return `${short(ms)} ms`;
  const index = UNITS.findIndex(([size]) => ms >= size);
  const [size, name] = UNITS[index] ?? [1, 'ms'];
  const next = UNITS[index + 1];
  if (!next) return `${short(ms / size)} ${name}`;
  const whole = Math.floor(ms / size);
  const rest = (ms - whole * size) / next[0];
  return rest === 0 ? `${grouped(whole)} ${name}` : `${grouped(whole)} ${name} ${short(rest)} ${next[1]}`;
}

/** `1 request`, `2,000 requests` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
