import type { OwnWrites } from '../live/own-writes.ts';
import { timestamp } from '../live/own-writes.ts';
import type { KubeObject } from '../objects/object.ts';

/** What is told of an object, for people. */
interface Report {
  readonly type?: 'Normal' | 'Warning';
  /** One word in upper camel case: `Scheduled`. */
  readonly reason: string;
  readonly message: string;
  /** Who tells it: `kubelet`. */
  readonly component: string;
}

interface RecordedEvent {
  readonly namespace: string;
  readonly name: string;
  count: number;
  first: string;
  /** Milliseconds since 1970. */
  last: number;
}

/** Events that are kept. */
const MOST_EVENTS = 1000;
/** Milliseconds that an event is kept (Kubernetes: `--event-ttl`). */
const TTL_MS = 3_600_000;

/** Writes the events that `kubectl describe` and `kubectl get events` show. The oldest make room for new ones. */
export class EventRecorder {
  readonly #writes: OwnWrites;
  readonly #now: () => Date;
  readonly #events = new Map<string, RecordedEvent>();
  #number = 0;

  constructor(writes: OwnWrites, now: () => Date) {
    this.#writes = writes;
    this.#now = now;
  }

  record(about: KubeObject, { type = 'Normal', reason, message, component }: Report): void {
    const now = this.#now();
    const { name, namespace = 'default', uid, resourceVersion } = about.metadata;
    const key = `${uid} ${reason} ${message}`;
    const event = this.#events.get(key) ?? this.#begin(namespace, name, now);
    event.count += 1;
    event.last = now.getTime();
    // The latest is the last to go.
    this.#events.delete(key);
    this.#events.set(key, event);
    this.#writes.keep('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: event.name, namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name,
        namespace,
        uid,
        resourceVersion,
      },
      type,
      reason,
      message,
      source: component === 'kubelet' ? { component, host: 'ingress-lab' } : { component },
      reportingComponent: component,
      reportingInstance: component === 'kubelet' ? 'ingress-lab' : '',
      eventTime: null,
      firstTimestamp: event.first,
      lastTimestamp: timestamp(now),
      count: event.count,
    });
    this.#forgetOld(now);
  }

  #begin(namespace: string, name: string, now: Date): RecordedEvent {
    this.#number += 1;
    const suffix = (now.getTime() * 4096 + this.#number).toString(16);
    return { namespace, name: `${name}.${suffix}`, count: 0, first: timestamp(now), last: 0 };
  }

  #forgetOld(now: Date): void {
    for (const [key, { namespace, name, last }] of this.#events) {
      if (this.#events.size <= MOST_EVENTS && now.getTime() - last <= TTL_MS) return;
      this.#events.delete(key);
      this.#writes.remove('events', namespace, name);
    }
  }
}
