import type { EngineEvent, HealthEvent, HttpEvent } from '../engine/index.ts';
import type { ReceivedRequest } from './backends/backend.ts';
import { realTime, type WorldTime } from './time.ts';
import { NotInThisWorldError } from './worlds/not-in-this-world.ts';

/** What one pod received. */
export interface JournalEntry extends ReceivedRequest {
  /** Position in the journal, from 0. */
  readonly sequence: number;
  readonly namespace: string;
  /** Name of the Deployment, or of the Pod itself if it has none. */
  readonly workload: string;
  readonly pod: string;
}

/** Traffic counted at the sockets of a workload's pods, whether or not it formed requests. */
export interface WireCount {
  readonly connections: number;
  readonly bytes: number;
}

/** What the journal asks of a pod: its counts, and where it listens. */
interface WatchedBackend {
  readonly bytesReceived: number;
  readonly connectionsAccepted: number;
  readonly addresses: { values(): Iterable<{ readonly host: string; readonly port: number }> };
}

/** How much a journal remembers. */
interface JournalOptions {
  /** Entries, and as many events, that are kept: the latest ones. From 0; default: all. */
  readonly keep?: number;
  /** That of the world, by which deadlines are measured; default: real. */
  readonly time?: WorldTime;
}

/** What happened in a lab: what backends received and what the proxy reported, in order. Steps assert on it. */
export class Journal {
  readonly #keep: number;
  readonly #time: WorldTime;
  readonly #entries: JournalEntry[] = [];
  readonly #events: EngineEvent[] = [];
  readonly #httpEvents = new Map<string, HttpEvent>();
  readonly #backends: {
    readonly pod: string;
    readonly workload: string;
    readonly backend: WatchedBackend;
  }[] = [];
  /** Pods that nobody in this process stands in front of, with the address of each. */
  readonly #places: { readonly pod: string; readonly workload: string; readonly host: string }[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #waiting = new Set<() => void>();
  #recorded = 0;
  #unansweredCopies = 0;

  /** @throws RangeError if `keep` is not a whole number from 0. */
  constructor({ keep = Number.POSITIVE_INFINITY, time = realTime }: JournalOptions = {}) {
    if (keep < 0 || (keep !== Number.POSITIVE_INFINITY && !Number.isInteger(keep))) {
      throw new RangeError(`a journal cannot keep ${keep} entries: a whole number from 0 is expected`);
    }
    this.#keep = keep;
    this.#time = time;
  }

  record(entry: Omit<JournalEntry, 'sequence'>): void {
    this.#entries.push({ ...entry, sequence: this.#recorded });
    this.#recorded += 1;
    if (this.#entries.length > this.#keep) this.#entries.shift();
    this.#wake();
  }

  /** Calls `listener` for each event that a proxy reports from now on. */
  onEvent(listener: (event: EngineEvent) => void): void {
    this.#listeners.add(listener);
  }

  observe(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
    this.#events.push(event);
    if (event.kind === 'mirror') this.#unansweredCopies -= 1;
    if (event.kind === 'http') {
      this.#unansweredCopies += event.mirrors.length;
      if (event.correlationId !== undefined) this.#httpEvents.set(event.correlationId, event);
    }
    if (this.#events.length > this.#keep) this.#forget(this.#events.shift());
    this.#wake();
  }

  /** Counts the wire traffic of a backend from now on. */
  watch(pod: string, workload: string, backend: WatchedBackend): void {
    this.#backends.push({ pod, workload, backend });
  }

  /** Notes the address of a pod that is reached without anybody in this process on the way: what it receives is not seen. */
  place(pod: string, workload: string, host: string): void {
    this.#places.push({ pod, workload, host });
  }

  /** The workload that a pod belongs to, also after the pod has gone. */
  workloadOf(pod: string): string | undefined {
    return [...this.#backends, ...this.#places].find((known) => known.pod === pod)?.workload;
  }

  /** The workload of the pod that listens at a server's URL or address, or did last. */
  workloadAt(server: string): string | undefined {
    return this.#at(server)?.workload;
  }

  /** The pod that listens at a server's URL or address, or did last. */
  podAt(server: string): string | undefined {
    return this.#at(server)?.pod;
  }

  /** What health checks found last about a server of a workload; undefined as long as all have found it up. */
  healthOf(workload: string): HealthEvent | undefined {
    return this.#events
      .filter((event) => event.kind === 'health')
      .findLast(({ pod, server }) => {
        return (pod === undefined ? this.workloadAt(server) : this.workloadOf(pod)) === workload;
      });
  }

  /**
   * Connections and payload bytes that a workload's pods received so far, gone ones included.
   *
   * @throws NotInThisWorldError if nobody sees what they receive
   */
  wire(workload: string): WireCount {
    this.#requireSeen(workload);
    const watched = this.#backends.filter((candidate) => candidate.workload === workload);
    return {
      connections: watched.reduce((sum, { backend }) => sum + backend.connectionsAccepted, 0),
      bytes: watched.reduce((sum, { backend }) => sum + backend.bytesReceived, 0),
    };
  }

  /** Requests that backends received so far, whether or not they are kept. */
  get recorded(): number {
    return this.#recorded;
  }

  /** What backends received, oldest first: everything, or as much as is kept. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** What the proxy reported, oldest first: everything, or as much as is kept. Empty for a target that reports nothing. */
  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  /** Requests that the proxy has begun to copy to mirrors, less those that were answered or given up. */
  get unansweredCopies(): number {
    return this.#unansweredCopies;
  }

  /** What the proxy reported about one request, if that is kept. */
  httpEvent(correlationId: string): HttpEvent | undefined {
    return this.#httpEvents.get(correlationId);
  }

  /**
   * What a workload's pods received, oldest first, as far as it is kept.
   *
   * @throws NotInThisWorldError if nobody sees what they receive
   */
  receivedBy(workload: string): JournalEntry[] {
    this.#requireSeen(workload);
    return this.#entries.filter((entry) => entry.workload === workload);
  }

  /** Resolves when `condition` holds, looked at after each record; false if `deadlineMs` passes first. */
  async until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
    if (condition()) return true;
    const happened = new Promise<boolean>((resolve) => {
      const finish = (result: boolean): void => {
        forget();
        this.#waiting.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (condition()) finish(true);
      };
      const forget = this.#time.after(deadlineMs, () => finish(condition()));
      this.#waiting.add(look);
    });
    return this.#time.wait(happened);
  }

  #at(server: string): { readonly pod: string; readonly workload: string } | undefined {
    const address = server.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
    return (
      this.#places.findLast(({ host }) => address.startsWith(`${host}:`)) ??
      this.#backends.findLast(({ backend }) =>
        [...backend.addresses.values()].some(({ host, port }) => address === `${host}:${port}`),
      )
    );
  }

  #requireSeen(workload: string): void {
    if (!this.#places.some((place) => place.workload === workload)) return;
    throw new NotInThisWorldError(
      `nobody sees what pods of ${workload} receive: the proxy is in their network, and no relay of the lab between them`,
    );
  }

  #forget(event: EngineEvent | undefined): void {
    if (event?.kind !== 'http' || event.correlationId === undefined) return;
    // A later request may have come under the same id.
    if (this.#httpEvents.get(event.correlationId) === event) this.#httpEvents.delete(event.correlationId);
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
