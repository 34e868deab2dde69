import { exp, ln, normalQuantile, power } from './deterministic-math.ts';
import { CELLS, interpolate, type QuantileTable, type Uniforms } from './sampler.ts';

/** Cells of a tail, 1/64 of the probability, which is drawn exactly: the straight lines would not do there. */
const TAIL = CELLS / 64;
const TAIL_FROM = CELLS - TAIL;

/** Shared by all exponential distributions. */
let exponential: QuantileTable | undefined;

/** Of mean 1. */
export function exponentialTable(): QuantileTable {
  exponential ??= makeExponential();
  return exponential;
}

function makeExponential(): QuantileTable {
  const quantiles = tabulate((cell) => (cell > TAIL_FROM ? Number.NaN : -ln(1 - cell / CELLS)));
  const from = quantiles[TAIL_FROM] ?? 0;
  // What is beyond a bound is, from there on, distributed as all is from 0 on.
  const rare = (_: number, stream: Uniforms): number => {
    let bound = from;
    for (;;) {
      const drawn = interpolate(quantiles, stream.uint32());
      if (!Number.isNaN(drawn)) return bound + drawn;
      bound += from;
    }
  };
  return { quantiles, rare };
}

/** Of minimum 1. */
export function paretoTable(shape: number): QuantileTable {
  const quantiles = tabulate((cell) => (cell > TAIL_FROM ? Number.NaN : power(1 - cell / CELLS, -1 / shape)));
  const from = quantiles[TAIL_FROM] ?? 1;
  // The logarithm is exponential: what is beyond a bound is distributed as all is, times the bound.
  const rare = (_: number, stream: Uniforms): number => {
    let bound = from;
    for (;;) {
      const drawn = interpolate(quantiles, stream.uint32());
      if (!Number.isNaN(drawn)) return bound * drawn;
      bound *= from;
    }
  };
  return { quantiles, rare };
}

/** Quantiles of the standard normal distribution but for its tails, which all lognormal ones are made from. */
let normal: Float64Array | undefined;

function makeNormal(): Float64Array {
  const lower = tabulate((cell) =>
    cell < TAIL || cell > CELLS / 2 ? Number.NaN : normalQuantile(cell / CELLS),
  );
  // Cells are binary fractions, so that the upper half is the lower one to the bit.
  return lower.map((quantile, cell) => (cell > CELLS / 2 ? -(lower[CELLS - cell] ?? Number.NaN) : quantile));
}

/** Those that were made last: the pods of a Deployment have one in common, and so have the simulations of a feature. */
const lognormals = new Map<number, QuantileTable>();
const MOST_LOGNORMALS = 32;

/** Of median 1. */
export function lognormalTable(sigma: number): QuantileTable {
  const known = lognormals.get(sigma);
  if (known !== undefined) return known;
  if (lognormals.size === MOST_LOGNORMALS) lognormals.clear();
  const table = makeLognormal(sigma);
  lognormals.set(sigma, table);
  return table;
}

function makeLognormal(sigma: number): QuantileTable {
  normal ??= makeNormal();
  const quantiles = normal.map((quantile) => exp(sigma * quantile));
  const bound = -normalQuantile(TAIL / CELLS);
  const rare = (uniform: number, stream: Uniforms): number => {
    const z = normalBeyond(bound, stream);
    return exp(sigma * (uniform < 2 ** 31 ? -z : z));
  };
  return { quantiles, rare };
}

/** A standard normal variable that is known to be above `bound` (Marsaglia 1964; Devroye 1986, IX.1.2). */
function normalBeyond(bound: number, stream: Uniforms): number {
  for (;;) {
    const excess = exponentialDraw(stream) / bound;
    if (2 * exponentialDraw(stream) > excess * excess) return bound + excess;
  }
}

function exponentialDraw(stream: Uniforms): number {
  const { quantiles, rare } = exponentialTable();
  const uniform = stream.uint32();
  const drawn = interpolate(quantiles, uniform);
  return Number.isNaN(drawn) ? rare(uniform, stream) : drawn;
}

/** Even within each bucket. The bounds rise, and some count is above 0. */
export function histogramTable(
  buckets: readonly { readonly upToMs: number; readonly count: number }[],
): QuantileTable {
  const pieces = piecesOf(buckets);
  const total = pieces.at(-1)?.upTo ?? 0;
  const quantiles = tabulate((cell) => {
    const at = (cell / CELLS) * total;
    const piece = pieceAt(pieces, at);
    const before = pieces[pieces.indexOf(piece) - 1];
    const jumps = at === piece.from && before !== undefined && before.highMs !== piece.lowMs;
    const bends = at + total / CELLS > piece.upTo && cell < CELLS;
    return jumps || bends ? Number.NaN : quantileIn(piece, at);
  });
  const rare = (uniform: number): number => {
    const at = (uniform / 2 ** 32) * total;
    return quantileIn(pieceAt(pieces, at), at);
  };
  return { quantiles, rare };
}

/** A bucket with something in it: the counts before it and with it, and its bounds. */
interface Piece {
  readonly from: number;
  readonly upTo: number;
  readonly lowMs: number;
  readonly highMs: number;
}

function piecesOf(buckets: readonly { readonly upToMs: number; readonly count: number }[]): Piece[] {
  const pieces: Piece[] = [];
  let [from, lowMs] = [0, 0];
  for (const { upToMs: highMs, count } of buckets) {
    if (count > 0) pieces.push({ from, upTo: from + count, lowMs, highMs });
    from += count;
    lowMs = highMs;
  }
  return pieces;
}

/** The first that reaches beyond a count, or the last. */
function pieceAt(pieces: readonly Piece[], at: number): Piece {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.upTo ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return pieces[low] ?? { from: 0, upTo: 1, lowMs: 0, highMs: 0 };
}

function quantileIn({ from, upTo, lowMs, highMs }: Piece, at: number): number {
  return lowMs + ((highMs - lowMs) * (at - from)) / (upTo - from);
}

function tabulate(quantile: (cell: number) => number): Float64Array {
  return Float64Array.from({ length: CELLS + 1 }, (_, cell) => quantile(cell));
}
