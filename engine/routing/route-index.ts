import { hostKey } from '../rules/necessary-values.ts';
import { PathIndex } from './path-index.ts';
import { byOrder, changedOrder, type Ordered } from './route-order.ts';

/** What a rule needs of host and path, and where the facts have them. */
export interface RouteKeys<F, R> {
  /** The keys (see `hostKey`) one of which the facts' host must have if the rule is to hold; undefined: any. */
  hosts(rule: R): readonly string[] | undefined;
  /** Whether the rule holds for any host that is the same text as one of its keys. */
  hostsSuffice(rule: R): boolean;
  /** Whether the rule holds for any such host, and any path that begins with one of its prefixes. */
  hostsAndPathsSuffice(rule: R): boolean;
  /** The texts one of which the path must begin with if the rule is to hold; undefined: any. */
  pathPrefixes(rule: R): readonly string[] | undefined;
  /** In lower case. */
  host(facts: F): string;
  path(facts: F): string;
}

/** Up to here asking every rule is about as fast as looking by path. */
const MANY_ROUTES = 4;

/** A route that the index can file. */
interface Indexed<R> extends Ordered {
  readonly rule: R;
}

/** The routes of one host, in order: all of them, or those that need a path apart if there are many. */
interface Bucket<T> {
  readonly all: readonly T[];
  readonly anyPath: readonly T[];
  readonly byPath: PathIndex<T> | undefined;
}

const EMPTY: Bucket<never> = { all: [], anyPath: [], byPath: undefined };

/**
 * Passes over routes that cannot hold for a host and path. The rules of the others are asked in the table's order, so
 * that the choice is the one of a scan. Takes memory linear in the length of the rules. Immutable.
 */
export class RouteIndex<F, R extends { matches(facts: F): boolean }, T extends Indexed<R>> {
  readonly #keys: RouteKeys<F, R>;
  /** Hosts with one route, for which the host suffices: found with few looks into memory. */
  readonly #sole: ReadonlyMap<string, T>;
  /** The other hosts. */
  readonly #byHost: ReadonlyMap<string, Bucket<T>>;
  readonly #anyHost: Bucket<T>;

  private constructor(keys: RouteKeys<F, R>, { sole, byHost }: Hosts<T>, anyHost: Bucket<T>) {
    this.#keys = keys;
    this.#sole = sole;
    this.#byHost = byHost;
    this.#anyHost = anyHost;
  }

  /** @param routes in the order in which they are to be asked, which is `byOrder` */
  static of<F, R extends { matches(facts: F): boolean }, T extends Indexed<R>>(
    routes: readonly T[],
    keys: RouteKeys<F, R>,
  ): RouteIndex<F, R, T> {
    const { byHost, anyHost } = filed(routes, keys);
    const hosts: Hosts<T> = { sole: new Map(), byHost: new Map() };
    for (const [host, those] of byHost) put(hosts, host, those, keys);
    return new RouteIndex(keys, hosts, bucketOf(anyHost, keys));
  }

  /** An index of other routes, of which only the hosts that differ are filed anew. */
  changed(removed: readonly T[], added: readonly T[]): RouteIndex<F, R, T> {
    const gone = filed(removed, this.#keys);
    const come = filed(added, this.#keys);
    const hosts: Hosts<T> = { sole: new Map(this.#sole), byHost: new Map(this.#byHost) };
    for (const host of new Set([...gone.byHost.keys(), ...come.byHost.keys()])) {
      const sole = this.#sole.get(host);
      const { all } = sole ? { all: [sole] } : (this.#byHost.get(host) ?? EMPTY);
      const routes = changedOrder(all, gone.byHost.get(host) ?? [], come.byHost.get(host) ?? []);
      put(hosts, host, routes, this.#keys);
    }
    const sameOthers = gone.anyHost.length === 0 && come.anyHost.length === 0;
    const anyHost = sameOthers
      ? this.#anyHost
      : bucketOf(changedOrder(this.#anyHost.all, gone.anyHost, come.anyHost), this.#keys);
    return new RouteIndex(this.#keys, hosts, anyHost);
  }

  /** The first route whose rule holds. */
  match(facts: F): T | undefined {
    const host = this.#keys.host(facts);
    const key = hostKey(host);
    const others = this.#anyHost;
    const sole = this.#sole.get(key);
    if (sole !== undefined) {
      if (host === key && isBefore(sole, others.all)) return sole;
      return firstOf<F, T>([[sole], ...listsOf(others, this.#keys.path(facts))], facts);
    }
    const named = this.#byHost.get(key) ?? EMPTY;
    if (named.byPath === undefined && others.byPath === undefined) {
      return firstOfTwo(named.anyPath, others.anyPath, facts);
    }
    const path = this.#keys.path(facts);
    const alone = host === key ? named.byPath?.sole(path) : undefined;
    if (alone !== undefined && isBefore(alone, named.anyPath) && isBefore(alone, others.all)) return alone;
    return firstOf<F, T>([...listsOf(named, path), ...listsOf(others, path)], facts);
  }

  /** The routes that the host does not rule out, in order. */
  candidates(facts: F): readonly T[] {
    const key = hostKey(this.#keys.host(facts));
    const sole = this.#sole.get(key);
    const named = sole ? [sole] : (this.#byHost.get(key) ?? EMPTY).all;
    return [...named, ...this.#anyHost.all].sort(byOrder);
  }
}

/** Whether a route is asked before all of these, which are in order. */
function isBefore(route: Ordered, others: readonly Ordered[]): boolean {
  const first = others[0];
  return first === undefined || byOrder(route, first) < 0;
}

/** Hosts that are being filed. */
interface Hosts<T> {
  readonly sole: Map<string, T>;
  readonly byHost: Map<string, Bucket<T>>;
}

/** Files the routes of a host, in order. */
function put<F, R, T extends Indexed<R>>(
  { sole, byHost }: Hosts<T>,
  host: string,
  routes: readonly T[],
  keys: RouteKeys<F, R>,
): void {
  sole.delete(host);
  byHost.delete(host);
  const [first, ...others] = routes;
  if (!first) return;
  if (others.length === 0 && keys.hostsSuffice(first.rule)) sole.set(host, first);
  else byHost.set(host, bucketOf(routes, keys));
}

/** The routes of a bucket that a path does not rule out, in ordered lists. */
function listsOf<T>({ anyPath, byPath }: Bucket<T>, path: string): (readonly T[])[] {
  const lists = [anyPath];
  byPath?.collect(path, lists);
  return lists;
}

interface Matching<F> extends Ordered {
  readonly rule: { matches(facts: F): boolean };
}

/** As `firstOf`, for the usual case. */
function firstOfTwo<F, T extends Matching<F>>(
  left: readonly T[],
  right: readonly T[],
  facts: F,
): T | undefined {
  let leftAt = 0;
  let rightAt = 0;
  while (true) {
    const leftNext = left[leftAt];
    const rightNext = right[rightAt];
    const isLeft = leftNext !== undefined && (rightNext === undefined || byOrder(leftNext, rightNext) < 0);
    const route = isLeft ? leftNext : rightNext;
    if (route === undefined || route.rule.matches(facts)) return route;
    if (isLeft) leftAt += 1;
    else rightAt += 1;
  }
}

/** Merges ordered lists, which have nothing in common, up to a route whose rule holds. */
function firstOf<F, T extends Matching<F>>(lists: readonly (readonly T[])[], facts: F): T | undefined {
  const places = lists.map(() => 0);
  while (true) {
    let next: T | undefined;
    let from = -1;
    for (let list = 0; list < lists.length; list += 1) {
      const route = lists[list]?.[places[list] ?? 0];
      if (route !== undefined && (next === undefined || byOrder(route, next) < 0)) {
        next = route;
        from = list;
      }
    }
    if (next === undefined || next.rule.matches(facts)) return next;
    places[from] = (places[from] ?? 0) + 1;
  }
}

/** Routes by what their rules need of the host, in the order given. */
function filed<F, R, T extends Indexed<R>>(
  routes: readonly T[],
  keys: RouteKeys<F, R>,
): { readonly byHost: Map<string, T[]>; readonly anyHost: T[] } {
  const byHost = new Map<string, T[]>();
  const anyHost: T[] = [];
  for (const route of routes) {
    const hosts = keys.hosts(route.rule);
    if (hosts === undefined) anyHost.push(route);
    for (const host of hosts ?? []) {
      const those = byHost.get(host);
      if (those) those.push(route);
      else byHost.set(host, [route]);
    }
  }
  return { byHost, anyHost };
}

function bucketOf<F, R, T extends Indexed<R>>(all: readonly T[], keys: RouteKeys<F, R>): Bucket<T> {
  if (all.length <= MANY_ROUTES) return { all, anyPath: all, byPath: undefined };
  const anyPath: T[] = [];
  const needPath: ConstructorParameters<typeof PathIndex<T>>[0][number][] = [];
  for (const item of all) {
    const pathPrefixes = keys.pathPrefixes(item.rule);
    const suffices = keys.hostsAndPathsSuffice(item.rule);
    if (pathPrefixes) needPath.push({ item, pathPrefixes, suffices });
    else anyPath.push(item);
  }
  if (needPath.length === 0) return { all, anyPath: all, byPath: undefined };
  return { all, anyPath, byPath: new PathIndex(needPath) };
}
