import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import {
  hostsAndPathsSuffice,
  hostsSuffice,
  necessaryHosts,
  necessaryPathPrefixes,
  necessaryServerNames,
  serverNamesSuffice,
} from '../rules/necessary-values.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import { RouteIndex, type RouteKeys } from './route-index.ts';
import { byOrder, changedOrder, type Ordered } from './route-order.ts';

interface Rule<F> {
  readonly source: string;
  matches(facts: F): boolean;
  matchesButForMethod?(facts: F): boolean;
}

/** A router that can be chosen by its rule, and what it leads to. */
export interface Route<R, T> extends Ordered {
  readonly rule: R;
  readonly target: T;
  /** Name of the TLS options that its clients must have met; absent: it does not matter. */
  readonly tlsOptions?: string;
}

/** A route as far as it can be asked whether it holds. */
export type Asked<R> = Pick<Route<R, unknown>, 'name' | 'rule' | 'priority' | 'precedence'>;

/** Up to here asking every rule is about as fast as looking by host. */
const FEW_ROUTES = 2;

/** A table of which a larger part changes is built anew. */
const LARGE_CHANGE = 1 / 2;

/** The routers of one entry point in the order they are tried, see `byOrder`. Immutable. */
export class RouteTable<F, R extends Rule<F>, T> {
  readonly routes: readonly Route<R, T>[];
  readonly #keys: RouteKeys<F, R> | undefined;
  readonly #index: RouteIndex<F, R, Route<R, T>> | undefined;
  /** Found when first needed. */
  #askMethods: readonly Route<R, T>[] | undefined;

  /**
   * @param keys makes `match` pass over routes that cannot hold; without, it asks one after the other
   * @param index of these routes, if there is one already
   */
  constructor(routes: readonly Route<R, T>[], keys?: RouteKeys<F, R>, index?: RouteIndex<F, R, Route<R, T>>) {
    this.routes = routes.toSorted(byOrder);
    this.#keys = keys;
    if (keys && routes.length > FEW_ROUTES) this.#index = index ?? RouteIndex.of(this.routes, keys);
  }

  /** The table without some of its routes and with some others; what these do not concern is shared. */
  changed(removed: readonly Route<R, T>[], added: readonly Route<R, T>[]): RouteTable<F, R, T> {
    if (removed.length === 0 && added.length === 0) return this;
    const routes = changedOrder(this.routes, removed, added);
    const isLarge = removed.length + added.length > routes.length * LARGE_CHANGE;
    return new RouteTable(routes, this.#keys, isLarge ? undefined : this.#index?.changed(removed, added));
  }

  /** The first route whose rule holds. */
  match(facts: F): Route<R, T> | undefined {
    if (this.#index !== undefined) return this.#index.match(facts);
    for (const route of this.routes) if (route.rule.matches(facts)) return route;
    return undefined;
  }

  /** Whether a route holds but for the method: what no route takes is then refused for it (Traefik 2.11). */
  refusesMethod(facts: F): boolean {
    this.#askMethods ??= this.routes.filter(({ rule }) => rule.matchesButForMethod !== undefined);
    return this.#askMethods.some(({ rule }) => rule.matchesButForMethod?.(facts));
  }

  /** The routes that the host does not rule out, in the order they are tried: those that `match` chooses from. */
  candidates(facts: F): readonly Asked<R>[] {
    return this.#index?.candidates(facts) ?? this.routes;
  }

  /** How many routes there are. */
  get size(): number {
    return this.routes.length;
  }
}

/** A rule outlives the tables that it stands in: what follows from it alone is found out once. */
function once<R extends object, K>(find: (rule: R) => K): (rule: R) => K {
  const found = new WeakMap<R, { readonly key: K }>();
  return (rule) => {
    let known = found.get(rule);
    if (known === undefined) {
      known = { key: find(rule) };
      found.set(rule, known);
    }
    return known.key;
  };
}

/** The HTTP routers of one entry point and what they lead to. */
export interface HttpTable<T>
  extends Pick<RouteTable<HttpFacts, HttpRule, T>, 'match' | 'refusesMethod' | 'candidates' | 'size'> {
  readonly routes: readonly Route<HttpRule, T>[];
}

export type TcpTable<T> = RouteTable<TcpFacts, TcpRule, T>;

const httpKeys: RouteKeys<HttpFacts, HttpRule> = {
  hosts: once(({ tree }) => necessaryHosts(tree)),
  hostsSuffice: ({ tree }) => hostsSuffice(tree),
  hostsAndPathsSuffice: ({ tree, decodesPath }) => !decodesPath && hostsAndPathsSuffice(tree),
  pathPrefixes: once(({ tree, decodesPath }) => necessaryPathPrefixes(tree, decodesPath)),
  host: ({ host }) => host,
  path: ({ path }) => path,
};

const tcpKeys: RouteKeys<TcpFacts, TcpRule> = {
  hosts: once(({ tree }) => necessaryServerNames(tree)),
  hostsSuffice: ({ tree }) => serverNamesSuffice(tree),
  hostsAndPathsSuffice: () => false,
  pathPrefixes: () => undefined,
  host: ({ sni }) => sni.toLowerCase(),
  path: () => '',
};

/** A table with an index by host and path: a choice takes the same time however many other hosts there are. */
export function httpTable<T>(routes: readonly Route<HttpRule, T>[]): RouteTable<HttpFacts, HttpRule, T> {
  return new RouteTable(routes, httpKeys);
}

/** A table with an index by server name. */
export function tcpTable<T>(routes: readonly Route<TcpRule, T>[]): TcpTable<T> {
  return new RouteTable(routes, tcpKeys);
}
