import type { Random } from '../balancing/service-node.ts';
import { childrenOf } from '../configuration/link-services.ts';
import { disable } from '../configuration/mark.ts';
import type {
  Configuration,
  ConfiguredMiddleware,
  HttpRouter,
  LoadBalancer,
} from '../configuration/model.ts';
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
import { changedPlans, type HttpPlan, type PlannedRoute, type Plans } from './http-plan.ts';
import { HttpServices } from './http-services.ts';
import { type HttpsWarning, httpsNames, NO_NAMES, type RouterOptions } from './https-names.ts';
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
  /** Told once of each router that does not get the TLS options it asks for. */
  readonly onWarning: (router: HttpRouter, warning: HttpsWarning) => void;
}

/** What the routers of a configuration lead to. */
interface AssembledHttp extends Pick<RoutingSnapshot, 'checked' | 'states'> {
  /** By entry point. */
  readonly entryPoints: ReadonlyMap<string, Pick<EntryPointRoutes, 'http' | 'https'>>;
}

/** The tables of one entry point. */
interface PlannedTables {
  readonly plain: PlannedTable;
  readonly secure: PlannedTable;
  readonly https: RouterOptions;
}

type PlannedTable = ReturnType<typeof httpTable<HttpPlan>>;

/** What the plans of one configuration rest on. */
interface Ground {
  readonly routers: Configuration['http']['routers'];
  readonly middlewares: Configuration['http']['middlewares'];
  readonly tlsOptions: Configuration['tls']['options'];
  readonly services: SurveyedServices;
}

/**
 * Puts the HTTP routers of one configuration after the other into tables, of which it changes what differs. A service is
 * built once for each configuration and shared by all routers that name it, so that its counters are shared too; a
 * middleware is built for each router. A router whose middleware cannot be built or whose TLS options are broken is
 * disabled.
 */
export class HttpAssembler {
  readonly #settings: HttpAssemblerSettings;
  #tables: ReadonlyMap<string, PlannedTables>;
  #plans: Plans = { routers: [], plans: [] };
  #ground: Ground | undefined;

  constructor(settings: HttpAssemblerSettings) {
    this.#settings = settings;
    const entryPoints = settings.options.entryPoints.filter(({ protocol }) => protocol === 'tcp');
    this.#tables = new Map(
      entryPoints.map(({ name }) => {
        const pages = settings.internalRoutes.filter(({ entryPoint }) => entryPoint === name);
        const [plain, secure] = [httpTable(pages.map(plannedPage)), httpTable<HttpPlan>([])];
        return [name, { plain, secure, https: NO_NAMES }];
      }),
    );
  }

  /** Marks routers, services and middlewares that cannot be built as disabled. */
  assemble(input: HttpInput): AssembledHttp {
    const { configuration, random } = input;
    const { internalServices, now, options } = this.#settings;
    const { http, tls } = configuration;
    const known = this.#ground?.services;
    const surveyed = known?.services === http.services ? known : survey(http.services);
    const middlewaresOf = serviceMiddlewares(input, surveyed);
    const ground: Ground = {
      routers: http.routers,
      middlewares: http.middlewares,
      tlsOptions: tls.options,
      services: { ...surveyed, broken: surveyed.broken || middlewaresOf.size < surveyed.guarded.length },
    };
    const services = new HttpServices({
      configuration,
      random,
      version: options.traefikVersion,
      now,
      middlewaresOf: (service) => middlewaresOf.get(service.name) ?? [],
    });
    this.#change(input, ground);
    if (ground.services.checked) this.#buildChecked(services);
    const generation = new HttpGeneration({ configuration, services, internalServices });
    const entryPoints = new Map(
      Array.from(this.#tables, ([name, { plain, secure, https }]) => [
        name,
        {
          http: { plain: generation.table(plain), secure: generation.table(secure, https.optionsOf) },
          https,
        },
      ]),
    );
    return { entryPoints, checked: services.checked, states: services.states };
  }

  /** Takes out of the tables what is no longer in force, and puts into them what is now. */
  #change(input: HttpInput, ground: Ground): void {
    const { plans, come, gone } = changedPlans(this.#plans, ground.routers, (router) => this.#plan(router));
    const check = new Check(input, plans, ground.services.broken);
    const removed = gone.filter(({ inForce }) => inForce);
    const added: HttpPlan[] = [];
    for (const plan of sameGround(this.#ground, ground) ? come : plans.plans) {
      const wasInForce = plan.inForce;
      plan.inForce = check.isInForce(plan);
      if (plan.inForce !== wasInForce) (plan.inForce ? added : removed).push(plan);
    }
    this.#plans = plans;
    this.#ground = ground;
    this.#tables = new Map(
      Array.from(this.#tables, ([name, { plain, secure, https }]) => [
        name,
        {
          plain: plain.changed(routesOn(name, removed, false), routesOn(name, added, false)),
          secure: secure.changed(routesOn(name, removed, true), routesOn(name, added, true)),
          https: [...come, ...gone].some(({ router }) => isSecureOn(name, router))
            ? this.#httpsNames(name, input)
            : https,
        },
      ]),
    );
  }

  #plan(router: HttpRouter): HttpPlan {
    const { rules, precedence } = this.#settings;
    const plan: HttpPlan = { router, route: undefined, inForce: false, live: undefined, heldBy: undefined };
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

  /** Routers that are not in force claim names, too. */
  #httpsNames(entryPoint: string, { configuration, onWarning }: HttpInput): RouterOptions {
    const routers = this.#plans.routers.filter((router) => isSecureOn(entryPoint, router));
    return httpsNames(routers, this.#settings.rules, { marked: configuration.marked, onWarning });
  }

  /** Servers are checked from the start, not from the first request on. */
  #buildChecked(services: HttpServices): void {
    const names = new Set<string>();
    for (const plan of this.#plans.plans) {
      if (plan.router?.parentRefs === undefined) addServices(plan, names);
    }
    for (const name of names) if (services.isChecked(name)) services.node(name);
  }
}

/** Whether the routers that were in force still are. */
function sameGround(before: Ground | undefined, after: Ground): boolean {
  return (
    before !== undefined &&
    before.middlewares === after.middlewares &&
    before.tlsOptions === after.tlsOptions &&
    !before.services.broken &&
    !after.services.broken
  );
}

/** What has to be known of all services. */
interface SurveyedServices {
  readonly services: Configuration['http']['services'];
  /** Those with middlewares of their own. */
  readonly guarded: readonly LoadBalancer[];
  /** Whether one is disabled. */
  readonly broken: boolean;
  /** Whether there is one whose servers are checked. */
  readonly checked: boolean;
}

function survey(services: Configuration['http']['services']): SurveyedServices {
  const guarded: LoadBalancer[] = [];
  let broken = false;
  let checked = false;
  for (const service of services.values()) {
    if (service.healthCheck !== undefined) checked = true;
    if (service.status === 'disabled') broken = true;
    else if (service.kind === 'loadBalancer' && service.middlewares?.length) guarded.push(service);
  }
  return { services, guarded, broken, checked };
}

function plannedPage({ route }: InternalRoute): PlannedRoute {
  const plan: HttpPlan = {
    page: route.target,
    route: undefined,
    inForce: true,
    live: undefined,
    heldBy: undefined,
  };
  plan.route = { ...route, target: plan };
  return plan.route;
}

function routesOn(entryPoint: string, plans: readonly HttpPlan[], tls: boolean): PlannedRoute[] {
  return plans.flatMap(({ router, route }) => {
    const isThere = router?.entryPoints.includes(entryPoint) && (router.tls !== undefined) === tls;
    return isThere && route ? [route] : [];
  });
}

function isSecureOn(entryPoint: string, router: HttpRouter | undefined): boolean {
  return router?.tls !== undefined && router.entryPoints.includes(entryPoint);
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

/** The middlewares of services themselves; a service whose middlewares cannot be built is disabled, with all above it. */
function serviceMiddlewares(
  { configuration, onBroken }: HttpInput,
  { guarded }: SurveyedServices,
): Map<string, HttpMiddleware[]> {
  const built = new Map<string, HttpMiddleware[]>();
  for (const service of guarded) {
    const middlewares = middlewaresNamed(configuration, service.middlewares ?? []);
    const those = checkMiddlewares(configuration, service, middlewares, onBroken);
    if (those) built.set(service.name, those);
  }
  return built;
}

/** Finds out which routers of a configuration can be put in force, and disables those that cannot. */
class Check {
  readonly #input: HttpInput;
  readonly #plans: Plans;
  readonly #brokenServices: boolean;
  /** By name; made if a router has others behind it. */
  #byName: ReadonlyMap<string, HttpPlan> | undefined;

  /** @param brokenServices whether there are any */
  constructor(input: HttpInput, plans: Plans, brokenServices: boolean) {
    this.#input = input;
    this.#plans = plans;
    this.#brokenServices = brokenServices;
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
    const { routers, plans } = this.#plans;
    this.#byName ??= new Map(plans.map((one, place) => [routers[place]?.name ?? '', one]));
    const children = names.flatMap((name) => this.#byName?.get(name) ?? []);
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
