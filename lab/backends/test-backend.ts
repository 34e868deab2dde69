import { EventEmitter, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Backend, BackendOptions, ReceivedRequest, RunningBackend } from './backend.ts';

/** A backend with what it recorded and logged, closed at the end of the test's scope. */
export interface StartedForTest extends AsyncDisposable {
  readonly running: RunningBackend;
  readonly port: number;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  readonly received: ReceivedRequest[];
  readonly logs: string[];
  /** Resolves when `received` has at least `count` records. */
  receivedCount(count: number): Promise<void>;
  /** Resolves when the backend has read at least `count` bytes, answered or not. */
  bytesRead(count: number): Promise<void>;
}

export async function startForTest(
  backend: Backend,
  overrides: Partial<BackendOptions> = {},
): Promise<StartedForTest> {
  const received: ReceivedRequest[] = [];
  const logs: string[] = [];
  const events = new EventEmitter();
  const running = await backend.start({
    hostname: 'pod-1',
    ports: [],
    args: [],
    env: {},
    onReceived: (request) => {
      received.push(request);
      events.emit('received');
    },
    onLog: (line) => logs.push(line),
    ...overrides,
  });
  const [address] = running.addresses.values();
  if (address === undefined) throw new Error('The backend has no port.');
  return {
    running,
    port: address.port,
    origin: `http://127.0.0.1:${address.port}`,
    received,
    logs,
    async receivedCount(count) {
      while (received.length < count) await once(events, 'received');
    },
    async bytesRead(count) {
      // There is no event for it: the counter is read once in each turn of the event loop.
      while (running.bytesReceived < count) await nextTurn();
    },
    [Symbol.asyncDispose]: () => running.close(),
  };
}
