/**
 * When requests are meant to be sent, whatever became of those before (an open loop): a Poisson process, as many
 * independent clients make it. The same seed gives the same times.
 *
 * @param rate requests a second
 * @returns a function that gives the next time in seconds, from 0 on
 */
export function arrivals(rate: number, seed: number): () => number {
  if (!(rate > 0)) throw new RangeError(`a rate of ${rate}`);
  const random = uniform(seed);
  let time = 0;
  return () => {
    const at = time;
    time -= Math.log(1 - random()) / rate;
    return at;
  };
}

/** Numbers from 0 up to 1 (Marsaglia's xorshift32). */
function uniform(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
