/** Buckets of a series that nobody asks for. */
const ABOUT = 200;

/** Milliseconds: a duration in about 200 parts of a round length, 1, 2 or 5 times a power of ten. */
export function bucketLength(durationMs: number): number {
  const least = durationMs / ABOUT;
  let unit = 1;
  while (unit * 10 <= least) unit *= 10;
  return unit * ([1, 2, 5].find((factor) => unit * factor >= least) ?? 10);
}
