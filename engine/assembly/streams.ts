import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import type { Random, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, WeightedNode } from '../balancing/service-nodes.ts';
import type { AddressService, Configuration, TcpRouter } from '../configuration/model.ts';
import type { TcpTarget, UdpRoute } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { AddressServer } from '../routing/targets.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import { parseTcpRule, type TcpRule } from '../rules/tcp-rule.ts';

/** A TCP router that is in force, ready to be put into tables. */
export interface TcpRouteOf {
  readonly router: TcpRouter;
  readonly route: Route<TcpRule, TcpTarget>;
}

/** Builds what the TCP routers of a configuration lead to; each has its own service, as Traefik names them. */
export function assembleTcp(configuration: Configuration, random: Random): TcpRouteOf[] {
  const services = new AddressServices(configuration.tcp.services, random);
  return [...configuration.tcp.routers.values()]
    .filter((router) => router.status !== 'disabled')
    .map((router) => {
      const rule = parseTcpRule(router.rule);
      const priority = effectivePriority(router.priority, defaultPriority(rule));
      const target: TcpTarget = {
        service: services.node(router.service),
        ...(router.tls === undefined ? {} : { tls: router.tls }),
      };
      return { router, route: { name: router.name, rule, priority, target } };
    });
}

/**
 * The one router of each UDP entry point: UDP has no rules, so of several the lexically greatest name wins
 * (Traefik: `pkg/server/router/udp`).
 */
export function assembleUdp(configuration: Configuration, random: Random): Map<string, UdpRoute> {
  const services = new AddressServices(configuration.udp.services, random);
  const routes = new Map<string, UdpRoute>();
  const routers = [...configuration.udp.routers.values()].filter((router) => router.status !== 'disabled');
  for (const { name, service, entryPoints } of routers.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const entryPoint of entryPoints) routes.set(entryPoint, { name, service: services.node(service) });
  }
  return routes;
}

class AddressServices {
  readonly #services: ReadonlyMap<string, AddressService>;
  readonly #random: Random;
  readonly #nodes = new Map<string, ServiceNode<AddressServer>>();

  constructor(services: ReadonlyMap<string, AddressService>, random: Random) {
    this.#services = services;
    this.#random = random;
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
    const { terminationDelayMs } = service;
    const servers = service.servers.map((server) => ({ item: { ...server, terminationDelayMs }, weight: 1 }));
    return new LoadBalancerNode(service.name, new GreatestDivisor<AddressServer>(servers, this.#random));
  }
}
