import type {
  CircuitBreaker,
  HttpDestination,
  HttpServiceNode,
  InFlightPolicy,
  Mirroring,
  RateLimitPolicy,
  RetryPolicy,
} from '../../../engine/core.ts';
import type { Target } from './targets.ts';
import type { Turns } from './turns.ts';

/** A policy of the engine that a request passes on its way to a service. */
export type Step =
  | { readonly kind: 'rate-limit'; readonly policy: RateLimitPolicy; readonly key: string }
  | { readonly kind: 'in-flight'; readonly policy: InFlightPolicy; readonly key: string }
  | { readonly kind: 'retry'; readonly policy: RetryPolicy }
  | {
      readonly kind: 'circuit-breaker';
      /** By engine. */
      readonly breakers: readonly CircuitBreaker[];
      /** Status of the answer to a request that may not pass. */
      readonly refusal: number;
    };

/** What a service chose for one request. */
export interface Choice {
  /** Absent: it has nothing to choose. */
  readonly target: Target | undefined;
  /** Status of the answer then. */
  readonly refusal: number;
  readonly mirrorings: readonly Mirroring<HttpDestination>[];
}

/** A service of one engine, asked for a server. */
export interface Chooser {
  readonly node: HttpServiceNode;
  /** Where choices depend on turns alone; absent: the node is asked for each request. */
  readonly turns?: Turns<Choice>;
}

/** How the requests of one class pass the engine. */
export interface Passage {
  /** Policies, the outermost first. */
  readonly steps: readonly Step[];
  /** Status of the answer that is given at once when the steps are passed; 0: the service is asked. */
  readonly answer: number;
  /** By engine; none if there is an answer. */
  readonly choosers: readonly Chooser[];
  /** true: no short way is known, and the engine's handlers serve each request. */
  readonly served: boolean;
}
