import { randomBytes } from 'node:crypto';
import type { Configuration } from '../configuration/model.ts';
import type { Applied, ResourceSet } from '../configurator.ts';
import { Engine, type ListeningAddress } from '../engine.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { EngineEvent, Observer } from '../observability/observer.ts';
import type { Diagnostic } from '../resources/diagnostic.ts';
import { selfSignedSource } from '../tls/certificates.ts';
import { checkAddress } from './address-check.ts';
import { combineMetrics } from './combine-metrics.ts';
import { KeptWorker } from './kept-worker.ts';
import type { NumberedResources, WorkerTask } from './messages.ts';
import { toPlain } from './plain-resources.ts';
import { SharedArrayLimits, type SharedLimitsMemory, sharedLimitsMemory } from './shared-limits.ts';
import { WorkerError } from './worker-error.ts';

/** More would share one listening queue's worth of connections among too many. */
export const MOST_WORKERS = 64;

/** Bytes of TLS ticket keys. */
const TICKET_KEYS_BYTES = 48;

/** A worker thread that was lost; another one takes its place. */
export interface WorkerLoss {
  /** From 2 to the number of workers. */
  readonly worker: number;
  /** What nobody caught in it, if that was the reason. */
  readonly error: Error | undefined;
}

/** What a group of engines is started with. */
export interface EngineGroupOptions
  extends Pick<EngineOptions, 'static' | 'random' | 'observer' | 'serverName' | 'transport' | 'apiPages'> {
  /** Threads that serve, the calling one among them: 1 to 64. `random` shuffles the balancers of that one alone. */
  readonly workers: number;
  /** In force, as generation 1, before the first address is opened; default: nothing, as generation 0. */
  readonly initial?: ResourceSet;
  readonly onLoss?: (loss: WorkerLoss) => void;
}

/**
 * The proxy on several cores: an engine in this thread and one in each worker thread, all on the same addresses, among
 * which the system spreads connections and UDP clients. What holds over all of them, and what each does for itself, is
 * in docs/workers.md. With one worker it is an engine and nothing else.
 */
export class EngineGroup implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #workers: KeptWorker[] = [];
  #inForce: NumberedResources | undefined;
  #applying: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Opens every entry point in every thread.
   *
   * @throws ListenError, or in a worker WorkerError, if an address cannot be used; nothing is left open.
   * @throws WorkerError `workers-not-supported` if the system cannot spread connections over several sockets.
   * @throws RangeError if `workers` is not a whole number from 1 to 64.
   * @throws LabelSelectorError if the provider's selector cannot be read.
   */
  static async start(options: EngineGroupOptions): Promise<EngineGroup> {
    const { workers, initial, onLoss: _onLoss, ...others } = options;
    const first = initial && { ...initial, generation: 1 };
    const engineOptions = { ...others, ...(first && { initial: first }) };
    if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
      throw new RangeError(`${workers} workers: from 1 to ${MOST_WORKERS} are possible`);
    }
    if (workers === 1) return new EngineGroup(await Engine.start(engineOptions));
    if (['darwin', 'win32'].includes(process.platform)) {
      throw new WorkerError(
        'workers-not-supported',
        `${process.platform} does not spread connections over sockets that share a port: start with one worker`,
      );
    }
    for (const entryPoint of options.static.entryPoints) await checkAddress(entryPoint);
    const shared = new Shared(workers);
    let group: EngineGroup | undefined;
    const engine = await Engine.start({
      ...engineOptions,
      reusePort: true,
      limits: shared.limits,
      ticketKeys: shared.ticketKeys,
      metricsText: async () => group?.metricsText() ?? '',
    });
    group = new EngineGroup(engine);
    if (first) group.#inForce = { generation: first.generation, resources: toPlain(first) };
    try {
      await group.#startWorkers(options, shared);
    } catch (error) {
      await group.close();
      throw error;
    }
    return group;
  }

  /** Where each entry point listens, by name. */
  get addresses(): ReadonlyMap<string, ListeningAddress> {
    return this.#engine.addresses;
  }

  /** Number of the configuration in force; 0 before the first. */
  get generation(): number {
    return this.#engine.generation;
  }

  get configuration(): Configuration {
    return this.#engine.configuration;
  }

  /** The configuration in force as JSON, in the shape of `/api/rawdata`. */
  rawConfiguration(): string {
    return this.#engine.rawConfiguration();
  }

  /** Findings about the resources in force. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#engine.diagnostics;
  }

  /** Resolves when the resources are in force in every thread. Calls are carried out in order. */
  apply(set: ResourceSet): Promise<Applied> {
    const applied = this.#applying.then(() => this.#apply(set));
    this.#applying = applied.catch(() => undefined);
    return applied;
  }

  /** What each thread counted, this one first, in the Prometheus text format; empty for one that was just lost. */
  metricsTexts(): Promise<string[]> {
    return Promise.all([this.#engine.metricsText(), ...this.#workers.map((worker) => worker.count())]);
  }

  /** What all threads counted together, which is what /metrics says whichever thread answers. */
  async metricsText(): Promise<string> {
    return combineMetrics(await this.metricsTexts());
  }

  /** Stops accepting, lets what is in flight finish within each entry point's grace time, then ends all threads. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const workers = Promise.all(this.#workers.map((worker) => worker.close()));
    // What the workers say last is to be logged as well.
    await Promise.all([this.#engine.close(workers), workers]);
  }

  async #apply(set: ResourceSet): Promise<Applied> {
    const applied = this.#engine.apply(set);
    const next = { generation: applied.generation, resources: toPlain(set) };
    this.#inForce = next;
    if (applied.changed) await Promise.all(this.#workers.map((worker) => worker.apply(next)));
    return applied;
  }

  async #startWorkers(options: EngineGroupOptions, shared: Shared): Promise<void> {
    const { addresses } = this.#engine;
    const entryPoints = options.static.entryPoints.map((entryPoint) => {
      // The system chose port 0 for the first; the others take the same.
      return { ...entryPoint, port: addresses.get(entryPoint.name)?.port ?? entryPoint.port };
    });
    const task = {
      static: { ...options.static, entryPoints },
      limits: shared.memory,
      ticketKeys: shared.ticketKeys,
      selfSigned: selfSignedSource(),
      observed: options.observer !== undefined || options.static.accessLog !== undefined,
      ...(options.transport === undefined ? {} : { transport: options.transport }),
      ...(options.serverName === undefined ? {} : { serverName: options.serverName }),
    };
    const threads = Array.from({ length: options.workers - 1 }, (_, index) => index + 2);
    const started = await Promise.allSettled(
      threads.map((thread) => this.#startWorker(options, shared, { ...task, thread, initial: undefined })),
    );
    const failed = started.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }

  async #startWorker(options: EngineGroupOptions, { limits }: Shared, task: WorkerTask): Promise<void> {
    const worker = await KeptWorker.start({
      task: () => ({ ...task, initial: this.#inForce }),
      listener: {
        onEvents: (events) => {
          for (const event of events) {
            this.#engine.log(event);
            observe(options.observer, event);
          }
        },
        combine: () => this.metricsText(),
      },
      onLoss: (error) => {
        limits.forget(task.thread);
        options.onLoss?.({ worker: task.thread, error });
      },
    });
    this.#workers.push(worker);
  }
}

/** Who looks on must not break what is looked at. */
function observe(observer: Observer | undefined, event: EngineEvent): void {
  try {
    observer?.(event);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

/** What all threads of a group have in common. */
class Shared {
  readonly memory: SharedLimitsMemory;
  readonly limits: SharedArrayLimits;
  readonly ticketKeys = randomBytes(TICKET_KEYS_BYTES);

  constructor(workers: number) {
    this.memory = sharedLimitsMemory(workers);
    this.limits = new SharedArrayLimits(this.memory, 1);
  }
}
