/**
 * Hashes texts to 64 bits, never to 64 zeros. Two seeds that clients do not know keep them from choosing texts that
 * collide. The result is in `low` and `high` until the next call, so that hashing allocates nothing.
 */
export class KeyHash {
  low = 0;
  high = 0;
  readonly #seeds: readonly [number, number];

  constructor(seeds: readonly [number, number]) {
    this.#seeds = seeds;
  }

  of(key: string): void {
    let [low, high] = this.#seeds;
    for (let index = 0; index < key.length; index += 1) {
      const unit = key.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x85ebca6b);
      low = (low << 13) | (low >>> 19);
      high = Math.imul(high ^ unit, 0xc2b2ae35);
      high = (high << 15) | (high >>> 17);
    }
    // Each half depends on both (the finalizer of MurmurHash3).
    low = mix(low ^ key.length);
    high = mix(high ^ low);
    low = mix(low ^ high);
    this.low = low | 0;
    this.high = low === 0 && high === 0 ? 1 : high | 0;
  }
}

function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
