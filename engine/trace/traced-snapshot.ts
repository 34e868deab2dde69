import type { EntryPointRoutes, RoutingSnapshot, TcpTarget, UdpRoute } from '../routing/snapshot.ts';
import type { HttpTable, Route, TcpTable } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { MatcherReason } from '../rules/compile-rule.ts';
import type { HttpRule } from '../rules/http-rule.ts';
import { branchText } from '../rules/rule-node.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import type { Trace, TracedBranch } from './trace.ts';
import { tracedAddresses, tracedHttpService, tracedMiddlewares, tracedServices } from './traced-services.ts';

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
  // Handlers are kept by target: a route is traced once.
  const known = new WeakMap<Route<HttpRule, HttpTarget>, Route<HttpRule, HttpTarget>>();
  const traced = (route: Route<HttpRule, HttpTarget>): Route<HttpRule, HttpTarget> => {
    let made = known.get(route);
    if (made === undefined) {
      made = { ...route, target: tracedTarget(route, trace) };
      known.set(route, made);
    }
    return made;
  };
  return {
    get routes() {
      return table.routes.map(traced);
    },
    match(facts) {
      const route = table.match(facts);
      if (!route) return undefined;
      const branches = tracedBranches(route.rule.evaluate(facts));
      trace({ kind: 'router', protocol: 'http', router: route.name, branches });
      return traced(route);
    },
    refusesMethod: (facts) => table.refusesMethod(facts),
    candidates: (facts) => table.candidates(facts),
    get size() {
      return table.size;
    },
  };
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
  return {
    routes: table.routes,
    match(facts) {
      const route = table.match(facts);
      return route && tracedConnection(route, facts, trace);
    },
    candidates: (facts) => table.candidates(facts),
    get size() {
      return table.size;
    },
  };
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
  return {
    name,
    service: {
      name: traced.name,
      get up() {
        return traced.up;
      },
      select(asker) {
        trace({ kind: 'router', protocol: 'udp', router: name, branches: [] });
        return traced.select(asker);
      },
    },
  };
}

/** What became of a rule's branches. */
function tracedBranches(reasons: readonly MatcherReason[]): TracedBranch[] {
  return reasons.map(({ matcher, offset, negated, applies }) => ({
    text: branchText(matcher, negated),
    offset,
    holds: applies !== negated,
  }));
}
