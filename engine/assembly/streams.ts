import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import type { Random, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, WeightedNode } from '../balancing/service-nodes.ts';
import type {
  AddressService,
  Configuration,
  ConfiguredTcpTransport,
  TcpRouter,
  UdpRouter,
} from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import { DEFAULT_TCP_TRANSPORT } from '../configuration/stream-transports.ts';
import type { TcpTarget, UdpRoute } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { AddressServer, TcpServersTransport } from '../routing/targets.ts';
import { defaultPriority, effectivePriority, exceedsMaximumPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { TcpRule } from '../rules/tcp-rule.ts';
import { tlsProblem } from './tls-problem.ts';

/** A TCP router that is in force, ready to be put into tables. */
export interface TcpRouteOf {
  readonly router: TcpRouter;
  readonly route: Route<TcpRule, TcpTarget>;
}

interface TcpAssembly {
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly precedence: (router: string) => number;
  readonly random: Random;
}

/**
 * Builds what the TCP routers of a configuration lead to; each has its own service, as Traefik names them. A router
 * whose TLS options are missing or broken is disabled and still takes its connections, which are closed: no other
 * router gets them (Traefik: `pkg/server/router/tcp`, brokenTLSRouter).
 */
export function assembleTcp({ configuration, rules, precedence, random }: TcpAssembly): TcpRouteOf[] {
  const { tcp } = configuration;
  const services = new AddressServices(tcp.services, random, tcp.serversTransports);
  const routes: TcpRouteOf[] = [];
  for (const router of configuration.tcp.routers.values()) {
    const { tls } = router;
    const problem = tls && !tls.passthrough ? tlsProblem(configuration, tls.options) : undefined;
    if (problem !== undefined && router.status !== 'disabled') {
      router.status = 'disabled';
      router.errors.push(problem);
    }
    const rule =
      problem === undefined && router.status === 'disabled' ? undefined : readableRule(router, rules);
    if (!rule) continue;
    const service =
      problem === undefined
        ? services.node(router.service)
        : new LoadBalancerNode(router.service, new GreatestDivisor<AddressServer>([], random));
    const priority = effectivePriority(router.priority, defaultPriority(rule));
    const target: TcpTarget = { service, ...(tls === undefined ? {} : { tls }) };
    routes.push({
      router,
      route: { name: router.name, rule, priority, precedence: precedence(router.name), target },
    });
  }
  return routes;
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
  configuration: Configuration,
  random: Random,
  onBeaten: (router: UdpRouter, entryPoint: string, winner: string) => void,
): Map<string, UdpRoute> {
  const services = new AddressServices(configuration.udp.services, random);
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

class AddressServices {
  readonly #services: ReadonlyMap<string, AddressService>;
  readonly #random: Random;
  readonly #transports: Configuration['tcp']['serversTransports'] | undefined;
  readonly #nodes = new Map<string, ServiceNode<AddressServer>>();

  /** Without `transports`: for UDP. */
  constructor(
    services: ReadonlyMap<string, AddressService>,
    random: Random,
    transports?: Configuration['tcp']['serversTransports'],
  ) {
    this.#services = services;
    this.#random = random;
    this.#transports = transports;
  }

  node(name: string): ServiceNode<AddressServer> {
    const known = this.#nodes.get(name);
    if (known) return known;
    const service = this.#services.get(name);
    if (!service) throw new Error(`service ${name} was linked but is not there`);
    const node = this.#build(service);
    this.#nodes.set(name, node);
    return node;
  }

  #build(service: AddressService): ServiceNode<AddressServer> {
    if (service.kind === 'weighted') {
      const children = service.services.map((child) => ({
        item: this.node(child.name),
        weight: child.weight,
      }));
      return new WeightedNode(service.name, new GreatestDivisor(children, this.#random));
    }
    const transport = this.#transports?.get(service.serversTransport ?? '') ?? DEFAULT_TCP_TRANSPORT;
    const { terminationDelayMs = transport.terminationDelayMs } = service;
    const tcp = this.#transports && tcpTransport(service, transport);
    const servers = service.servers.map((server) => ({
      item: { ...server, terminationDelayMs, ...(tcp && { tcp }) },
      weight: 1,
    }));
    return new LoadBalancerNode(service.name, new GreatestDivisor<AddressServer>(servers, this.#random));
  }
}

/** What the service itself says about PROXY protocol comes before its transport. */
function tcpTransport(
  service: Pick<ConfiguredTcpTransport, 'proxyProtocol'>,
  transport: Pick<ConfiguredTcpTransport, 'dialTimeoutMs' | 'keepAliveMs' | 'proxyProtocol'>,
): TcpServersTransport {
  const { dialTimeoutMs, keepAliveMs } = transport;
  const proxyProtocol = service.proxyProtocol ?? transport.proxyProtocol;
  return { dialTimeoutMs, keepAliveMs, ...(proxyProtocol !== undefined && { proxyProtocol }) };
}
