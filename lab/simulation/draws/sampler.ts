import type { RandomStream } from './random-stream.ts';

/** Cells that the probabilities from 0 to 1 are divided into. */
export const CELLS = 4096;
const CELL_BITS = 12;
const REST_BITS = 32 - CELL_BITS;
const REST_MASK = 2 ** REST_BITS - 1;
const REST_UNIT = 2 ** -REST_BITS;

/** Whole numbers, uniform from 0 to 2^32 - 1. */
export type Uniforms = Pick<RandomStream, 'uint32'>;

/**
 * A distribution, as what is drawn of it for a uniform number: `quantiles[i]` is the quantile of i/4096, and between two of
 * them it is a straight line. A cell with NaN at one end is one where that is not good enough: `rare` draws there.
 */
export interface QuantileTable {
  readonly quantiles: Float64Array;
  /** Draws, given that `uniform`, from 0 to 2^32 - 1, fell into a cell with NaN at one end; it may draw more numbers. */
  readonly rare: (uniform: number, stream: Uniforms) => number;
}

/** Draws from one distribution, one number of the stream for nearly each. One class for all, so that loops stay monomorphic. */
export class Sampler {
  readonly #varies: boolean;
  // Whole or not: a field that begins as no number is kept as a fraction, and compiled code stays good.
  readonly #scale: number = Number.NaN;
  readonly #quantiles: Float64Array;
  readonly #rare: QuantileTable['rare'];
  readonly #stream: Uniforms;

  /** What is drawn is `scale` times what the table says; without a table it is always `scale`. */
  constructor(stream: Uniforms, scale: number, table?: QuantileTable) {
    this.#stream = stream;
    this.#scale = scale;
    this.#varies = table !== undefined;
    this.#quantiles = table?.quantiles ?? new Float64Array(0);
    this.#rare = table?.rare ?? (() => 1);
  }

  next(): number {
    if (!this.#varies) return this.#scale;
    const uniform = this.#stream.uint32();
    const drawn = interpolate(this.#quantiles, uniform);
    // Each way multiplies for itself: a number that may come from either would be kept on the heap.
    if (Number.isNaN(drawn)) return this.#scale * this.#rare(uniform, this.#stream);
    return this.#scale * drawn;
  }
}

/** The quantile of `uniform`/2^32; NaN in a cell with NaN at one end. */
export function interpolate(quantiles: Float64Array, uniform: number): number {
  const cell = uniform >>> REST_BITS;
  const low = quantiles[cell] ?? Number.NaN;
  const high = quantiles[cell + 1] ?? Number.NaN;
  return low + (high - low) * ((uniform & REST_MASK) * REST_UNIT);
}
