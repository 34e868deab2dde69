import type { Arrivals, ReplayedRequest } from '../plan.ts';
import { sineOfTurns } from './deterministic-math.ts';
import { samplerOf } from './distribution.ts';
import type { RandomStream } from './random-stream.ts';
import type { Sampler } from './sampler.ts';

/** Where chance comes from. */
type Luck = Pick<RandomStream, 'uint32' | 'next'>;

/** When requests come. */
export interface ArrivalTimes {
  /** Milliseconds from the start of the source to the next arrival, never before the last; Infinity: no more. */
  next(): number;
}

const NEVER: ArrivalTimes = { next: () => Number.POSITIVE_INFINITY };

/**
 * The times at which requests come by themselves. The first of those that come in equal gaps is at 0, so that in a whole
 * number of gaps there are as many. Clients of a closed loop come when they have thought, of which nothing is known here.
 */
export function arrivalsOf(arrivals: Arrivals, stream: Luck): ArrivalTimes {
  switch (arrivals.kind) {
    case 'poisson':
      return arrivals.perSecond > 0 ? new PoissonArrivals(gapsOf(arrivals.perSecond, stream)) : NEVER;
    case 'constant':
      return new EvenArrivals(arrivals.perSecond, 1);
    case 'bursts':
      return new EvenArrivals(arrivals.perSecond, arrivals.size);
    case 'diurnal':
      return Math.max(arrivals.perSecond, arrivals.peakPerSecond) > 0 ? new Diurnal(arrivals, stream) : NEVER;
    case 'replay':
      return new ReplayedArrivals(arrivals.entries);
    case 'closed':
      return NEVER;
  }
}

/** Independent of each other: the gaps are exponential. */
class PoissonArrivals implements ArrivalTimes {
  readonly #gaps: Sampler;
  #time = 0;

  constructor(gaps: Sampler) {
    this.#gaps = gaps;
  }

  next(): number {
    this.#time += this.#gaps.next();
    return this.#time;
  }
}

/** So many at a time, in equal gaps. */
class EvenArrivals implements ArrivalTimes {
  readonly #perSecond: number;
  readonly #size: number;
  #bursts = 0;
  #time = 0;
  #left = 0;

  constructor(perSecond: number, size: number) {
    this.#perSecond = perSecond;
    this.#size = size;
  }

  next(): number {
    if (this.#left === 0) {
      // Not a sum of gaps, whose rounding errors would add up. Nothing ever comes at 0 per second.
      const ms = this.#bursts * this.#size * 1000;
      this.#time = this.#perSecond > 0 ? ms / this.#perSecond : Number.POSITIVE_INFINITY;
      this.#bursts += 1;
      this.#left = this.#size;
    }
    this.#left -= 1;
    return this.#time;
  }
}

/** Points of a period between which the rate is a straight line; that is off by less than 1e-6 of its swing. */
const POINTS = 4096;

/** Of each point of a period, how far the rate is from its low, at the beginning, to its peak, in the middle. */
let swing: Float64Array | undefined;

function swings(): Float64Array {
  // 1 - cos a = 2 sin² (a/2)
  swing ??= Float64Array.from({ length: POINTS + 1 }, (_, point) => {
    const sine = sineOfTurns(point / POINTS / 2);
    return sine * sine;
  });
  return swing;
}

/** Arrivals of the highest rate, of which as many are left out as the rate is lower (thinning; Lewis and Shedler 1979). */
class Diurnal implements ArrivalTimes {
  readonly #gaps: Sampler;
  readonly #stream: Luck;
  readonly #swings = swings();
  readonly #pointsPerMs: number;
  /** Shares of the highest rate. */
  readonly #low: number;
  readonly #rise: number;
  #time = 0;

  constructor(
    { perSecond, peakPerSecond, periodMs }: Extract<Arrivals, { readonly kind: 'diurnal' }>,
    stream: Luck,
  ) {
    const highest = Math.max(perSecond, peakPerSecond);
    this.#gaps = gapsOf(highest, stream);
    this.#stream = stream;
    this.#pointsPerMs = POINTS / periodMs;
    this.#low = perSecond / highest;
    this.#rise = (peakPerSecond - perSecond) / highest;
  }

  next(): number {
    do this.#time += this.#gaps.next();
    while (this.#stream.next() >= this.#rate(this.#time));
    return this.#time;
  }

  #rate(time: number): number {
    const points = time * this.#pointsPerMs;
    const whole = Math.floor(points);
    const point = whole % POINTS;
    const before = this.#swings[point] ?? 0;
    const after = this.#swings[point + 1] ?? 0;
    return this.#low + this.#rise * (before + (after - before) * (points - whole));
  }
}

class ReplayedArrivals implements ArrivalTimes {
  readonly #entries: readonly ReplayedRequest[];
  #next = 0;

  constructor(entries: readonly ReplayedRequest[]) {
    this.#entries = entries;
  }

  next(): number {
    const time = this.#entries[this.#next]?.atMs ?? Number.POSITIVE_INFINITY;
    this.#next += 1;
    return time;
  }
}

function gapsOf(perSecond: number, stream: Luck): Sampler {
  return samplerOf({ kind: 'exponential', meanMs: 1000 / perSecond }, stream);
}
