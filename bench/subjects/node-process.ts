import { numberOf } from '../parent.ts';
import { end, nextMessage, pidOf, ready, startNode } from '../system/processes.ts';
import type { Need, Ports, RunningSubject, SubjectSettings } from './subject.ts';

/** Starts a proxy that is a file of this project; it tells where it listens. */
export async function startNodeSubject(
  file: string,
  settings: SubjectSettings,
  more: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<RunningSubject> {
  const told = JSON.stringify({ ...settings.backends, ...settings.certificate, ...more });
  const child = startNode(file, [told], settings.core);
  const message = await ready(child, signal, (abort) => nextMessage(child, abort));
  return { pid: pidOf(child), ports: portsIn(message), [Symbol.asyncDispose]: () => end(child) };
}

const NEEDS: readonly Need[] = ['http', 'websocket', 'https', 'http2', 'tcp', 'udp'];

function portsIn(message: unknown): Ports {
  const told = typeof message === 'object' && message !== null ? message : {};
  return Object.fromEntries(NEEDS.filter((need) => need in told).map((need) => [need, numberOf(told, need)]));
}
