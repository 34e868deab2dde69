import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A function and its part of the time. */
export interface Share {
  /** `pop in lab/simulation/kernel/event-heap.ts` */
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** Microseconds between two looks at what runs. */
const EVERY_US = 200;

/** What starts and stops it. */
const OF_THE_PROFILER = 'post';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where the time of `run` goes, by function, the largest part first (V8's sampling profiler). */
export async function timeByFunction(run: () => Promise<unknown>): Promise<readonly Share[]> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: EVERY_US });
    await session.post('Profiler.start');
    await run();
    const { profile } = await session.post('Profiler.stop');
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    const microseconds = new Map<string, number>();
    let all = 0;
    for (const [index, id] of (profile.samples ?? []).entries()) {
      const took = profile.timeDeltas?.[index] ?? 0;
      const name = names.get(id) ?? '?';
      if (name === OF_THE_PROFILER) continue;
      microseconds.set(name, (microseconds.get(name) ?? 0) + took);
      all += took;
    }
    return Array.from(microseconds, ([name, took]) => ({ name, share: took / all })).sort(
      (a, b) => b.share - a.share,
    );
  } finally {
    session.disconnect();
  }
}

function nameOf({ functionName, url }: { readonly functionName: string; readonly url: string }): string {
  const name = functionName === '' ? 'a function' : functionName;
  return url.startsWith('file:') ? `${name} in ${relative(ROOT, fileURLToPath(url))}` : name;
}
