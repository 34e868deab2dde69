import type {
  CircuitBreaker,
  HttpServiceNode,
  InFlightPolicy,
  RateLimitPolicy,
  RetryPolicy,
} from '../../../engine/core.ts';
import type { Choice } from './choices.ts';
import type { Sessions } from './sessions.ts';
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

/** A service of one engine, asked for a server. */
export interface Chooser {
  readonly node: HttpServiceNode;
  /** Where choices depend on turns alone. */
  readonly turns: Turns<Choice> | undefined;
  /** Where they depend on turns and a cookie. With neither the node is asked for each request. */
  readonly sessions: Sessions | undefined;
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
