/** Where values stand on an axis, and which of them are named. */
export interface Scale {
  /** From 0 (its beginning) to 1; what is beyond is at the edge. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** An axis from 0, or the lowest value below it, to a round number at or above the highest. */
export function linearScale(values: readonly number[], most?: number): Scale {
  const low = Math.min(0, ...extent(values));
  const high = most ?? Math.max(...extent(values));
  return even(low, high === low ? low + 1 : high);
}

/** An axis from the first to the last of the values exactly, named in steps that are round in this unit. */
export function exactScale(from: number, to: number, steps?: readonly number[]): Scale {
  const end = to === from ? from + 1 : to;
  const step = roundStep((end - from) / 8, steps);
  const first = Math.ceil(from / step);
  const count = Math.floor(end / step + 1e-9) - first + 1;
  return {
    at: (value) => within((value - from) / (end - from)),
    ticks: Array.from({ length: Math.max(count, 0) }, (_, index) => (first + index) * step),
  };
}

/**
 * A logarithmic axis from a power of ten (times one, two or five) below the lowest value above 0 to one above the
 * highest; 0 is at the lower edge.
 */
export function logScale(values: readonly number[], most?: number): Scale {
  const positive = values.filter((value) => value > 0);
  const [lowest = 1, highest = 1] = positive.length > 0 ? extent(positive) : [];
  const low = roundBelow(lowest);
  const above = most ?? roundAbove(highest);
  const high = above > low ? above : low * 10;
  const span = Math.log(high / low);
  const all = roundNumbers(low, high);
  // Of many decades their powers of ten are enough.
  const ticks = high / low > 300 ? all.filter((tick) => isPowerOfTen(tick)) : all;
  return { at: (value) => (value > 0 ? within(Math.log(value / low) / span) : 0), ticks };
}

function even(low: number, high: number): Scale {
  const step = roundStep((high - low) / 5);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const [from, to] = [first * step, last * step];
  return {
    at: (value) => within((value - from) / (to - from)),
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step),
  };
}

function roundStep(least: number, steps: readonly number[] = []): number {
  return steps.find((step) => step >= least) ?? roundAbove(least);
}

/** 1, 2, 5, 10, 20, … and the same below 1. */
function roundAbove(value: number): number {
  const power = powerBelow(value);
  return power * ([1, 2, 5].find((digit) => digit * power >= value * (1 - 1e-9)) ?? 10);
}

function roundBelow(value: number): number {
  const power = powerBelow(value);
  return power * ([5, 2].find((digit) => digit * power <= value * (1 + 1e-9)) ?? 1);
}

/** Counted, not computed: logarithms of powers of ten are not exact on every machine. */
function powerBelow(value: number): number {
  let exponent = 0;
  while (Number(`1e${exponent + 1}`) <= value) exponent += 1;
  while (Number(`1e${exponent}`) > value && exponent > -12) exponent -= 1;
  return Number(`1e${exponent}`);
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(powerBelow(value * (1 + 1e-9)) / value - 1) < 1e-6;
}

function roundNumbers(low: number, high: number): number[] {
  const all: number[] = [];
  for (let value = low; value <= high * (1 + 1e-9) && all.length < 100; value = roundAbove(value * 1.5)) {
    all.push(value);
  }
  return all;
}

function within(position: number): number {
  return Math.min(1, Math.max(0, position));
}

function extent(values: readonly number[]): [lowest: number, highest: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 0];
}
