import type { Configuration, HttpRouter } from '../configuration/model.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { Consideration, HttpTable, Route, RouteTable } from '../routing/tables.ts';
import { httpTable } from '../routing/tables.ts';
import type { HttpServiceNode, HttpTarget } from '../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { buildMiddlewares } from './http-middlewares.ts';
import type { HttpPlan, PlannedRoute } from './http-plan.ts';
import type { HttpServices } from './http-services.ts';
import type { Answer } from './internal-services.ts';

type LiveRoute = Route<HttpRule, HttpTarget>;

interface GenerationSettings {
  readonly configuration: Configuration;
  readonly services: HttpServices;
  readonly internalServices: ReadonlyMap<string, Answer>;
}

/**
 * What the routers of one configuration lead to, each built when its first request comes: services and middlewares
 * begin anew with each configuration, and most routers are not asked between two.
 */
export class HttpGeneration {
  readonly #settings: GenerationSettings;
  readonly #live = new Map<HttpPlan, LiveRoute>();

  constructor(settings: GenerationSettings) {
    this.#settings = settings;
  }

  /** The table with what its routes lead to in this generation. */
  table(planned: RouteTable<HttpFacts, HttpRule, HttpPlan>): HttpTable<HttpTarget> {
    return new LiveTable(planned, this);
  }

  route(planned: PlannedRoute): LiveRoute {
    const { held } = planned.target;
    if (held?.by === this) return held.live;
    // A request of an older generation may come between.
    const live = this.#live.get(planned.target) ?? this.#build(planned);
    planned.target.held = { by: this, live };
    return live;
  }

  #build(planned: PlannedRoute): LiveRoute {
    const { page, router, children } = planned.target;
    const target = page ?? (router && this.#target(router, children));
    if (!target) throw new Error(`${planned.name} leads nowhere`);
    const live = { ...planned, target };
    this.#live.set(planned.target, live);
    return live;
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
  readonly #planned: RouteTable<HttpFacts, HttpRule, HttpPlan>;
  readonly #generation: HttpGeneration;

  constructor(planned: RouteTable<HttpFacts, HttpRule, HttpPlan>, generation: HttpGeneration) {
    this.#planned = planned;
    this.#generation = generation;
  }

  get routes(): readonly LiveRoute[] {
    return this.#planned.routes.map((route) => this.#generation.route(route));
  }

  match(facts: HttpFacts): LiveRoute | undefined {
    const route = this.#planned.match(facts);
    return route && this.#generation.route(route);
  }

  refusesMethod(facts: HttpFacts): boolean {
    return this.#planned.refusesMethod(facts);
  }

  consider(facts: HttpFacts): Consideration[] {
    return this.#planned.consider(facts);
  }
}

function otherServices(
  middlewares: readonly HttpMiddleware[],
  services: HttpServices,
): ReadonlyMap<string, HttpServiceNode> | undefined {
  const names = middlewares.flatMap((middleware) => middleware.services ?? []);
  return names.length === 0 ? undefined : new Map(names.map((name) => [name, services.node(name)]));
}
