import { hostKey } from '../rules/necessary-values.ts';
import { PathIndex } from './path-index.ts';

/** What a rule needs of host and path, and where the facts have them. */
export interface RouteKeys<F, R> {
  /** The keys (see `hostKey`) one of which the facts' host must have if the rule is to hold; undefined: any. */
  hosts(rule: R): readonly string[] | undefined;
  /** The texts one of which the path must begin with if the rule is to hold; undefined: any. */
  pathPrefixes(rule: R): readonly string[] | undefined;
  /** In lower case. */
  host(facts: F): string;
  path(facts: F): string;
}

/** Up to here asking every rule is about as fast as looking by path. */
const MANY_ROUTES = 4;

const NONE: readonly number[] = [];

/** A route by its position in the table. */
interface Entry {
  readonly position: number;
  readonly pathPrefixes: readonly string[] | undefined;
}

/** The routes of one host: positions in rising order, those that need a path apart if there are many. */
interface Bucket {
  readonly anyPath: readonly number[];
  readonly byPath: PathIndex | undefined;
}

const EMPTY: Bucket = { anyPath: NONE, byPath: undefined };

/**
 * Passes over routes that cannot hold for a host and path. The rules of the others are asked in the table's order, so
 * that the choice is the one of a scan. Takes memory linear in the length of the rules. Immutable.
 */
export class RouteIndex<F, R extends { matches(facts: F): boolean }, T extends { readonly rule: R }> {
  readonly #routes: readonly T[];
  readonly #keys: RouteKeys<F, R>;
  readonly #byHost: ReadonlyMap<string, Bucket>;
  readonly #anyHost: Bucket;

  /** @param routes in the order in which they are to be asked */
  constructor(routes: readonly T[], keys: RouteKeys<F, R>) {
    this.#routes = routes;
    this.#keys = keys;
    const byHost = new Map<string, Entry[]>();
    const anyHost: Entry[] = [];
    for (const [position, { rule }] of routes.entries()) {
      const entry = { position, pathPrefixes: keys.pathPrefixes(rule) };
      const hosts = keys.hosts(rule);
      if (hosts === undefined) anyHost.push(entry);
      for (const host of hosts ?? []) {
        const entries = byHost.get(host);
        if (entries) entries.push(entry);
        else byHost.set(host, [entry]);
      }
    }
    this.#byHost = new Map(Array.from(byHost, ([host, entries]) => [host, bucketOf(entries)]));
    this.#anyHost = bucketOf(anyHost);
  }

  /** The first route whose rule holds. */
  match(facts: F): T | undefined {
    const named = this.#byHost.get(hostKey(this.#keys.host(facts))) ?? EMPTY;
    const others = this.#anyHost;
    if (named.byPath === undefined && others.byPath === undefined) {
      return this.#firstOfTwo(named.anyPath, others.anyPath, facts);
    }
    const path = this.#keys.path(facts);
    const lists = [named.anyPath, others.anyPath];
    named.byPath?.collect(path, lists);
    others.byPath?.collect(path, lists);
    return this.#firstOf(lists, facts);
  }

  /** As `#firstOf`, for the usual case. */
  #firstOfTwo(left: readonly number[], right: readonly number[], facts: F): T | undefined {
    const end = this.#routes.length;
    let leftAt = 0;
    let rightAt = 0;
    while (leftAt < left.length || rightAt < right.length) {
      const leftNext = left[leftAt] ?? end;
      const rightNext = right[rightAt] ?? end;
      if (leftNext < rightNext) leftAt += 1;
      else rightAt += 1;
      const route = this.#routes[leftNext < rightNext ? leftNext : rightNext];
      if (route?.rule.matches(facts)) return route;
    }
    return undefined;
  }

  /** Merges lists of rising positions, which have none in common, up to a route whose rule holds. */
  #firstOf(lists: readonly (readonly number[])[], facts: F): T | undefined {
    const places = lists.map(() => 0);
    while (true) {
      let next = this.#routes.length;
      let from = -1;
      for (let list = 0; list < lists.length; list += 1) {
        const position = lists[list]?.[places[list] ?? 0];
        if (position !== undefined && position < next) {
          next = position;
          from = list;
        }
      }
      if (from < 0) return undefined;
      places[from] = (places[from] ?? 0) + 1;
      const route = this.#routes[next];
      if (route?.rule.matches(facts)) return route;
    }
  }
}

function bucketOf(entries: readonly Entry[]): Bucket {
  const anyPath: number[] = [];
  const needPath: { position: number; pathPrefixes: readonly string[] }[] = [];
  const many = entries.length > MANY_ROUTES;
  for (const { position, pathPrefixes } of entries) {
    if (many && pathPrefixes) needPath.push({ position, pathPrefixes });
    else anyPath.push(position);
  }
  return { anyPath, byPath: needPath.length > 0 ? new PathIndex(needPath) : undefined };
}
