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

type LiveRoute = Route<HttpRule, HttpTarget>;
type PlannedTable = RouteTable<HttpFacts, HttpRule, HttpPlan>;

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

  constructor(settings: GenerationSettings) {
    this.#settings = settings;
  }

  /**
   * A table whose routes lead somewhere.
   *
   * @param optionsOf the TLS options that clients of a router must have met
   */
  table(planned: PlannedTable, optionsOf?: (router: HttpRouter) => string): HttpTable<HttpTarget> {
    return new LiveTable(planned, (route) => {
      const { page, router, children } = route.target;
      const target = page ?? (router && this.#target(router, children));
      if (!target) throw new Error(`${route.name} leads nowhere`);
      return { ...route, target, ...(router && optionsOf && { tlsOptions: optionsOf(router) }) };
    });
  }

  #target(router: HttpRouter, children: readonly HttpPlan[] | undefined): HttpTarget {
    const { configuration, services, internalServices } = this.#settings;
    const middlewares = buildMiddlewares(configuration, router.middlewares);
    const answer = internalServices.get(router.service);
    if (answer) return { kind: 'internal', middlewares, answer };
    const others = otherServices(middlewares, services);
    const common = { middlewares, ...(others && { services: others }) };
    if (children === undefined) return { kind: 'service', service: services.node(router.service), ...common };
    const routes = children.flatMap(({ route }) => route ?? []);
    return { kind: 'parent', children: this.table(httpTable(routes)), ...common };
  }
}

class LiveTable implements HttpTable<HttpTarget> {
  readonly #planned: PlannedTable;
  readonly #build: (route: PlannedRoute) => LiveRoute;
  readonly #live = new Map<HttpPlan, LiveRoute>();
  /** Stands for this table in plans, which outlive it and would keep all that it holds. */
  readonly #mark = {};

  constructor(planned: PlannedTable, build: (route: PlannedRoute) => LiveRoute) {
    this.#planned = planned;
    this.#build = build;
  }

  get routes(): readonly LiveRoute[] {
    return this.#planned.routes.map((route) => this.#route(route));
  }

  match(facts: HttpFacts): LiveRoute | undefined {
    const route = this.#planned.match(facts);
    return route && this.#route(route);
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

  #route(route: PlannedRoute): LiveRoute {
    const plan = route.target;
    if (plan.heldBy === this.#mark && plan.live !== undefined) return plan.live;
    // Another entry point, or a request that began with an older configuration, may have come between.
    let live = this.#live.get(plan);
    if (live === undefined) {
      live = this.#build(route);
      this.#live.set(plan, live);
    }
    plan.live = live;
    plan.heldBy = this.#mark;
    return live;
  }
}

function otherServices(
  middlewares: readonly HttpMiddleware[],
  services: HttpServices,
): ReadonlyMap<string, HttpServiceNode> | undefined {
  const names = middlewares.flatMap((middleware) => middleware.services ?? []);
  return names.length === 0 ? undefined : new Map(names.map((name) => [name, services.node(name)]));
}
