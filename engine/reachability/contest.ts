import type { Formula } from './formula.ts';
import type { Model } from './satisfy.ts';

/** What takes requests: a router, or whatever else comes before the routers of a table. */
export interface Taker {
  readonly name: string;
  readonly formula: Formula;
  readonly priority: number;
}

/** A router of a table. */
export interface Contender<F> extends Taker {
  readonly precedence?: number;
  /** Keys of hosts one of which it needs; undefined: any host may do. */
  readonly hosts: readonly string[] | undefined;
  /** Texts with one of which the path must begin; undefined: any path may do. */
  readonly pathPrefixes: readonly string[] | undefined;
  matches(facts: F): boolean;
}

/** Routers of one table, in the order in which they are tried. */
export interface Contest<F> {
  readonly contenders: readonly Contender<F>[];
  /** Who takes a request: one of the contenders, or somebody before them. Undefined: nobody. */
  takerOf(facts: F): Taker | undefined;
  /** The place of a contender; -1 of what comes before them all. */
  placeOf(taker: Taker): number;
  /** Who takes a request before the contenders are asked. */
  takerBefore(facts: F): Taker | undefined;
  factsOf(model: Model): F;
  /** Whether there can be such a request. */
  isReal(model: Model): boolean;
}
