import { seededRandom } from '../../balancing/random.ts';

/** How many cases a run tries; `INGRESS_LAB_FUZZ_CASES` for more than a test run has time for. */
const FUZZ_CASES = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 1000);
/** Seed of the first case; the others follow. `INGRESS_LAB_FUZZ_SEED` repeats a run. */
export const FUZZ_SEED = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

/** Draws from a seed of its own, so that each case can be repeated alone. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** An integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  /** An integer in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** Text of these characters. */
  text(characters: string, shortest: number, longest: number): string {
    return Array.from(
      { length: this.between(shortest, longest) },
      () => characters[this.below(characters.length)],
    ).join('');
  }

  /** A body of any bytes: mostly short, now and then many times a socket's buffer. */
  body(): string {
    const length = this.chance(0.02)
      ? this.between(60_000, 600_000)
      : this.chance(0.2)
        ? this.between(500, 20_000)
        : this.below(60);
    const piece = Buffer.from(Array.from({ length: Math.min(length, 256) }, () => this.below(256))).toString(
      'latin1',
    );
    return piece.repeat(Math.ceil(length / 256)).slice(0, length);
  }

  /** Offsets in rising order where `length` bytes are cut, a few or none. */
  cuts(length: number): number[] {
    if (length < 2 || this.chance(0.5)) return [];
    const cuts = Array.from({ length: this.between(1, 4) }, () => this.between(1, length - 1));
    return [...new Set(cuts)].sort((a, b) => a - b);
  }

  /** A body as chunks of any size, with trailers. */
  chunks(body: string, trailers: readonly (readonly [string, string])[]): string {
    const written: string[] = [];
    for (let at = 0; at < body.length; ) {
      const size = Math.min(this.between(1, Math.max(8, Math.ceil(body.length / 3))), body.length - at);
      const digits = size.toString(16);
      written.push(`${this.chance(0.5) ? digits.toUpperCase() : digits}\r\n${body.slice(at, at + size)}\r\n`);
      at += size;
    }
    return `${written.join('')}0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  }
}

/** Tries all cases, `parallel` at a time. The first that fails says how to repeat it. */
export async function tryCases(
  parallel: number,
  tryOne: (dice: Dice, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < FUZZ_CASES && !failed) {
      const index = next;
      next += 1;
      try {
        await tryOne(new Dice(FUZZ_SEED + index), index);
      } catch (error) {
        failed = true;
        const hint = `repeat with INGRESS_LAB_FUZZ_SEED=${FUZZ_SEED + index} INGRESS_LAB_FUZZ_CASES=1`;
        throw new Error(`case ${index}: ${error instanceof Error ? error.message : error}\n${hint}`, {
          cause: error,
        });
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}
