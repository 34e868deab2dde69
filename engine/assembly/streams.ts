import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import type { Random } from '../balancing/service-node.ts';
import { LoadBalancerNode } from '../balancing/service-nodes.ts';
import { disable } from '../configuration/mark.ts';
import type { Configuration, ConfiguredMiddleware, TcpRouter, UdpRouter } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import { MiddlewareError } from '../middlewares/middleware-error.ts';
import { buildStreamMiddleware, type StreamMiddleware } from '../middlewares/stream-middlewares.ts';
import type { CheckedStream, TcpTarget, UdpRoute } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { AddressServer } from '../routing/targets.ts';
import { defaultPriority, effectivePriority, exceedsMaximumPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { TcpRule } from '../rules/tcp-rule.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { StreamServices } from './stream-services.ts';
import { tlsProblem } from './tls-problem.ts';

/** A TCP router that is in force, ready to be put into tables. */
interface TcpRouteOf {
  readonly router: TcpRouter;
  readonly route: Route<TcpRule, TcpTarget>;
}

interface TcpAssembly {
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly precedence: (router: string) => number;
  readonly random: Random;
  readonly version: TraefikVersion;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Told once of each middleware that cannot be built. */
  readonly onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void;
}

/** What the TCP routers of a configuration lead to. */
interface AssembledTcp {
  readonly routes: readonly TcpRouteOf[];
  readonly checked: readonly CheckedStream[];
}

/**
 * Builds what the TCP routers of a configuration lead to; each has its own service, as Traefik names them. A router
 * whose TLS options are missing or broken is disabled and still takes its connections, which are closed: no other
 * router gets them (Traefik: `pkg/server/router/tcp`, brokenTLSRouter).
 */
export function assembleTcp(assembly: TcpAssembly): AssembledTcp {
  const { configuration, rules, precedence, random, version, now } = assembly;
  const { services, serversTransports: transports } = configuration.tcp;
  const built = new StreamServices({ services, random, version, now, transports });
  const routes: TcpRouteOf[] = [];
  for (const router of configuration.tcp.routers.values()) {
    const { tls } = router;
    const problem = tls && !tls.passthrough ? tlsProblem(configuration, tls.options) : undefined;
    if (problem !== undefined && router.status !== 'disabled') {
      disable(configuration, router, problem);
    }
    const parts = problem === undefined ? partsOf(router, assembly, built) : closing(router, random);
    const rule = parts && readableRule(router, rules);
    if (!rule) continue;
    const priority = effectivePriority(router.priority, defaultPriority(rule));
    const target: TcpTarget = { ...parts, ...(tls === undefined ? {} : { tls }) };
    routes.push({
      router,
      route: { name: router.name, rule, priority, precedence: precedence(router.name), target },
    });
  }
  return { routes, checked: built.checked };
}

/** A service without servers. */
function closing({ service }: TcpRouter, random: Random): Pick<TcpTarget, 'service'> {
  return { service: new LoadBalancerNode(service, new GreatestDivisor<AddressServer>([], random)) };
}

/** undefined if the router is disabled, perhaps just now. */
function partsOf(
  router: TcpRouter,
  assembly: TcpAssembly,
  services: StreamServices,
): Pick<TcpTarget, 'service' | 'middlewares'> | undefined {
  if (router.status === 'disabled') return undefined;
  const middlewares = buildMiddlewares(router, assembly);
  if (!middlewares) return undefined;
  const service = services.node(router.service);
  return middlewares.length === 0 ? { service } : { service, middlewares };
}

/** Each router has its own. Built from the end, as Traefik does it: the error of the last is the router's. */
function buildMiddlewares(
  router: TcpRouter,
  { configuration, onBroken }: TcpAssembly,
): StreamMiddleware[] | undefined {
  const built: StreamMiddleware[] = [];
  for (const name of router.middlewares.toReversed()) {
    const middleware = configuration.tcp.middlewares.get(name);
    if (!middleware) throw new Error(`middleware ${name} was linked but is not there`);
    try {
      built.unshift(buildStreamMiddleware(name, middleware.type, middleware.options));
    } catch (error) {
      if (!(error instanceof MiddlewareError)) throw error;
      disable(configuration, router, error.message);
      if (middleware.status === 'disabled') return undefined;
      disable(configuration, middleware, error.message);
      onBroken(middleware, error);
      return undefined;
    }
  }
  return built;
}

/** undefined if nothing can be routed by it, which was reported. */
function readableRule(router: TcpRouter, rules: Rules): TcpRule | undefined {
  if (exceedsMaximumPriority(router.priority)) return undefined;
  try {
    return rules.tcp(router);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

/**
 * The one router of each UDP entry point: UDP has no rules, so of several the lexically greatest name wins
 * (Traefik: `pkg/server/router/udp`). `onBeaten` hears of the others.
 */
export function assembleUdp(
  { configuration, random, version, now }: Omit<TcpAssembly, 'onBroken' | 'rules' | 'precedence'>,
  onBeaten: (router: UdpRouter, entryPoint: string, winner: string) => void,
): Map<string, UdpRoute> {
  const services = new StreamServices({ services: configuration.udp.services, random, version, now });
  const routes = new Map<string, UdpRoute>();
  const routers = [...configuration.udp.routers.values()].filter((router) => router.status !== 'disabled');
  for (const router of routers.toSorted((a, b) => (a.name > b.name ? -1 : 1))) {
    for (const entryPoint of new Set(router.entryPoints)) {
      const winner = routes.get(entryPoint);
      if (winner) onBeaten(router, entryPoint, winner.name);
      else routes.set(entryPoint, { name: router.name, service: services.node(router.service) });
    }
  }
  return routes;
}
