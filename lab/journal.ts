import type { EngineEvent, HttpEvent } from '../engine/index.ts';
import type { ReceivedRequest, RunningBackend } from './backends/backend.ts';

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

/** What happened in a lab: what backends received and what the proxy reported, in order. Steps assert on it. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #events: EngineEvent[] = [];
  readonly #httpEvents = new Map<string, HttpEvent>();
  readonly #backends: {
    readonly pod: string;
    readonly workload: string;
    readonly backend: RunningBackend;
  }[] = [];
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #waiting = new Set<() => void>();

  record(entry: Omit<JournalEntry, 'sequence'>): void {
    this.#entries.push({ ...entry, sequence: this.#entries.length });
    this.#wake();
  }

  /** Calls `listener` for each event that a proxy reports from now on. */
  onEvent(listener: (event: EngineEvent) => void): void {
    this.#listeners.add(listener);
  }

  observe(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
    this.#events.push(event);
    if (event.kind === 'http' && event.correlationId !== undefined)
      this.#httpEvents.set(event.correlationId, event);
    this.#wake();
  }

  /** Counts the wire traffic of a backend from now on. */
  watch(pod: string, workload: string, backend: RunningBackend): void {
    this.#backends.push({ pod, workload, backend });
  }

  /** The workload that a pod belongs to, also after the pod has gone. */
  workloadOf(pod: string): string | undefined {
    return this.#backends.find((watched) => watched.pod === pod)?.workload;
  }

  /** Connections and payload bytes that a workload's pods received so far, gone ones included. */
  wire(workload: string): WireCount {
    const watched = this.#backends.filter((candidate) => candidate.workload === workload);
    return {
      connections: watched.reduce((sum, { backend }) => sum + backend.connectionsAccepted, 0),
      bytes: watched.reduce((sum, { backend }) => sum + backend.bytesReceived, 0),
    };
  }

  /** Everything that backends received, oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Everything the proxy reported, oldest first; empty for a target that reports nothing. */
  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  /** What the proxy reported about one request. */
  httpEvent(correlationId: string): HttpEvent | undefined {
    return this.#httpEvents.get(correlationId);
  }

  receivedBy(workload: string): JournalEntry[] {
    return this.#entries.filter((entry) => entry.workload === workload);
  }

  /** Resolves when `condition` holds, looked at after each record; false if `deadlineMs` passes first. */
  async until(condition: () => boolean, deadlineMs: number): Promise<boolean> {
    if (condition()) return true;
    return new Promise((resolve) => {
      const finish = (result: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(result);
      };
      const look = (): void => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(condition()), deadlineMs);
      this.#waiting.add(look);
    });
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}
