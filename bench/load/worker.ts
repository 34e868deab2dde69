import type { ChildProcess } from 'node:child_process';
import { end, nextMessage, startNode } from '../system/processes.ts';

/** A load generator of this project that runs; it is ended when it is disposed of. */
export interface Worker extends AsyncDisposable {
  /** Its next message. @throws Error if it reports one, ends before, or says nothing for `seconds`. */
  next(seconds: number): Promise<unknown>;
  /** Lets it go on. */
  proceed(): void;
}

/** Starts a load generator: a file of the folder `bench`, with settings that become JSON. */
export function startWorker(
  file: string,
  settings: object,
  core: number | undefined,
  signal: AbortSignal,
): Worker {
  const child = startNode(file, [JSON.stringify(settings)], core);
  return {
    next: (seconds) => messageOf(child, file, seconds, signal),
    proceed: () => child.send('proceed'),
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function messageOf(
  child: ChildProcess,
  file: string,
  seconds: number,
  signal: AbortSignal,
): Promise<unknown> {
  const late = AbortSignal.timeout(seconds * 1_000);
  const message = await nextMessage(child, AbortSignal.any([signal, late])).catch((error: unknown) => {
    throw late.aborted ? new Error(`${file} said nothing for ${seconds} s: a connection hangs`) : error;
  });
  if (typeof message === 'object' && message !== null && 'error' in message)
    throw new Error(String(message.error));
  return message;
}
