import type { Configuration, HttpRouter } from '../configuration/model.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { Asked, HttpTable, Route, RouteTable } from '../routing/tables.ts';
import { httpTable } from '../routing/tables.ts';
import type { HttpServiceNode, HttpTarget } from '../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { buildMiddlewares } from './http-middlewares.ts';
import type { HttpPlan, PlannedRoute } from './http-plan.ts';
import type { HttpServices } from './http-services.ts';
import type { Answer } from './internal-services.ts';

/** Routers whether or not anybody asked what they lead to. */
export type PlannedTable = RouteTable<HttpFacts, HttpRule, HttpTarget | undefined, PlannedRoute>;

type LiveRoute = Route<HttpRule, HttpTarget>;
type Live = Pick<LiveRoute, 'target' | 'tlsOptions'>;

interface GenerationSettings {
  readonly configuration: Configuration;
  readonly services: HttpServices;
  readonly internalServices: ReadonlyMap<string, Answer>;
}

/**
 * What the routers of one configuration lead to, on each entry point, built when the first request comes: services and
 * middlewares begin anew with each configuration, and most routers are not asked between two.
 */
export class HttpGeneration {
  readonly #settings: GenerationSettings;
  readonly #unguardedTargets = new Map<string, HttpTarget>();

  constructor(settings: GenerationSettings) {
    this.#settings = settings;
  }

  /**
   * A table whose routes lead somewhere.
   *
   * @param optionsOf the TLS options that clients of a router must have met
   */
  table(planned: PlannedTable, optionsOf?: (router: HttpRouter) => string): HttpTable<HttpTarget> {
    return new LiveTable(planned, ({ name, plan: { page, router, children } }) => {
      const target = page ?? (router && this.#target(router, children));
      if (!target) throw new Error(`${name} leads nowhere`);
      return { target, tlsOptions: router && optionsOf?.(router) };
    });
  }

  #target(router: HttpRouter, children: readonly HttpPlan[] | undefined): HttpTarget {
    const { configuration, services, internalServices } = this.#settings;
    const middlewares = buildMiddlewares(configuration, router.middlewares);
    const answer = internalServices.get(router.service);
    if (answer) return { kind: 'internal', middlewares, answer };
    if (children === undefined && middlewares.length === 0) return this.#unguarded(router.service);
    const others = otherServices(middlewares, services);
    const common = { middlewares, ...(others && { services: others }) };
    if (children === undefined) return { kind: 'service', service: services.node(router.service), ...common };
    const routes = children.flatMap(({ route }) => route ?? []);
    return { kind: 'parent', children: this.table(httpTable(routes)), ...common };
  }

  /** Routers without middlewares share what they lead to. */
  #unguarded(service: string): HttpTarget {
    let target = this.#unguardedTargets.get(service);
    if (target === undefined) {
      target = { kind: 'service', middlewares: [], service: this.#settings.services.node(service) };
      this.#unguardedTargets.set(service, target);
    }
    return target;
  }
}

class LiveTable implements HttpTable<HttpTarget> {
  readonly #planned: PlannedTable;
  readonly #build: (route: PlannedRoute) => Live;
  readonly #live = new Map<PlannedRoute, Live>();
  /** Stands for this table in routes, which outlive it and would keep all that it holds. */
  readonly #mark = {};

  constructor(planned: PlannedTable, build: (route: PlannedRoute) => Live) {
    this.#planned = planned;
    this.#build = build;
  }

  get routes(): readonly LiveRoute[] {
    return this.#planned.routes.map((route) => ({ ...route, ...this.#liveOf(route) }));
  }

  match(facts: HttpFacts): LiveRoute | undefined {
    const route = this.#planned.match(facts);
    return route && this.#held(route);
  }

  refusesMethod(facts: HttpFacts): boolean {
    return this.#planned.refusesMethod(facts);
  }

  candidates(facts: HttpFacts): readonly Asked<HttpRule>[] {
    return this.#planned.candidates(facts);
  }

  get size(): number {
    return this.#planned.size;
  }

  #held(route: PlannedRoute): LiveRoute {
    if (route.heldBy === this.#mark && isLive(route)) return route;
    // Another entry point, or a request that began with an older configuration, may have come between.
    const { target, tlsOptions } = this.#liveOf(route);
    route.heldBy = this.#mark;
    route.tlsOptions = tlsOptions;
    return Object.assign(route, { target });
  }

  #liveOf(route: PlannedRoute): Live {
    let live = this.#live.get(route);
    if (live === undefined) {
      live = this.#build(route);
      this.#live.set(route, live);
    }
    return live;
  }
}

function isLive(route: PlannedRoute): route is PlannedRoute & LiveRoute {
  return route.target !== undefined;
}

function otherServices(
  middlewares: readonly HttpMiddleware[],
  services: HttpServices,
): ReadonlyMap<string, HttpServiceNode> | undefined {
  const names = middlewares.flatMap((middleware) => middleware.services ?? []);
  return names.length === 0 ? undefined : new Map(names.map((name) => [name, services.node(name)]));
}
