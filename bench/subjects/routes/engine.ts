import { numberOf } from '../../parent.ts';
import { end, nextMessage, pidOf, ready, startNode } from '../../system/processes.ts';
import type { RunningSubject, SubjectSettings } from '../subject.ts';
import type { RouteTable } from './table.ts';

/** How the figures about a start are named. */
export const FIGURES = { read: 'ms text to objects', compiled: 'ms objects to traffic' } as const;

/** Starts the engine with routes; each move is a new text of one object, told to its process. */
export async function startRoutedEngine(
  { backends, core }: SubjectSettings,
  table: RouteTable,
  transport: string,
  signal: AbortSignal,
): Promise<RunningSubject> {
  const told = JSON.stringify({ ...table, servers: backends.servers ?? [], transport });
  const child = startNode('engine-routes-process.ts', [told], core);
  const message = await ready(child, signal, (abort) => nextMessage(child, abort));
  return {
    pid: pidOf(child),
    ports: { routes: numberOf(message, 'port') },
    control: {
      figures: {
        [FIGURES.read]: numberOf(message, 'read'),
        [FIGURES.compiled]: numberOf(message, 'compiled'),
      },
      move: async (host) => void child.send({ host }),
      heapBytes: async () => {
        child.send('heap');
        return numberOf(await nextMessage(child, signal), 'heap');
      },
    },
    [Symbol.asyncDispose]: () => end(child),
  };
}
