import { setTimeout as delay } from 'node:timers/promises';
import { startWorker } from '../load/worker.ts';
import { runWrk } from '../load/wrk.ts';
import { numberOf } from '../parent.ts';
import { ANSWER } from '../subjects/backends.ts';
import { HOST } from '../subjects/subject.ts';
import { mostOpenFiles } from '../system/programs.ts';
import { type MemoryUse, memoryUse } from '../system/usage.ts';
import type { Benchmark, LoadSettings, Target } from './benchmark.ts';

/** If the limit of open files allows. */
const CONNECTIONS = 10_000;

/** Open files that a proxy needs beside those of its clients. */
const OTHER_FILES = 1_000;

/** Milliseconds until memory that is given back soon after use is back. */
const SETTLE_MS = 700;

export const MEMORY: Benchmark = {
  name: 'memory',
  title: 'Memory of an idle connection',
  what:
    'Resident memory at 10,000 keep-alive connections that each had one request, less that at 1,000, for each ' +
    'connection, both after a second of load over others. What the system needs for its sockets is not counted.',
  unit: 'bytes/connection',
  better: 'lower',
  needs: 'http',
  tools: ['wrk'],
  quick: true,
  portable: false,
  fresh: true,
  withoutDirect: true,
  mostRounds: 3,
  estimate: () => 6,
  measure: measureMemory,
};

async function measureMemory(
  target: Target,
  settings: LoadSettings,
): Promise<{ value: number; details: Record<string, number> }> {
  const { core, signal } = settings;
  const most = Math.min(CONNECTIONS, (mostOpenFiles() ?? Number.POSITIVE_INFINITY) - OTHER_FILES);
  const told = { port: target.port, connections: most, host: HOST, body: ANSWER };
  await using worker = startWorker('idle-load-process.ts', told, core, signal);
  const first = numberOf(await worker.next(30), 'opened');
  const before = await steady(target, settings);
  worker.proceed();
  const all = numberOf(await worker.next(60), 'opened');
  const after = await steady(target, settings);
  const each = (name: keyof MemoryUse): number => (after[name] - before[name]) / (all - first);
  return {
    value: each('resident'),
    details: {
      connections: all,
      'proportional bytes': each('proportional'),
      'MiB in all': after.resident / 2 ** 20,
    },
  };
}

/**
 * Memory after a second of load over other connections: what is garbage is as much each time, and what is kept has
 * left the space for new objects, whose size would hide it otherwise.
 */
async function steady({ port, pid }: Target, { core, signal }: LoadSettings): Promise<MemoryUse> {
  const url = `http://127.0.0.1:${port}/`;
  const headers = [`Host: ${HOST}`];
  await runWrk({ url, headers, connections: 64, seconds: 1, core, leastBytes: 1, keepAlive: false }, signal);
  return await settled(pid, signal);
}

/** Memory once what is given back soon after use is back. @throws Error if the system does not tell. */
export async function settled(pid: number, signal: AbortSignal): Promise<MemoryUse> {
  await delay(SETTLE_MS, undefined, { signal });
  const use = await memoryUse(pid);
  if (!use) throw new Error('this system does not tell how much memory a process uses');
  return use;
}
