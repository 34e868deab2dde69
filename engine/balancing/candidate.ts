import type { Asker, ServerWatch } from './service-node.ts';

/** A server or service that a balancer chooses among. */
export interface Candidate<T> {
  readonly item: T;
  /** What cookies and hashes know it by: a server's URL, a service's qualified name. */
  readonly name: string;
  /** Above 0. */
  readonly weight: number;
  readonly up: boolean;
  /** It is about to end: it serves those whose cookie names it, and gets nothing new. */
  readonly fenced: boolean;
  /** What the balancer wants to hear of a request to it; absent: nothing. */
  watch?(): ServerWatch;
}

/** A way to choose among candidates (Traefik: routing/services#load-balancing-strategy). */
export interface Picker<C> {
  /** Undefined if none can be chosen. */
  pick(asker: Asker | undefined): C | undefined;
}

/** Whether it may be given something new. */
export function isUsable({ up, fenced }: Candidate<unknown>): boolean {
  return up && !fenced;
}
