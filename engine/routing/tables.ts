import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';

interface Rule<F> {
  readonly source: string;
  matches(facts: F): boolean;
  explain(facts: F): string;
}

/** A router that can be chosen by its rule, and what it leads to. */
export interface Route<R, T> {
  readonly name: string;
  readonly rule: R;
  readonly priority: number;
  readonly target: T;
}

/** One router that was looked at for a request, and why it was taken or passed over. */
export interface Consideration {
  readonly router: string;
  readonly rule: string;
  readonly priority: number;
  readonly matched: boolean;
  readonly reason: string;
}

/**
 * The routers of one entry point in the order they are tried: higher priority first; among equals by name,
 * where Traefik leaves the order open. Immutable.
 */
export class RouteTable<F, R extends Rule<F>, T> {
  readonly routes: readonly Route<R, T>[];

  constructor(routes: readonly Route<R, T>[]) {
    this.routes = routes.toSorted(
      (a, b) => b.priority - a.priority || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
  }

  /** The first route whose rule holds. */
  match(facts: F): Route<R, T> | undefined {
    for (const route of this.routes) if (route.rule.matches(facts)) return route;
    return undefined;
  }

  /** Every route up to and including the one that wins, each with its reason. */
  consider(facts: F): Consideration[] {
    const considered: Consideration[] = [];
    for (const { name, rule, priority } of this.routes) {
      const matched = rule.matches(facts);
      considered.push({ router: name, rule: rule.source, priority, matched, reason: rule.explain(facts) });
      if (matched) break;
    }
    return considered;
  }
}

export type HttpTable<T> = RouteTable<HttpFacts, HttpRule, T>;
export type TcpTable<T> = RouteTable<TcpFacts, TcpRule, T>;
