import { readdir, readFile } from 'node:fs/promises';

/** Seconds that all threads of a process together were on a processor, and ready to run without having one. */
export interface ProcessorTime {
  readonly running: number;
  readonly waiting: number;
}

/**
 * Processor time of a process so far; undefined where the system does not tell (Linux: `schedstat` in nanoseconds,
 * which unlike the ticks of `stat` resolves short rounds).
 */
export async function processorTime(pid: number): Promise<ProcessorTime | undefined> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '')),
  );
  const times = texts.filter((text) => text !== '').map((text) => text.split(' ').map(Number));
  const seconds = (field: number): number => times.reduce((sum, time) => sum + (time[field] ?? 0), 0) / 1e9;
  return times.length === 0 ? undefined : { running: seconds(0), waiting: seconds(1) };
}

/** Memory of a process in bytes. */
export interface MemoryUse {
  /** What of it is in memory, shared pages in full. */
  readonly resident: number;
  /** The same with shared pages divided among those that share them. */
  readonly proportional: number;
}

/** Memory of a process; undefined where the system does not tell (Linux: `smaps_rollup`). */
export async function memoryUse(pid: number): Promise<MemoryUse | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024;
  const [resident, proportional] = [bytes('Rss'), bytes('Pss')];
  return Number.isFinite(resident) && Number.isFinite(proportional) ? { resident, proportional } : undefined;
}
