const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
] as const;

/**
 * A time as Go writes it: `1m0s`, `500ms`, `1.5s`, `0s` (Go: time#Duration.String).
 *
 * @param milliseconds not negative; exact to the microsecond
 */
export function formatGoDuration(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)}µs`;
  if (milliseconds < 1000) return `${milliseconds}ms`;
  let rest = milliseconds;
  let text = '';
  for (const [unit, size] of UNITS) {
    if (milliseconds < size) continue;
    text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return `${text}${rest / 1000}s`;
}
