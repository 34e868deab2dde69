import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from '../engine.ts';
import type { EngineEvent } from '../observability/observer.ts';
import { adoptSelfSigned } from '../tls/certificates.ts';
import type { FromWorker, NumberedResources, ToWorker, WorkerTask } from './messages.ts';
import { fromPlain } from './plain-resources.ts';
import { SharedArrayLimits } from './shared-limits.ts';

/** The engine of one worker thread. Does what the main thread says, and ends when that ends it. */
class WorkerEngine {
  readonly #say: (message: FromWorker) => void;
  readonly #engine: Promise<Engine>;
  readonly #waiting = new Map<number, (text: string) => void>();
  #events: EngineEvent[] = [];
  #lastId = 0;

  constructor(task: WorkerTask, say: (message: FromWorker) => void) {
    this.#say = say;
    const { limits, thread, initial, observed, transport, serverName, ticketKeys } = task;
    this.#engine = Engine.start({
      static: task.static,
      reusePort: true,
      logsElsewhere: true,
      limits: new SharedArrayLimits(limits, thread),
      ticketKeys: Buffer.from(ticketKeys),
      metricsText: () => this.#combined(),
      ...(transport === undefined ? {} : { transport }),
      ...(serverName === undefined ? {} : { serverName }),
      ...(observed ? { observer: (event) => this.#report(event) } : {}),
      ...(initial ? { initial: { generation: initial.generation, ...fromPlain(initial.resources) } } : {}),
    });
    this.#engine.then(
      () => say({ type: 'started' }),
      (error: unknown) => say({ type: 'failed', code: codeOf(error), message: messageOf(error) }),
    );
  }

  /** What is said is done in order, and after the engine was started. */
  async hear(message: ToWorker): Promise<void> {
    const engine = await this.#engine.catch(() => undefined);
    if (!engine) return;
    switch (message.type) {
      case 'apply':
        return this.#apply(engine, message.next);
      case 'count':
        return this.#say({ type: 'counted', id: message.id, text: await engine.metricsText() });
      case 'combined':
        return this.#waiting.get(message.id)?.(message.text);
      case 'close':
        await engine.close();
        this.#flush();
        return this.#say({ type: 'closed' });
    }
  }

  #apply(engine: Engine, { generation, resources }: NumberedResources): void {
    engine.apply(fromPlain(resources));
    if (engine.generation !== generation) {
      // Two threads that read the same differently must not go on together.
      throw new Error(`configuration ${engine.generation} was made where ${generation} was expected`);
    }
    this.#say({ type: 'applied', generation });
  }

  #combined(): Promise<string> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, (text) => {
        this.#waiting.delete(id);
        resolve(text);
      });
      this.#say({ type: 'combine', id });
    });
  }

  /** One message for the events of one turn of the event loop. */
  #report(event: EngineEvent): void {
    if (this.#events.length === 0) setImmediate(() => this.#flush());
    this.#events.push(event);
  }

  #flush(): void {
    if (this.#events.length === 0) return;
    this.#say({ type: 'events', events: this.#events });
    this.#events = [];
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'worker-failed';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const port = parentPort;
if (!port) throw new Error('this module is the main module of a worker thread');
const task = workerData as WorkerTask;
adoptSelfSigned(task.selfSigned);
const engine = new WorkerEngine(task, (message) => port.postMessage(message));
port.on('message', (message: ToWorker) => void engine.hear(message));
