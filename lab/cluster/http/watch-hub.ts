import type { ObjectStore } from '../objects/object-store.ts';
import type { Watch } from './watch.ts';

/** Where the lines of a watch go: the part of an HTTP answer that is needed for it. */
export interface LineSink {
  /** False: it is full, and tells by `drain` when it is not. */
  write(chunk: Buffer): boolean;
  end(): void;
  destroy(): void;
  on(event: 'drain' | 'close', listener: () => void): unknown;
}

/** How a watch is carried out. */
export interface ServeOptions {
  readonly bookmarks: boolean;
  /** Seconds after which it ends; absent: when the client or the server does. */
  readonly timeoutSeconds?: number;
}

/** One watch that is being served. */
interface Serving {
  readonly watch: Watch;
  readonly sink: LineSink;
  readonly bookmarks: boolean;
  readonly timer: NodeJS.Timeout | undefined;
  /** The sink takes more. */
  open: boolean;
}

interface WatchHubOptions {
  /** Milliseconds between bookmarks. */
  readonly bookmarkEveryMs?: number;
  /** Milliseconds that a client may take to read the end of its watch. */
  readonly lingerMs?: number;
  /** False of a watch of what is served no longer: it ends, and its client sees that when it begins anew. Default: true. */
  readonly isServed?: (watch: Watch) => boolean;
}

/** Bytes that are handed over at a time: what a slow client may hold, besides what its socket does. */
const CHUNK = 64 * 1024;

/**
 * Serves all watches of a server. A change wakes them once a turn of the event loop, so that many changes at once are
 * one write each; a client that does not read is left alone until it does, or until the history has passed it by.
 */
export class WatchHub {
  readonly #serving = new Set<Serving>();
  readonly #lingerMs: number;
  readonly #isServed: (watch: Watch) => boolean;
  readonly #bookmarkTimer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #woken: NodeJS.Immediate | undefined;

  constructor(
    store: ObjectStore,
    { bookmarkEveryMs = 60_000, lingerMs = 10_000, isServed = () => true }: WatchHubOptions = {},
  ) {
    this.#isServed = isServed;
    this.#lingerMs = lingerMs;
    this.#unsubscribe = store.subscribe(() => this.#wake());
    this.#bookmarkTimer = setInterval(() => this.#bookmark(), bookmarkEveryMs).unref();
  }

  /** Watches that are being served. */
  get size(): number {
    return this.#serving.size;
  }

  /** Sends the lines of the watch until it, its time, the client or the hub ends. */
  serve(watch: Watch, sink: LineSink, { bookmarks, timeoutSeconds }: ServeOptions): void {
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(() => this.#end(serving), Math.min(timeoutSeconds * 1000, 2 ** 31 - 1));
    const serving: Serving = { watch, sink, bookmarks, timer, open: true };
    this.#serving.add(serving);
    sink.on('close', () => this.#forget(serving));
    sink.on('drain', () => {
      serving.open = true;
      this.#pump(serving);
    });
    this.#pump(serving);
  }

  /** Ends all watches, as their time would. */
  close(): void {
    this.#unsubscribe();
    clearInterval(this.#bookmarkTimer);
    clearImmediate(this.#woken);
    for (const serving of [...this.#serving]) {
      this.#pump(serving);
      this.#end(serving);
    }
  }

  #wake(): void {
    if (this.#serving.size === 0) return;
    this.#woken ??= setImmediate(() => {
      this.#woken = undefined;
      for (const serving of [...this.#serving]) {
        this.#pump(serving);
        if (!this.#isServed(serving.watch)) this.#end(serving);
      }
    });
  }

  #bookmark(): void {
    for (const serving of [...this.#serving]) {
      if (!serving.bookmarks) continue;
      serving.watch.requestBookmark();
      this.#pump(serving);
    }
  }

  #pump(serving: Serving): void {
    const { watch, sink } = serving;
    if (!this.#serving.has(serving)) return;
    // One that is full is asked nothing, unless what it would read next is gone: then it is told so, and ended.
    if (!serving.open && !watch.isBehind) return;
    for (;;) {
      const lines = watch.read(CHUNK);
      if (lines.length > 0) serving.open = sink.write(Buffer.concat(lines));
      if (watch.ended) {
        this.#end(serving);
        return;
      }
      if (lines.length === 0 || !serving.open) return;
    }
  }

  /** The sink ends when the client has read what is in it, and is cut off if it does not. */
  #end(serving: Serving): void {
    if (!this.#serving.has(serving)) return;
    this.#forget(serving);
    const { sink } = serving;
    sink.end();
    const cut = setTimeout(() => sink.destroy(), this.#lingerMs).unref();
    sink.on('close', () => clearTimeout(cut));
  }

  #forget(serving: Serving): void {
    this.#serving.delete(serving);
    clearTimeout(serving.timer);
  }
}
