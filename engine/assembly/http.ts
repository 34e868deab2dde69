import { EarliestDeadline } from '../balancing/earliest-deadline.ts';
import type { Random, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, MirroringNode, WeightedNode } from '../balancing/service-nodes.ts';
import { chainMembers } from '../configuration/link-middlewares.ts';
import type { Configuration, ConfiguredMiddleware, HttpRouter, HttpService } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import { DEFAULT_TRANSPORT } from '../configuration/transports.ts';
import { buildMiddleware } from '../middlewares/build.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { Route } from '../routing/tables.ts';
import type { HttpServer, HttpTarget } from '../routing/targets.ts';
import type { HttpRule } from '../rules/http-rule.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import type { Answer } from './internal-services.ts';
import { tlsProblem } from './tls-problem.ts';

/** A router that is in force, ready to be put into tables. */
export interface HttpRouteOf {
  readonly router: HttpRouter;
  readonly route: Route<HttpRule, HttpTarget>;
}

interface HttpAssembly {
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly precedence: (router: string) => number;
  readonly random: Random;
  readonly internalServices: ReadonlyMap<string, Answer>;
  /** Told once of each middleware that cannot be built. */
  readonly onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void;
}

/**
 * Builds what the HTTP routers of a configuration lead to. A service is built once and shared by all routers that
 * name it, so that its counters are shared too; a middleware is built for each router.
 * A router whose middleware cannot be built or whose TLS options are broken is disabled.
 */
export function assembleHttp(assembly: HttpAssembly): HttpRouteOf[] {
  const { configuration, random, rules, precedence } = assembly;
  const services = new HttpServices(configuration, random);
  const routes: HttpRouteOf[] = [];
  for (const router of configuration.http.routers.values()) {
    if (router.status === 'disabled' || refuseBrokenTls(configuration, router)) continue;
    const middlewares = buildMiddlewares(assembly, router);
    if (!middlewares) continue;
    const rule = rules.http(router);
    const priority = effectivePriority(router.priority, defaultPriority(rule));
    const page = assembly.internalServices.get(router.service);
    const target: HttpTarget = page
      ? { kind: 'internal', middlewares, answer: page }
      : {
          kind: 'service',
          middlewares,
          service: services.node(router.service),
          ...otherServices(middlewares, services),
        };
    routes.push({
      router,
      route: { name: router.name, rule, priority, precedence: precedence(router.name), target },
    });
  }
  return routes;
}

/** The cause is known from the TLSOption. */
function refuseBrokenTls(configuration: Configuration, router: HttpRouter): boolean {
  const problem = router.tls && tlsProblem(configuration, router.tls.options);
  if (problem === undefined) return false;
  router.status = 'disabled';
  router.errors.push(`building router handler: ${problem}`);
  return true;
}

function buildMiddlewares(
  { configuration, onBroken }: HttpAssembly,
  router: HttpRouter,
): HttpMiddleware[] | undefined {
  const built: HttpMiddleware[] = [];
  for (const name of router.middlewares.flatMap((middleware) => expand(configuration, middleware))) {
    const middleware = configuration.http.middlewares.get(name);
    if (!middleware) throw new Error(`middleware ${name} was linked but is not there`);
    try {
      built.push(buildMiddleware(name, middleware.type, middleware.options));
    } catch (error) {
      if (!(error instanceof MiddlewareError)) throw error;
      router.status = 'disabled';
      router.errors.push(error.message);
      if (middleware.status !== 'disabled') {
        middleware.status = 'disabled';
        middleware.errors.push(error.message);
        onBroken(middleware, error);
      }
      return undefined;
    }
  }
  return built;
}

function otherServices(
  middlewares: readonly HttpMiddleware[],
  services: HttpServices,
): { services?: ReadonlyMap<string, ServiceNode<HttpServer>> } {
  const names = middlewares.flatMap((middleware) => middleware.services ?? []);
  if (names.length === 0) return {};
  return { services: new Map(names.map((name) => [name, services.node(name)])) };
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
        const open = service.servers.filter((server) => !server.fenced);
        const servers = open.map(({ host, fenced: _, ...server }) => ({
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
      case 'highestRandomWeight':
      case 'failover':
        throw new Error(`service ${service.name} was linked but is not served`);
    }
  }
}
