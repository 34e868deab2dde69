/**
 * Main module of the reaper's process: waits until its parent has ended, and removes what that left. Imports little: it sits
 * beside every run.
 */
import { EngineApi } from './engine-api.ts';
import { GOODBYE, type ReaperTask } from './reaper-task.ts';
import { removeLabelled } from './removal.ts';

/** Milliseconds: a container that the parent asked for last may be a while in coming. */
const QUIET_MS = 2_000;

/** Milliseconds: an engine that is down may come back. */
const PATIENCE_MS = 120_000;

// A terminal that is closed, or a Ctrl-C that reaches it after all, is what it is there for.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);

let heard = '';
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  const isFirst = !heard.includes('\n');
  heard += text;
  if (isFirst && heard.includes('\n')) process.stdout.write('watching\n');
});
process.stdin.on('error', () => undefined).on('close', () => void reap());

async function reap(): Promise<void> {
  const [task = '', goodbye] = heard.split('\n');
  // Without a whole task the parent ended before it made anything.
  if (goodbye === undefined || goodbye === GOODBYE) return;
  const { engine, label }: ReaperTask = JSON.parse(task);
  // Nobody is there to hear of what is left; the next run finds it by its labels.
  await removeLabelled(new EngineApi(engine), { label, quietMs: QUIET_MS, patienceMs: PATIENCE_MS }).catch(
    () => undefined,
  );
}
