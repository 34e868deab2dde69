import { EarliestDeadline } from '../balancing/earliest-deadline.ts';
import type { Random, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, MirroringNode, WeightedNode } from '../balancing/service-nodes.ts';
import { chainMembers } from '../configuration/link-http.ts';
import type { Configuration, HttpRouter, HttpService } from '../configuration/model.ts';
import { DEFAULT_TRANSPORT } from '../configuration/transports.ts';
import { buildMiddleware } from '../middlewares/build.ts';
import type { HttpMiddleware } from '../middlewares/message.ts';
import { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { Route } from '../routing/tables.ts';
import type { HttpServer, HttpTarget } from '../routing/targets.ts';
import { type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';

/** A router that is in force, ready to be put into tables. */
export interface HttpRouteOf {
  readonly router: HttpRouter;
  readonly route: Route<HttpRule, HttpTarget>;
}

/**
 * Builds what the HTTP routers of a configuration lead to. A service is built once and shared by all routers that
 * name it, so that its counters are shared too; a middleware is built for each router.
 * A router whose middleware cannot be built is disabled, and `onDisabled` is told.
 */
export function assembleHttp(
  configuration: Configuration,
  random: Random,
  onDisabled: (router: HttpRouter, middleware: string, error: MiddlewareError) => void,
): HttpRouteOf[] {
  const services = new HttpServices(configuration, random);
  const routes: HttpRouteOf[] = [];
  for (const router of configuration.http.routers.values()) {
    if (router.status === 'disabled') continue;
    const middlewares = buildMiddlewares(configuration, router, onDisabled);
    if (!middlewares) continue;
    const service = services.node(router.service);
    const rule = parseHttpRule(router.rule);
    const priority = effectivePriority(router.priority, defaultPriority(rule));
    const target: HttpTarget = { kind: 'service', middlewares, service };
    routes.push({ router, route: { name: router.name, rule, priority, target } });
  }
  return routes;
}

function buildMiddlewares(
  configuration: Configuration,
  router: HttpRouter,
  onDisabled: (router: HttpRouter, middleware: string, error: MiddlewareError) => void,
): HttpMiddleware[] | undefined {
  const built: HttpMiddleware[] = [];
  for (const name of router.middlewares.flatMap((middleware) => expand(configuration, middleware))) {
    const middleware = configuration.http.middlewares.get(name);
    if (!middleware) return undefined;
    try {
      built.push(buildMiddleware(name, middleware.type, middleware.options));
    } catch (error) {
      if (!(error instanceof MiddlewareError)) throw error;
      middleware.status = 'disabled';
      if (!middleware.errors.includes(error.message)) middleware.errors.push(error.message);
      router.status = 'disabled';
      router.errors.push(error.message);
      onDisabled(router, name, error);
      return undefined;
    }
  }
  return built;
}

/** A chain stands for its members, in order. */
function expand(configuration: Configuration, name: string): string[] {
  const middleware = configuration.http.middlewares.get(name);
  if (middleware?.type !== 'chain') return [name];
  return chainMembers(middleware).flatMap((member) => expand(configuration, member));
}

class HttpServices {
  readonly #configuration: Configuration;
  readonly #random: Random;
  readonly #nodes = new Map<string, ServiceNode<HttpServer>>();

  constructor(configuration: Configuration, random: Random) {
    this.#configuration = configuration;
    this.#random = random;
  }

  node(name: string): ServiceNode<HttpServer> {
    const known = this.#nodes.get(name);
    if (known) return known;
    const service = this.#configuration.http.services.get(name);
    if (!service) throw new Error(`service ${name} was linked but is not there`);
    const node = this.#build(service);
    this.#nodes.set(name, node);
    return node;
  }

  #build(service: HttpService): ServiceNode<HttpServer> {
    switch (service.kind) {
      case 'loadBalancer': {
        const transport =
          this.#configuration.http.serversTransports.get(service.serversTransport ?? '') ?? DEFAULT_TRANSPORT;
        const servers = service.servers.map(({ host, ...server }) => ({
          weight: 1,
          item: { ...server, hostname: host, passHostHeader: service.passHostHeader, transport },
        }));
        return new LoadBalancerNode(service.name, new EarliestDeadline<HttpServer>(servers, this.#random));
      }
      case 'weighted': {
        const children = service.services.map(({ name, weight }) => ({ item: this.node(name), weight }));
        return new WeightedNode(service.name, new EarliestDeadline(children, this.#random));
      }
      case 'mirroring': {
        const mirrors = service.mirrors.map(({ name, percent }) => ({ service: this.node(name), percent }));
        return new MirroringNode(service.name, this.node(service.service), mirrors, service);
      }
    }
  }
}
