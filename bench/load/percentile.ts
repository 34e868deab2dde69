/**
 * The smallest of the values that a share of them does not exceed (nearest rank): `percentile(values, 0.99)`. NaN of
 * none. `sorted` ascending; `share` above 0, at most 1.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
