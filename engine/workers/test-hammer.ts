import { parentPort, threadId, workerData } from 'node:worker_threads';
import { SharedArrayLimits, type SharedLimitsMemory } from './shared-limits.ts';

/** What a thread of the test does to the limits. */
export interface HammerTask {
  readonly memory: SharedLimitsMemory;
  readonly thread: number;
  readonly keys: number;
  readonly limit: number;
  readonly rounds: number;
  /** For each key, how many hold it right now, counted apart from the limits. */
  readonly holders: SharedArrayBuffer;
  /** Time of the buckets; undefined: the system's. */
  readonly frozenAt?: number;
  readonly die?: boolean;
}

/** What the thread saw. */
export interface HammerReport {
  readonly thread: number;
  readonly acquired: number;
  readonly refused: number;
  /** The most that held one key at a time. */
  readonly most: number;
  readonly taken: number;
}

const task = workerData as HammerTask;
const { thread, keys, limit, rounds } = task;
const limits =
  task.frozenAt === undefined
    ? new SharedArrayLimits(task.memory, thread)
    : new SharedArrayLimits(task.memory, thread, () => task.frozenAt ?? 0);
const holders = new Int32Array(task.holders);
const report = { thread, acquired: 0, refused: 0, most: 0, taken: 0 };
let state = threadId * 7919 + 1;
const random = (below: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 8) % below;
};
const held: number[] = [];

function releaseOne(): void {
  const key = held.splice(random(held.length), 1)[0];
  if (key === undefined) return;
  Atomics.sub(holders, key, 1);
  limits.release(`key ${key}`);
}

for (let round = 0; round < rounds; round += 1) {
  const key = random(keys);
  if (limits.acquire(`key ${key}`, limit)) {
    report.acquired += 1;
    report.most = Math.max(report.most, Atomics.add(holders, key, 1) + 1);
    held.push(key);
  } else report.refused += 1;
  if (held.length > 0 && random(2) === 0) releaseOne();
  if (limits.take(`bucket ${key}`, 1, 100, 0) === 0) report.taken += 1;
}
if (task.die) {
  limits.acquire('left behind', 1);
  throw new Error('as asked');
}
while (held.length > 0) releaseOne();
parentPort?.postMessage(report satisfies HammerReport);
