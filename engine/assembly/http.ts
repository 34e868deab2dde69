import type { Random } from '../balancing/service-node.ts';
import { chainMembers } from '../configuration/link-middlewares.ts';
import { childrenOf } from '../configuration/link-services.ts';
import type { Configuration, ConfiguredMiddleware, Element, HttpRouter } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import { buildMiddleware } from '../middlewares/build.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { CheckedService, RoutingSnapshot } from '../routing/snapshot.ts';
import { httpTable, type Route } from '../routing/tables.ts';
import type { HttpServiceNode, HttpTarget } from '../routing/targets.ts';
import type { HttpRule } from '../rules/http-rule.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { HttpServices } from './http-services.ts';
import type { Answer } from './internal-services.ts';
import { tlsProblem } from './tls-problem.ts';

/** A router that is in force, ready to be put into tables. */
interface HttpRouteOf {
  readonly router: HttpRouter;
  readonly route: Route<HttpRule, HttpTarget>;
}

interface HttpAssembly {
  readonly configuration: Configuration;
  readonly rules: Rules;
  readonly precedence: (router: string) => number;
  readonly random: Random;
  readonly version: TraefikVersion;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly internalServices: ReadonlyMap<string, Answer>;
  /** Told once of each middleware that cannot be built. */
  readonly onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void;
}

/** What the routers of a configuration lead to. */
interface AssembledHttp {
  /** Those on entry points; the ones behind them are in their targets. */
  readonly routes: readonly HttpRouteOf[];
  readonly checked: readonly CheckedService[];
  readonly states: RoutingSnapshot['states'];
}

/**
 * Builds what the HTTP routers of a configuration lead to. A service is built once and shared by all routers that
 * name it, so that its counters are shared too; a middleware is built for each router.
 * A router whose middleware cannot be built or whose TLS options are broken is disabled.
 */
export function assembleHttp(assembly: HttpAssembly): AssembledHttp {
  const { configuration, random, version, now } = assembly;
  const middlewaresOf = serviceMiddlewares(assembly);
  const services = new HttpServices({
    configuration,
    random,
    version,
    now,
    middlewaresOf: (service) => middlewaresOf.get(service.name) ?? [],
  });
  const builder = new Routers(assembly, services);
  const routes = [...configuration.http.routers.values()].flatMap((router) => {
    const route = router.parentRefs === undefined ? builder.route(router) : undefined;
    return route ? [{ router, route }] : [];
  });
  return { routes, checked: services.checked, states: services.states };
}

/** The middlewares of services themselves; a service whose middlewares cannot be built is disabled, with all above it. */
function serviceMiddlewares(assembly: HttpAssembly): Map<string, HttpMiddleware[]> {
  const built = new Map<string, HttpMiddleware[]>();
  for (const service of assembly.configuration.http.services.values()) {
    if (service.status === 'disabled' || service.kind !== 'loadBalancer' || !service.middlewares?.length)
      continue;
    const middlewares = buildMiddlewares(assembly, service, service.middlewares);
    if (middlewares) built.set(service.name, middlewares);
  }
  return built;
}

class Routers {
  readonly #assembly: HttpAssembly;
  readonly #services: HttpServices;

  constructor(assembly: HttpAssembly, services: HttpServices) {
    this.#assembly = assembly;
    this.#services = services;
  }

  /** undefined if the router is disabled, perhaps just now. */
  route(router: HttpRouter): HttpRouteOf['route'] | undefined {
    const { configuration, rules, precedence } = this.#assembly;
    if (router.status === 'disabled' || refuseBrokenTls(configuration, router)) return undefined;
    if (refuseBrokenService(configuration, router)) return undefined;
    const middlewares = buildMiddlewares(this.#assembly, router, router.middlewares);
    const target = middlewares && this.#target(router, middlewares);
    if (!target) return undefined;
    const rule = rules.http(router);
    const priority = effectivePriority(router.priority, defaultPriority(rule));
    return { name: router.name, rule, priority, precedence: precedence(router.name), target };
  }

  #target(router: HttpRouter, middlewares: HttpMiddleware[]): HttpTarget | undefined {
    const page = this.#assembly.internalServices.get(router.service);
    if (page) return { kind: 'internal', middlewares, answer: page };
    const others = otherServices(middlewares, this.#services);
    if (router.children === undefined) {
      return new ServiceTarget(this.#services, router.service, middlewares, others);
    }
    const children = this.#children(router.children);
    if (children.length === 0) {
      const text = `no child routers could be added to muxer (${router.children.length} skipped)`;
      router.status = 'disabled';
      router.errors.push(`building child routers muxer: ${text}`);
      return undefined;
    }
    return {
      kind: 'parent',
      middlewares,
      children: httpTable(children),
      ...(others && { services: others }),
    };
  }

  #children(names: readonly string[]): HttpRouteOf['route'][] {
    return names.flatMap((name) => {
      const child = this.#assembly.configuration.http.routers.get(name);
      const route = child && this.route(child);
      return route ? [route] : [];
    });
  }
}

/** Leads to a service that is built when the first request comes, or at once if its servers are checked. */
class ServiceTarget {
  readonly kind = 'service';
  readonly middlewares: readonly HttpMiddleware[];
  readonly services?: ReadonlyMap<string, HttpServiceNode>;
  readonly #all: HttpServices;
  readonly #name: string;
  #service: HttpServiceNode | undefined;

  constructor(
    all: HttpServices,
    name: string,
    middlewares: readonly HttpMiddleware[],
    services: ReadonlyMap<string, HttpServiceNode> | undefined,
  ) {
    this.middlewares = middlewares;
    if (services) this.services = services;
    this.#all = all;
    this.#name = name;
    if (all.isChecked(name)) this.#service = all.node(name);
  }

  get service(): HttpServiceNode {
    this.#service ??= this.#all.node(this.#name);
    return this.#service;
  }
}

/** A service may have been found broken since it was linked. */
function refuseBrokenService(configuration: Configuration, router: HttpRouter): boolean {
  const problem = brokenService(configuration, router.service);
  if (problem === undefined) return false;
  router.status = 'disabled';
  router.errors.push(problem);
  return true;
}

function brokenService(configuration: Configuration, name: string): string | undefined {
  const service = configuration.http.services.get(name);
  if (!service) return undefined;
  if (service.status === 'disabled') return service.errors.join(', ');
  for (const { name: child } of childrenOf(service)) {
    const problem = brokenService(configuration, child);
    if (problem !== undefined) return problem;
  }
  return undefined;
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
  user: Element,
  names: readonly string[],
): HttpMiddleware[] | undefined {
  const built: HttpMiddleware[] = [];
  for (const name of names.flatMap((middleware) => expand(configuration, middleware))) {
    const middleware = configuration.http.middlewares.get(name);
    if (!middleware) throw new Error(`middleware ${name} was linked but is not there`);
    try {
      built.push(buildMiddleware(name, middleware.type, middleware.options));
    } catch (error) {
      if (!(error instanceof MiddlewareError)) throw error;
      user.status = 'disabled';
      user.errors.push(error.message);
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
): ReadonlyMap<string, HttpServiceNode> | undefined {
  const names = middlewares.flatMap((middleware) => middleware.services ?? []);
  return names.length === 0 ? undefined : new Map(names.map((name) => [name, services.node(name)]));
}

/** A chain stands for its members, in order. */
function expand(configuration: Configuration, name: string): string[] {
  const middleware = configuration.http.middlewares.get(name);
  if (middleware?.type !== 'chain') return [name];
  return chainMembers(middleware).flatMap((member) => expand(configuration, member));
}
