import type { RouteControl, Subject, SubjectSettings } from '../subject.ts';
import { answered } from './probe.ts';
import { type RouteTable, routesOf } from './table.ts';

/** Milliseconds between two looks whether a subject that starts serves its routes. */
const EVERY_MS = 5;

/** A subject that serves the routes that it was started with. */
export interface RoutedSubject extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly control: RouteControl;
  /** Milliseconds from its start to the first answer by its last route. */
  readonly startedMs: number;
}

/** Starts a subject with routes, and waits until the last of them is served. */
export async function startRouted(
  subject: Subject,
  settings: SubjectSettings,
  table: RouteTable,
  signal: AbortSignal,
): Promise<RoutedSubject> {
  await using stack = new AsyncDisposableStack();
  const begin = performance.now();
  const running = stack.use(await subject.start({ ...settings, routes: table }, signal));
  const { routes: port } = running.ports;
  const last = routesOf(table).at(-1);
  if (port === undefined || !last || !running.control) throw new Error('was not started with routes');
  await answered(port, last, EVERY_MS, signal);
  const startedMs = performance.now() - begin;
  const owned = stack.move();
  const { pid, control } = running;
  return { pid, port, control, startedMs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
