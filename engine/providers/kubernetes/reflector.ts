import type { Clock } from '../../net/clock.ts';
import { KubernetesError } from './api-error.ts';
import { type ApiObject, isApiObject, isJson, type Json, versionOf } from './api-object.ts';
import { Backoff } from './backoff.ts';
import { type GuardedAnswer, guardedGet } from './guarded-get.ts';
import { jsonBody, jsonLines } from './json-lines.ts';
import { pause } from './patience.ts';
import type { ApiTransport } from './transport.ts';
import { pathOf, type WatchedKind } from './watched-kinds.ts';

/** Objects of a page of a list (client-go: the default of its pager). */
const PAGE = 500;
/** Seconds that a watch lasts, as the API is asked: 5 to 10 minutes, so that those of many clients do not end at once. */
const WATCH_SECONDS = 300;
/** Milliseconds without a byte after which a watch is opened anew; bookmarks come about once a minute. */
const WATCH_STALL_MS = 150_000;
/** Milliseconds without a byte after which a list is given up. */
const LIST_STALL_MS = 60_000;
/** A watch that lasted so many milliseconds was a success; one that ended before, for whatever reason, was none. */
const LASTED_MS = 5_000;
/** A kind that was there and is not found must be missing for so many milliseconds: an API that starts may not know it yet. */
const MISSING_MS = 10_000;
/** After so many answers that refuse to go on from a version all objects are listed anew. */
const MOST_RESUMES = 5;

/** Who hears of the objects of one kind. */
export interface ReflectorSink {
  /** These are all there are. */
  replace(objects: readonly ApiObject[]): void;
  /** One came, or is another than before. */
  upsert(object: ApiObject): void;
  remove(object: ApiObject): void;
  /** The API answered as it should. */
  answered(verb: Verb): void;
  /** A request failed; it is tried again. `restMs`: milliseconds until then. */
  failed(verb: Verb, error: KubernetesError, restMs: number): void;
}

export type Verb = 'list' | 'watch';

/** What a reflector is made with. */
export interface ReflectorOptions {
  readonly transport: ApiTransport;
  readonly watched: WatchedKind;
  readonly sink: ReflectorSink;
  readonly clock: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
}

/**
 * Keeps a view of the objects of one kind in step with the API (Kubernetes: API concepts, "Efficient detection of
 * changes"): lists them, watches from the version of the list, goes on from the last version seen when the watch ends,
 * and lists anew when the API does not know that version any more. Nothing is missed and nothing told twice.
 */
export class Reflector {
  readonly #options: ReflectorOptions;
  readonly #path: string;
  readonly #backoff: Backoff;
  /** Where the next watch goes on; undefined: all must be listed first. */
  #version: string | undefined;
  #resumes = 0;
  #paged = true;
  /** Since when a kind that was there is not found. */
  #missingSince: number | undefined;
  #listed = false;
  #verb: Verb = 'list';
  /** The last request got no answer. */
  #silent = false;
  /** No request got an answer since the API was heard of last. */
  #unheard = false;
  #wake: () => void = () => undefined;

  constructor(options: ReflectorOptions) {
    this.#options = options;
    this.#path = pathOf(options.watched);
    this.#backoff = new Backoff(options.random);
  }

  /** Resolves when the signal is aborted, and not before. */
  async run(signal: AbortSignal): Promise<void> {
    const { sink } = this.#options;
    while (!signal.aborted) {
      let rest: number;
      try {
        if (this.#version === undefined) await this.#list(signal);
        rest = await this.#watch(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = KubernetesError.fromFailure(thrown);
        if (error.status === undefined) this.#unheard = true;
        else this.#heard();
        rest = this.#restAfter(error);
        this.#silent = error.status === undefined;
        sink.failed(this.#verb, error, rest);
      }
      if (rest > 0 && !signal.aborted) await this.#sleep(rest, signal);
    }
  }

  /** The API answers others again: what waits because it did not need not wait any longer. */
  wake(): void {
    if (this.#silent) this.#wake();
  }

  async #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const sleeping = new AbortController();
    this.#wake = () => sleeping.abort();
    signal.addEventListener('abort', this.#wake, { once: true });
    await pause(this.#options.clock, milliseconds, sleeping.signal);
    signal.removeEventListener('abort', this.#wake);
    this.#silent = false;
  }

  async #list(signal: AbortSignal): Promise<void> {
    this.#verb = 'list';
    const { watched, sink } = this.#options;
    const objects: ApiObject[] = [];
    let next: string | undefined;
    let page: Json;
    do {
      page = await this.#ask(LIST_STALL_MS, signal, {
        ...(watched.labelSelector !== '' && { labelSelector: watched.labelSelector }),
        ...(this.#paged && { limit: String(PAGE) }),
        ...(next !== undefined && { continue: next }),
      }).then(({ read }) => read(jsonBody));
      const items = page['items'] ?? [];
      if (!Array.isArray(items) || versionOf(page) === undefined) {
        throw new KubernetesError(`the API answered ${this.#path} with something that is no list`);
      }
      objects.push(...items.filter(isApiObject));
      next = continueOf(page);
    } while (next !== undefined);
    this.#paged = true;
    taken(() => sink.replace(objects));
    // Only what was taken over need not be listed again.
    this.#version = versionOf(page);
    this.#resumes = 0;
    this.#missingSince = undefined;
    this.#listed = true;
    sink.answered('list');
  }

  /** @returns milliseconds to wait before the next one */
  async #watch(signal: AbortSignal): Promise<number> {
    this.#verb = 'watch';
    const { watched, clock, random, sink } = this.#options;
    const { read } = await this.#ask(WATCH_STALL_MS, signal, {
      ...(watched.labelSelector !== '' && { labelSelector: watched.labelSelector }),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version ?? '',
      timeoutSeconds: String(Math.round(WATCH_SECONDS * (1 + random()))),
    });
    const since = clock.now();
    sink.answered('watch');
    try {
      await read(async (body) => {
        for await (const event of jsonLines(body)) this.#take(event);
      });
    } catch (error) {
      // A connection that was cut is one that ended: what was seen is seen.
      if (error instanceof KubernetesError && error.status !== undefined) throw error;
    }
    if (clock.now() - since < LASTED_MS) return this.#backoff.next();
    this.#backoff.succeeded();
    this.#resumes = 0;
    return 0;
  }

  /** One event of a watch. Versions only grow within one: what is not newer is told a second time. */
  #take({ type, object }: Json): void {
    if (type === 'ERROR') throw KubernetesError.fromStatus(object, 500);
    const version = isJson(object) ? versionOf(object) : undefined;
    if (version === undefined) throw new KubernetesError('a watch sent an event without a version', 410);
    if (isNotNewer(version, this.#version)) return;
    const { sink } = this.#options;
    if (type !== 'BOOKMARK') {
      if (!isApiObject(object)) throw new KubernetesError('a watch sent an object without a name', 410);
      if (type === 'DELETED') taken(() => sink.remove(object));
      else if (type === 'ADDED' || type === 'MODIFIED') taken(() => sink.upsert(object));
      else throw new KubernetesError('a watch sent an event of an unknown type', 410);
    }
    this.#version = version;
    this.#resumes = 0;
  }

  /** Decides what is tried next. @returns milliseconds until then */
  #restAfter(error: KubernetesError): number {
    const { transport, clock, sink } = this.#options;
    const { status, retryAfterMs } = error;
    if (status === undefined) return this.#backoff.next();
    if (status === 401) transport.renew();
    if (this.#verb === 'list') {
      // The rest of a list is not kept for long either: what cannot be read in pages is read at once.
      if (error.expired) this.#paged = false;
      if (status === 404) {
        this.#missingSince ??= clock.now();
        if (!this.#listed || clock.now() - this.#missingSince >= MISSING_MS) {
          this.#listed = false;
          sink.replace([]);
        } else return this.#backoff.next();
      }
      return status === 403 || status === 404 ? this.#backoff.slow() : this.#backoff.next(retryAfterMs);
    }
    const canResume = status === 401 || status === 429 || (status >= 500 && status !== 504);
    this.#resumes += 1;
    if (!canResume || this.#resumes > MOST_RESUMES) {
      this.#version = undefined;
    }
    return status === 403 ? this.#backoff.slow() : this.#backoff.next(retryAfterMs);
  }

  async #ask(
    stallMs: number,
    signal: AbortSignal,
    query: Readonly<Record<string, string>>,
  ): Promise<GuardedAnswer> {
    const { transport, clock } = this.#options;
    const answer = await guardedGet(transport, { path: this.#path, query, signal, clock, stallMs });
    this.#heard();
    return answer;
  }

  /** The API answers, if only to refuse: how long it was away says nothing of how long to wait for what comes next. */
  #heard(): void {
    if (!this.#unheard) return;
    this.#unheard = false;
    this.#backoff.succeeded();
  }
}

/**
 * Tells the sink. What that throws is no end of a watch: it is a failure like one of the API, told and tried again. Its
 * message may quote an object, so its name alone is told.
 *
 * @throws KubernetesError with status 500
 */
function taken(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    throw new KubernetesError(`what it sent could not be taken over: ${name}`, 500);
  }
}

function continueOf(page: Json): string | undefined {
  const token = isJson(page['metadata']) ? page['metadata']['continue'] : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** Versions are numbers that grow (Kubernetes 1.35: API concepts, "Resource versions"); of others nothing is known. */
function isNotNewer(version: string, last: string | undefined): boolean {
  if (last === undefined || !/^\d+$/.test(version) || !/^\d+$/.test(last)) return false;
  return version.length === last.length ? version <= last : version.length < last.length;
}
