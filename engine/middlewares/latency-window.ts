/** Steps of a power of two: two significant digits. */
const STEPS = 128;
/** From a microsecond to 2^32 of them, more than an hour. */
const CELLS = 26 * STEPS;
const LONGEST = 2 ** 32 - 1;
const PARTS = 6;
const PART_MS = 10_000;

/**
 * Latencies of the last minute in a high dynamic range histogram. Its six parts are filled for ten seconds each, and a
 * full one makes room when a latency is recorded, not when time passes, so that quantiles look back for 50 seconds or
 * more (vulcand/oxy v2.1, memmetrics: 6 sub-histograms, 2 significant figures, microseconds).
 */
export class LatencyWindow {
  readonly #parts: readonly Uint32Array[] = Array.from({ length: PARTS }, () => new Uint32Array(CELLS));
  /** The sum of the parts. */
  readonly #cells = new Float64Array(CELLS);
  #count = 0;
  #part = 0;
  #begun = Number.NEGATIVE_INFINITY;

  /** Longer ones than 71 minutes are left out. */
  record(now: number, latencyMs: number): void {
    if (now - this.#begun >= PART_MS) {
      this.#part = (this.#part + 1) % PARTS;
      this.#begun = now;
      this.#drop(this.#part);
    }
    const microseconds = Math.max(0, Math.trunc(latencyMs * 1000));
    const part = this.#parts[this.#part];
    if (microseconds > LONGEST || !part) return;
    const cell = cellOf(microseconds);
    part[cell] = (part[cell] ?? 0) + 1;
    this.#cells[cell] = (this.#cells[cell] ?? 0) + 1;
    this.#count += 1;
  }

  /** The latency, whole milliseconds, that `percentile` of 100 do not exceed; 0 if there are none. */
  quantileMs(percentile: number): number {
    const wanted = Math.trunc((Math.min(percentile, 100) / 100) * this.#count + 0.5);
    if (wanted <= 0) return 0;
    let cell = 0;
    for (let count = this.#cells[0] ?? 0; count < wanted; count += this.#cells[cell] ?? 0) cell += 1;
    return Math.trunc((percentile === 0 ? lowestOf(cell) : lowestOf(cell + 1) - 1) / 1000);
  }

  clear(now: number): void {
    for (const part of this.#parts) part.fill(0);
    this.#cells.fill(0);
    this.#count = 0;
    this.#part = 0;
    this.#begun = now;
  }

  #drop(index: number): void {
    const part = this.#parts[index];
    part?.forEach((count, cell) => {
      if (count === 0) return;
      this.#cells[cell] = (this.#cells[cell] ?? 0) - count;
      this.#count -= count;
    });
    part?.fill(0);
  }
}

/** Each up to 255 has its own, then each power of two has 128. */
function cellOf(microseconds: number): number {
  const power = Math.max(0, 24 - Math.clz32(microseconds));
  return power * STEPS + (microseconds >>> power);
}

/** The least of the cell, microseconds. */
function lowestOf(cell: number): number {
  const power = Math.max(0, Math.floor(cell / STEPS) - 1);
  return (cell - power * STEPS) * 2 ** power;
}
