import { type Clock, systemClock } from '../../net/clock.ts';
import type { StaticConfiguration } from '../../static/static-configuration.ts';
import type { KubernetesError } from './api-error.ts';
import type { ApiObject } from './api-object.ts';
import { Notices } from './notices.ts';
import { ObjectView } from './object-view.ts';
import { Reflector, type Verb } from './reflector.ts';
import type { ApiTransport } from './transport.ts';
import { type WatchedKind, type WatchedProviders, watchedKinds } from './watched-kinds.ts';

/** Milliseconds in which changes are gathered before they are handed over: what one `kubectl apply` writes belongs together. */
const GATHER_MS = 5;

/** Milliseconds over which kinds ask again when an API that was away answers one of them. */
const WAKE_MS = 1_000;

/** Who hears of changes. */
export interface KubernetesListener {
  /** The objects after a change; not called again before what it returns is resolved. */
  onChange(view: ObjectView): Promise<void> | void;
  /** A line to tell: the API is away, something is forbidden. */
  onNotice(line: string): void;
}

/** What a watcher is started with. */
export interface KubernetesWatcherOptions {
  readonly static: StaticConfiguration;
  readonly watches: WatchedProviders;
  readonly transport: ApiTransport;
  readonly listener: KubernetesListener;
  readonly clock?: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random?: () => number;
}

/**
 * Watches the objects of a Kubernetes API that traffic depends on, and hands them over after each change. Owns its
 * connections and timers; `close` ends them.
 */
export class KubernetesWatcher implements AsyncDisposable {
  /** Resolves when everything was listed once, or is known to be missing or forbidden, and was handed over. */
  readonly synced: Promise<void>;
  readonly #listener: KubernetesListener;
  readonly #clock: Clock;
  readonly #throttleMs: number;
  readonly #view: ObjectView;
  readonly #notices: Notices;
  readonly #ending = new AbortController();
  readonly #random: () => number;
  readonly #reflectors: readonly Reflector[];
  readonly #running: Promise<unknown>;
  #waking: readonly (() => void)[] = [];
  readonly #unsettled: Set<WatchedKind>;
  #resolveSynced: () => void = () => undefined;
  #cancelFlush: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  /** There are changes that were not handed over. */
  #dirty = true;
  /** When changes may be handed over again. */
  #nextFlush = 0;

  constructor(options: KubernetesWatcherOptions) {
    const { transport, clock = systemClock, random = Math.random, listener } = options;
    const { kubernetesCrd, kubernetesIngress } = options.static;
    const watched = watchedKinds(options.static, options.watches);
    this.#listener = listener;
    this.#clock = clock;
    this.#throttleMs = Math.max(
      options.watches.crd ? kubernetesCrd.throttleDurationMs : 0,
      options.watches.ingress ? (kubernetesIngress?.throttleDurationMs ?? 0) : 0,
    );
    this.#view = new ObjectView(watched);
    this.#notices = new Notices(transport.name, (line) => listener.onNotice(line), clock);
    this.#unsettled = new Set(watched);
    this.synced = new Promise((resolve) => {
      this.#resolveSynced = resolve;
    });
    this.#random = random;
    this.#reflectors = watched.map(
      (one) => new Reflector({ transport, watched: one, sink: this.#sinkOf(one), clock, random }),
    );
    this.#running = Promise.all(this.#reflectors.map((reflector) => reflector.run(this.#ending.signal)));
  }

  /** Nobody is told anything after it. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#cancelFlush?.();
    this.#notices.close();
    for (const cancel of this.#waking) cancel();
    await Promise.all([this.#running, this.#flushing]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #sinkOf(watched: WatchedKind) {
    return {
      replace: (objects: readonly ApiObject[]): void => {
        const changed = this.#view.replace(watched, objects);
        this.#settle(watched);
        if (changed) this.#changed();
      },
      upsert: (object: ApiObject): void => {
        if (this.#view.upsert(watched, object)) this.#changed();
      },
      remove: (object: ApiObject): void => {
        if (this.#view.remove(watched, object)) this.#changed();
      },
      answered: (): void => {
        if (this.#notices.answered(watched)) this.#wake();
      },
      failed: (verb: Verb, error: KubernetesError): void => {
        this.#notices.failed(watched, verb, error);
        if (error.status === 403) this.#settle(watched);
      },
    };
  }

  /** Not all at once: the API has only just begun to answer. */
  #wake(): void {
    for (const cancel of this.#waking) cancel();
    this.#waking = this.#reflectors.map((reflector) =>
      this.#clock.after(this.#random() * WAKE_MS, () => reflector.wake()),
    );
  }

  #settle(watched: WatchedKind): void {
    if (!this.#unsettled.delete(watched) || this.#unsettled.size > 0) return;
    this.#schedule();
  }

  #changed(): void {
    this.#dirty = true;
    // Half of what there is would route half of the traffic.
    if (this.#unsettled.size === 0) this.#schedule();
  }

  #schedule(): void {
    if (this.#cancelFlush || this.#flushing || this.#ending.signal.aborted) return;
    const rest = Math.max(GATHER_MS, this.#nextFlush - this.#clock.now());
    this.#cancelFlush = this.#clock.after(rest, () => {
      this.#cancelFlush = undefined;
      this.#flushing = this.#flush();
    });
  }

  async #flush(): Promise<void> {
    this.#dirty = false;
    this.#nextFlush = this.#clock.now() + this.#throttleMs;
    try {
      await this.#listener.onChange(this.#view);
    } catch (error) {
      // The next change is another try.
      this.#listener.onNotice(
        `a change could not be taken over: ${error instanceof Error ? error.message : error}`,
      );
    }
    this.#flushing = undefined;
    this.#notices.serving();
    this.#resolveSynced();
    if (this.#dirty) this.#schedule();
  }
}
