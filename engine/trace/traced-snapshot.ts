import type { EntryPointRoutes, RoutingSnapshot, TcpTarget, UdpRoute } from '../routing/snapshot.ts';
import type { HttpTable, Route, TcpTable } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { MatcherReason } from '../rules/compile-rule.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { branchText } from '../rules/rule-node.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import type { Trace, TracedBranch } from './trace.ts';
import {
  TracedService,
  tracedAddresses,
  tracedHttpService,
  tracedMiddlewares,
  tracedServices,
} from './traced-services.ts';

/**
 * The tables of a snapshot, which decide as they did and tell what they are used for. Whoever does not ask for it has
 * tables without a trace of it, and pays nothing.
 */
function tracedSnapshot(snapshot: RoutingSnapshot, trace: Trace): RoutingSnapshot {
  return {
    ...snapshot,
    entryPoints: new Map(
      Array.from(snapshot.entryPoints, ([name, routes]) => [name, tracedRoutes(routes, trace)]),
    ),
    udp: new Map(Array.from(snapshot.udp, ([name, route]) => [name, tracedUdp(route, trace)])),
  };
}

/** The snapshots that come, each traced once. */
export function tracedSnapshots(current: () => RoutingSnapshot, trace: Trace): () => RoutingSnapshot {
  let of: RoutingSnapshot | undefined;
  let traced: RoutingSnapshot | undefined;
  return () => {
    const snapshot = current();
    if (traced === undefined || of !== snapshot) traced = tracedSnapshot(snapshot, trace);
    of = snapshot;
    return traced;
  };
}

function tracedRoutes({ http, https, tcp }: EntryPointRoutes, trace: Trace): EntryPointRoutes {
  return {
    https,
    http: { plain: tracedHttpTable(http.plain, trace), secure: tracedHttpTable(http.secure, trace) },
    tcp: { plain: tracedTcpTable(tcp.plain, trace), secure: tracedTcpTable(tcp.secure, trace) },
  };
}

function tracedHttpTable(table: HttpTable<HttpTarget>, trace: Trace): HttpTable<HttpTarget> {
  return new TracedHttpTable(table, trace);
}

type HttpRoute = Route<HttpRule, HttpTarget>;

class TracedHttpTable implements HttpTable<HttpTarget> {
  readonly #table: HttpTable<HttpTarget>;
  readonly #trace: Trace;
  /** Handlers are kept by target: a route is traced once. */
  readonly #known = new WeakMap<HttpRoute, HttpRoute>();

  constructor(table: HttpTable<HttpTarget>, trace: Trace) {
    this.#table = table;
    this.#trace = trace;
  }

  get routes(): readonly HttpRoute[] {
    return this.#table.routes.map((route) => this.#traced(route));
  }

  get size(): number {
    return this.#table.size;
  }

  match(facts: HttpFacts): HttpRoute | undefined {
    const route = this.#table.match(facts);
    if (!route) return undefined;
    const branches = tracedBranches(route.rule.evaluate(facts));
    this.#trace({ kind: 'router', protocol: 'http', router: route.name, branches });
    return this.#traced(route);
  }

  refusesMethod(facts: HttpFacts): boolean {
    return this.#table.refusesMethod(facts);
  }

  candidates(facts: HttpFacts): ReturnType<HttpTable<HttpTarget>['candidates']> {
    return this.#table.candidates(facts);
  }

  #traced(route: HttpRoute): HttpRoute {
    let made = this.#known.get(route);
    if (made === undefined) {
      made = { ...route, target: tracedTarget(route, this.#trace) };
      this.#known.set(route, made);
    }
    return made;
  }
}

function tracedTarget({ name, target }: Route<HttpRule, HttpTarget>, trace: Trace): HttpTarget {
  const middlewares = tracedMiddlewares(target.middlewares ?? [], name, trace);
  if (target.kind === 'internal') return { ...target, middlewares };
  const common = {
    middlewares,
    ...(target.services && { services: tracedServices(target.services, trace) }),
  };
  return target.kind === 'parent'
    ? { ...target, ...common, children: tracedHttpTable(target.children, trace) }
    : { ...target, ...common, service: tracedHttpService(target.service, trace) };
}

function tracedTcpTable(table: TcpTable<TcpTarget>, trace: Trace): TcpTable<TcpTarget> {
  return new TracedTcpTable(table, trace);
}

class TracedTcpTable implements TcpTable<TcpTarget> {
  readonly routes: TcpTable<TcpTarget>['routes'];
  readonly #table: TcpTable<TcpTarget>;
  readonly #trace: Trace;

  constructor(table: TcpTable<TcpTarget>, trace: Trace) {
    this.routes = table.routes;
    this.#table = table;
    this.#trace = trace;
  }

  get size(): number {
    return this.#table.size;
  }

  match(facts: TcpFacts): Route<TcpRule, TcpTarget> | undefined {
    const route = this.#table.match(facts);
    return route && tracedConnection(route, facts, this.#trace);
  }

  candidates(facts: TcpFacts): ReturnType<TcpTable<TcpTarget>['candidates']> {
    return this.#table.candidates(facts);
  }
}

/** A TCP router that matches may still stand back behind an HTTPS one: it is chosen when its middlewares are asked. */
function tracedConnection(
  route: Route<TcpRule, TcpTarget>,
  facts: TcpFacts,
  trace: Trace,
): Route<TcpRule, TcpTarget> {
  const { name, target } = route;
  const chosen = {
    name,
    admit() {
      trace({
        kind: 'router',
        protocol: 'tcp',
        router: name,
        branches: tracedBranches(route.rule.evaluate(facts)),
      });
      return undefined;
    },
  };
  const middlewares = (target.middlewares ?? []).map((middleware) => ({
    name: middleware.name,
    admit(clientIp: string) {
      trace({ kind: 'middleware', protocol: 'tcp', middleware: middleware.name, user: name });
      return middleware.admit(clientIp);
    },
    leave: (clientIp: string) => middleware.leave?.(clientIp),
  }));
  const service = tracedAddresses(target.service, 'tcp', trace);
  return { ...route, target: { ...target, middlewares: [chosen, ...middlewares], service } };
}

function tracedUdp({ name, service }: UdpRoute, trace: Trace): UdpRoute {
  const traced = tracedAddresses(service, 'udp', trace);
  const select: typeof traced.select = (asker) => {
    trace({ kind: 'router', protocol: 'udp', router: name, branches: [] });
    return traced.select(asker);
  };
  return { name, service: new TracedService(traced, select) };
}

/** What became of a rule's branches. */
function tracedBranches(reasons: readonly MatcherReason[]): TracedBranch[] {
  return reasons.map(({ matcher, offset, negated, applies }) => ({
    text: branchText(matcher, negated),
    offset,
    holds: applies !== negated,
  }));
}
