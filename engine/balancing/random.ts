import { fnv1a32 } from './fnv.ts';
import type { Random } from './service-node.ts';

/**
 * A seeded generator (Blackman and Vigna's xoshiro128**, its state filled by splitmix32): the same seed gives the same
 * sequence on any machine. Streams of one seed with different names are independent of each other, so that what one
 * consumer draws does not change what another gets. Not for secrets.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** `seed` is taken modulo 2^32. */
  constructor(seed: number, name?: string) {
    const base = new Splitmix32(seed);
    const filler = name === undefined ? base : new Splitmix32(base.next() ^ fnv1a32(name));
    this.#a = filler.next();
    this.#b = filler.next();
    this.#c = filler.next();
    this.#d = filler.next();
  }

  /** A whole number, uniform from 0 to 2^32 - 1. */
  uint32(): number {
    const b = this.#b;
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = rotateLeft(d, 11);
    return scrambled >>> 0;
  }

  /** The same numbers, as many as there is room for: faster than one by one, for the state does not leave the registers. */
  fill(numbers: Uint32Array): void {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    for (let at = 0; at < numbers.length; at += 1) {
      numbers[at] = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotateLeft(d, 11);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }
}

/** A source of numbers in [0, 1): the same seed, taken modulo 2^32, gives the same sequence on any machine. */
export function seededRandom(seed: number): Random {
  const stream = new RandomStream(seed);
  return () => stream.next();
}

/** Fills the state of other generators. */
class Splitmix32 {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
