import type { CircuitBreaker } from './circuit-breaker-policy.ts';
import type { InFlightPolicy } from './in-flight-policy.ts';
import type { ImmediateResponse } from './message.ts';
import type { RateLimitPolicy } from './rate-limit-policy.ts';
import type { RetryPolicy } from './retry-policy.ts';

/**
 * What a middleware does to the flow of requests, by the same policy that its handler asks. A simulation of many requests
 * asks the policy instead of running the handler for each.
 */
export type TrafficShape =
  | { readonly kind: 'retry'; readonly policy: RetryPolicy }
  | { readonly kind: 'rate-limit'; readonly policy: RateLimitPolicy }
  | { readonly kind: 'in-flight'; readonly policy: InFlightPolicy }
  | {
      readonly kind: 'circuit-breaker';
      /** A breaker for one router, of one engine. @param now milliseconds from 0 on, never going back */
      create(now: () => number): CircuitBreaker;
      /** The answer to a request that may not pass. */
      readonly refusal: ImmediateResponse;
    }
  /**
   * Where a request goes, whether it passes and when it is answered do not depend on other requests or answers: one
   * rehearsal of a request shows all there is.
   */
  | { readonly kind: 'transparent' };

export const TRANSPARENT: TrafficShape = { kind: 'transparent' };
