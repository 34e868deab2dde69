import type { EngineEvent } from '../observability/observer.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import type { CertificateSource } from '../tls/certificates.ts';
import type { PlainResourceSet } from './plain-resources.ts';
import type { SharedLimitsMemory } from './shared-limits.ts';

/** What a worker thread is started with. */
export interface WorkerTask {
  /** From 2; 1 is the thread that starts the others. */
  readonly thread: number;
  readonly static: StaticConfiguration;
  readonly transport?: 'fast' | 'portable';
  readonly serverName?: string;
  readonly limits: SharedLimitsMemory;
  readonly ticketKeys: Uint8Array;
  /** For clients that no other certificate fits. */
  readonly selfSigned: CertificateSource;
  /** Whether anybody wants to hear of events. */
  readonly observed: boolean;
  /** What is in force when the first address is opened; undefined: nothing. */
  readonly initial: NumberedResources | undefined;
}

/** A set of resources with the number of the configuration that it makes. */
export interface NumberedResources {
  readonly generation: number;
  readonly resources: PlainResourceSet;
}

/** What the main thread says to a worker. */
export type ToWorker =
  | { readonly type: 'apply'; readonly next: NumberedResources }
  /** Asks for what the worker counted; answered with the same `id`. */
  | { readonly type: 'count'; readonly id: number }
  /** Answers `combine` with the same `id`. */
  | { readonly type: 'combined'; readonly id: number; readonly text: string }
  | { readonly type: 'close' };

/** What a worker says to the main thread. */
export type FromWorker =
  | { readonly type: 'started' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'applied'; readonly generation: number }
  | { readonly type: 'counted'; readonly id: number; readonly text: string }
  /** Asks for the sum of what all threads counted; answered with the same `id`. */
  | { readonly type: 'combine'; readonly id: number }
  | { readonly type: 'events'; readonly events: readonly EngineEvent[] }
  | { readonly type: 'closed' };
