import { fork } from 'node:child_process';
import { once } from 'node:events';
import { numberOf } from '../parent.ts';
import type { Model } from './models.ts';

/** The largest resident set of a process that simulates so many requests, bytes. */
export async function peakMemory(model: Model, requests: number, signal: AbortSignal): Promise<number> {
  const program = new URL('memory-process.ts', import.meta.url);
  const child = fork(program, [JSON.stringify({ model: model.name, requests })], { signal });
  const ended = once(child, 'exit');
  const [answer] = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`the process that simulates ${model.name} ended with ${code}`);
    }),
  ]);
  await ended;
  return numberOf(answer, 'peakBytes');
}
