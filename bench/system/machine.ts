import { availableParallelism, cpus, release, type } from 'node:os';
import type { Machine } from '../results/model.ts';

/** What the benchmarks run on. */
export function machine(pinned: boolean): Machine {
  return {
    processor: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    pinned,
  };
}
