import type { Usage } from './engine.ts';
import type { Tally } from './tally.ts';

/** Growth of memory from the second third of the run to the last that is no leak: a tenth and 16 MB. */
const GROWTH = { ratio: 1.1, bytes: 16 * 1024 * 1024 };
/** Growth of what is held on the heap, likewise. */
const HELD_GROWTH = { ratio: 1.1, bytes: 6 * 1024 * 1024 };
/** Samples without which thirds say nothing. */
const FEWEST_SAMPLES = 9;

/** What a soak is judged by. */
export interface Evidence {
  readonly tally: Tally;
  /** One each second. */
  readonly samples: readonly Usage[];
  /** Bytes of heap that were held after a third of the time, and at its end. */
  readonly held: { readonly third: number; readonly end: number };
  /** Before the first client. */
  readonly before: Usage;
  /** When all clients and servers were gone. */
  readonly after: Usage;
  /** Configurations written, and the highest that a request came through. */
  readonly written: number;
  readonly seen: number;
}

/** Everything that is wrong; empty for a soak that held. */
export function verdict({ tally, samples, held, before, after, written, seen }: Evidence): string[] {
  const wrong: string[] = [];
  if (tally.answered === 0) wrong.push('no request was answered');
  if (tally.failed > 0)
    wrong.push(`${tally.failed} requests without excuse:`, ...tally.failures.map((one) => `  ${one}`));
  const growth = memoryGrowth(samples);
  if (growth && growth.last > growth.second * GROWTH.ratio + GROWTH.bytes)
    wrong.push(`memory grew from ${megabytes(growth.second)} to ${megabytes(growth.last)}`);
  if (held.end > held.third * HELD_GROWTH.ratio + HELD_GROWTH.bytes)
    wrong.push(`the heap holds ${megabytes(held.end)}, it held ${megabytes(held.third)}`);
  if (after.sockets > before.sockets) wrong.push(`${after.sockets - before.sockets} sockets were left open`);
  if (before.files !== undefined && after.files !== undefined && after.files > before.files + 4)
    wrong.push(`${after.files} files are open, ${before.files} were before`);
  if (seen < written - 3) wrong.push(`configuration ${written} was written, requests saw only ${seen}`);
  return wrong;
}

/** Mean resident memory of the second and of the last third, in bytes. */
export function memoryGrowth(samples: readonly Usage[]): { second: number; last: number } | undefined {
  if (samples.length < FEWEST_SAMPLES) return undefined;
  const third = Math.floor(samples.length / 3);
  const mean = (part: readonly Usage[]): number => part.reduce((sum, { rss }) => sum + rss, 0) / part.length;
  return { second: mean(samples.slice(third, 2 * third)), last: mean(samples.slice(2 * third)) };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
