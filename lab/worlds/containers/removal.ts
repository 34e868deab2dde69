import { setTimeout as pause } from 'node:timers/promises';
import type { EngineApi, ObjectKind } from './engine-api.ts';

/** Removals at a time: more do not go faster, and engines get slow for others. */
const AT_A_TIME = 8;

/** Milliseconds between two looks. */
const INTERVAL_MS = 200;

interface RemovalOptions {
  /** `NAME=VALUE` */
  readonly label: string;
  /** Milliseconds in which nothing is found, after which nothing more is expected. 0: one look is enough. */
  readonly quietMs: number;
  /** Milliseconds after which it is given up. */
  readonly patienceMs: number;
}

/** How many of each were removed. */
export type RemovedCounts = Readonly<Record<ObjectKind, number>>;

/**
 * Removes all containers and networks with a label, and looks again until there are none.
 *
 * @throws Error that lists what is left, or says why the engine does not answer
 */
export async function removeLabelled(
  api: EngineApi,
  { label, quietMs, patienceMs }: RemovalOptions,
): Promise<RemovedCounts> {
  const began = performance.now();
  const removed = { containers: 0, networks: 0 };
  let lastSeen = began;
  for (;;) {
    const { seen, failures } = await removeOnce(api, label, removed);
    const now = performance.now();
    if (seen) lastSeen = now;
    else if (now - lastSeen >= quietMs) return removed;
    if (now - began >= patienceMs) throw new Error(failures.join('; ') || 'there are always new ones');
    // What was removed may have been the last; who has to wait for nothing else looks again at once.
    if (failures.length > 0 || !seen) await pause(INTERVAL_MS);
  }
}

interface Pass {
  /** Whether there was something; also if that cannot be told. */
  readonly seen: boolean;
  readonly failures: readonly string[];
}

/** Networks come last: one with containers in it cannot be removed. */
async function removeOnce(api: EngineApi, label: string, removed: Record<ObjectKind, number>): Promise<Pass> {
  const failures: string[] = [];
  let seen = false;
  for (const kind of ['containers', 'networks'] as const) {
    try {
      const found = await api.list(kind, label);
      seen ||= found.length > 0;
      const left = found.values();
      const work = async (): Promise<void> => {
        for (const { id } of left) {
          try {
            await api.remove(kind, id);
            removed[kind] += 1;
          } catch (error) {
            failures.push(`${kind} ${id.slice(0, 12)}: ${messageOf(error)}`);
          }
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, work));
    } catch (error) {
      seen = true;
      failures.push(`${kind} cannot be listed: ${messageOf(error)}`);
    }
  }
  return { seen, failures };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
