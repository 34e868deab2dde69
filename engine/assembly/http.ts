import type { Random } from '../balancing/service-node.ts';
import { childrenOf } from '../configuration/link-services.ts';
import { disable } from '../configuration/mark.ts';
import type { Configuration, ConfiguredMiddleware, HttpRouter } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { EntryPointRoutes, RoutingSnapshot } from '../routing/snapshot.ts';
import { httpTable } from '../routing/tables.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { HttpGeneration } from './http-generation.ts';
import { checkMiddlewares, middlewaresNamed } from './http-middlewares.ts';
import type { HttpPlan, PlannedRoute } from './http-plan.ts';
import { HttpServices } from './http-services.ts';
import type { InternalRoute } from './internal-routes.ts';
import type { Answer } from './internal-services.ts';
import { tlsProblem } from './tls-problem.ts';

export interface HttpAssemblerSettings {
  readonly options: StaticConfiguration;
  readonly rules: Rules;
  readonly internalRoutes: readonly InternalRoute[];
  readonly internalServices: ReadonlyMap<string, Answer>;
  readonly precedence: (router: string) => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

interface HttpInput {
  readonly configuration: Configuration;
  readonly random: Random;
  /** Told once of each middleware that cannot be built. */
  readonly onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void;
}

/** What the routers of a configuration lead to. */
interface AssembledHttp extends Pick<RoutingSnapshot, 'checked' | 'states'> {
  /** By entry point. */
  readonly tables: ReadonlyMap<string, EntryPointRoutes['http']>;
}

/** The tables of one entry point. */
interface PlannedTables {
  readonly plain: PlannedTable;
  readonly secure: PlannedTable;
}

type PlannedTable = ReturnType<typeof httpTable<HttpPlan>>;

/**
 * Puts the HTTP routers of one configuration after the other into tables, of which it changes what differs. A service is
 * built once for each configuration and shared by all routers that name it, so that its counters are shared too; a
 * middleware is built for each router. A router whose middleware cannot be built or whose TLS options are broken is
 * disabled.
 */
export class HttpAssembler {
  readonly #settings: HttpAssemblerSettings;
  #tables: ReadonlyMap<string, PlannedTables>;
  /** By router, in the order of the configuration. */
  #plans: ReadonlyMap<HttpRouter, HttpPlan> = new Map();
  #assembly = 0;

  constructor(settings: HttpAssemblerSettings) {
    this.#settings = settings;
    const entryPoints = settings.options.entryPoints.filter(({ protocol }) => protocol === 'tcp');
    this.#tables = new Map(
      entryPoints.map(({ name }) => {
        const pages = settings.internalRoutes.filter(({ entryPoint }) => entryPoint === name);
        return [name, { plain: httpTable(pages.map(plannedPage)), secure: httpTable<HttpPlan>([]) }];
      }),
    );
  }

  /** Marks routers, services and middlewares that cannot be built as disabled. */
  assemble(input: HttpInput): AssembledHttp {
    const { configuration, random } = input;
    const { internalServices, now, options } = this.#settings;
    const middlewaresOf = serviceMiddlewares(input);
    const services = new HttpServices({
      configuration,
      random,
      version: options.traefikVersion,
      now,
      middlewaresOf: (service) => middlewaresOf.get(service.name) ?? [],
    });
    const before = this.#plans;
    this.#assembly += 1;
    this.#plans = this.#planned(configuration);
    this.#change(before, new Check(input, this.#plans));
    if (needsChecks(configuration)) this.#buildChecked(services);
    const generation = new HttpGeneration({ configuration, services, internalServices });
    const tables = new Map(
      Array.from(this.#tables, ([name, { plain, secure }]) => [
        name,
        { plain: generation.table(plain), secure: generation.table(secure) },
      ]),
    );
    return { tables, checked: services.checked, states: services.states };
  }

  #planned(configuration: Configuration): Map<HttpRouter, HttpPlan> {
    const plans = new Map<HttpRouter, HttpPlan>();
    for (const router of configuration.http.routers.values()) {
      const plan = this.#plans.get(router) ?? this.#plan(router);
      plan.seen = this.#assembly;
      plans.set(router, plan);
    }
    return plans;
  }

  #plan(router: HttpRouter): HttpPlan {
    const { rules, precedence } = this.#settings;
    const plan: HttpPlan = { router, route: undefined, inForce: false, seen: 0, held: undefined };
    if (router.status === 'disabled') return plan;
    try {
      const rule = rules.http(router);
      const priority = effectivePriority(router.priority, defaultPriority(rule));
      const { name } = router;
      plan.route = { name, rule, priority, precedence: precedence(name), target: plan };
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
    }
    return plan;
  }

  /** Takes out of the tables what is no longer in force, and puts into them what is now. */
  #change(before: ReadonlyMap<HttpRouter, HttpPlan>, check: Check): void {
    const removed: HttpPlan[] = [];
    const added: HttpPlan[] = [];
    for (const plan of this.#plans.values()) {
      const wasInForce = plan.inForce;
      plan.inForce = check.isInForce(plan);
      if (plan.inForce !== wasInForce) (plan.inForce ? added : removed).push(plan);
    }
    for (const plan of before.values()) {
      if (plan.seen !== this.#assembly && plan.inForce) removed.push(plan);
    }
    this.#tables = new Map(
      Array.from(this.#tables, ([name, { plain, secure }]) => [
        name,
        {
          plain: plain.changed(routesOn(name, removed, false), routesOn(name, added, false)),
          secure: secure.changed(routesOn(name, removed, true), routesOn(name, added, true)),
        },
      ]),
    );
  }

  /** Servers are checked from the start, not from the first request on. */
  #buildChecked(services: HttpServices): void {
    const names = new Set<string>();
    for (const plan of this.#plans.values()) {
      if (plan.router?.parentRefs === undefined) addServices(plan, names);
    }
    for (const name of names) if (services.isChecked(name)) services.node(name);
  }
}

function plannedPage({ route }: InternalRoute): PlannedRoute {
  const plan: HttpPlan = { page: route.target, route: undefined, inForce: true, seen: 0, held: undefined };
  plan.route = { ...route, target: plan };
  return plan.route;
}

function routesOn(entryPoint: string, plans: readonly HttpPlan[], tls: boolean): PlannedRoute[] {
  return plans.flatMap(({ router, route }) => {
    const isThere = router?.entryPoints.includes(entryPoint) && (router.tls !== undefined) === tls;
    return isThere && route ? [route] : [];
  });
}

/** Adds the services that a router in force leads to. */
function addServices(
  { inForce, router, otherServices = [], children = [] }: HttpPlan,
  names: Set<string>,
): void {
  if (!inForce || !router) return;
  for (const name of [router.service, ...otherServices]) names.add(name);
  for (const child of children) addServices(child, names);
}

function needsChecks({ http }: Configuration): boolean {
  for (const service of http.services.values()) if (service.healthCheck !== undefined) return true;
  return false;
}

/** The middlewares of services themselves; a service whose middlewares cannot be built is disabled, with all above it. */
function serviceMiddlewares({ configuration, onBroken }: HttpInput): Map<string, HttpMiddleware[]> {
  const built = new Map<string, HttpMiddleware[]>();
  for (const service of configuration.http.services.values()) {
    if (service.status === 'disabled' || service.kind !== 'loadBalancer' || !service.middlewares?.length)
      continue;
    const middlewares = middlewaresNamed(configuration, service.middlewares);
    const those = checkMiddlewares(configuration, service, middlewares, onBroken);
    if (those) built.set(service.name, those);
  }
  return built;
}

/** Finds out which routers of a configuration can be put in force, and disables those that cannot. */
class Check {
  readonly #input: HttpInput;
  readonly #plans: ReadonlyMap<HttpRouter, HttpPlan>;
  /** Whether a service was found broken since the routers were linked. */
  readonly #brokenServices: boolean;

  constructor(input: HttpInput, plans: ReadonlyMap<HttpRouter, HttpPlan>) {
    this.#input = input;
    this.#plans = plans;
    const services = [...input.configuration.http.services.values()];
    this.#brokenServices = services.some(({ status }) => status === 'disabled');
  }

  isInForce(plan: HttpPlan): boolean {
    const { router, route } = plan;
    if (!router || !route || router.status === 'disabled') return false;
    const { configuration } = this.#input;
    const tls = router.tls && tlsProblem(configuration, router.tls.options);
    if (tls !== undefined) return this.#refuse(router, `building router handler: ${tls}`);
    const service = this.#brokenServices ? brokenService(configuration, router.service) : undefined;
    if (service !== undefined) return this.#refuse(router, service);
    if (router.middlewares.length > 0 && !this.#hasMiddlewares(plan, router)) return false;
    return router.children === undefined || this.#hasChildren(plan, router, router.children);
  }

  #refuse(router: HttpRouter, problem: string): false {
    disable(this.#input.configuration, router, problem);
    return false;
  }

  #hasMiddlewares(plan: HttpPlan, router: HttpRouter): boolean {
    const { configuration, onBroken } = this.#input;
    const middlewares = middlewaresNamed(configuration, router.middlewares);
    if (plan.middlewares && sameItems(plan.middlewares, middlewares)) return true;
    const built = checkMiddlewares(configuration, router, middlewares, onBroken);
    if (!built) return false;
    plan.middlewares = middlewares;
    plan.otherServices = built.flatMap(({ services = [] }) => services);
    return true;
  }

  #hasChildren(plan: HttpPlan, router: HttpRouter, names: readonly string[]): boolean {
    const { configuration } = this.#input;
    const children = names.flatMap((name) => {
      const child = configuration.http.routers.get(name);
      return (child && this.#plans.get(child)) ?? [];
    });
    plan.children = children.filter((child) => this.isInForce(child));
    if (plan.children.length > 0) return true;
    const text = `no child routers could be added to muxer (${children.length} skipped)`;
    return this.#refuse(router, `building child routers muxer: ${text}`);
  }
}

function sameItems<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
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
