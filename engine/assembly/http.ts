import type { Random } from '../balancing/service-node.ts';
import type { Configuration, HttpRouter } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import type { EntryPointRoutes, RoutingSnapshot } from '../routing/snapshot.ts';
import { httpTable } from '../routing/tables.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import {
  type CheckedInput,
  HttpCheck,
  type SurveyedServices,
  serviceMiddlewares,
  survey,
} from './http-check.ts';
import { HttpGeneration, type PlannedTable } from './http-generation.ts';
import { changedPlans, type HttpPlan, type PlannedRoute, type Plans } from './http-plan.ts';
import { HttpServices } from './http-services.ts';
import { type HttpsWarning, httpsNames, NO_NAMES, type RouterOptions } from './https-names.ts';
import type { InternalRoute } from './internal-routes.ts';
import type { Answer } from './internal-services.ts';

export interface HttpAssemblerSettings {
  readonly options: StaticConfiguration;
  readonly rules: Rules;
  readonly internalRoutes: readonly InternalRoute[];
  readonly internalServices: ReadonlyMap<string, Answer>;
  readonly precedence: (router: string) => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

interface HttpInput extends CheckedInput {
  readonly random: Random;
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
        const plain = pages.length > 0 ? httpTable(pages.map(plannedPage)) : NO_ROUTES;
        return [name, { plain, secure: NO_ROUTES, https: NO_NAMES }];
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
    const check = new HttpCheck(input, plans, ground.services.broken);
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
    const plan: HttpPlan = { router, route: undefined, inForce: false };
    if (router.status === 'disabled') return plan;
    try {
      const rule = rules.http(router);
      const priority = effectivePriority(router.priority, defaultPriority(rule));
      const { name } = router;
      plan.route = { name, rule, priority, precedence: precedence(name), plan, ...NOT_ASKED };
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

const NO_ROUTES: PlannedTable = httpTable([]);

const NOT_ASKED = { target: undefined, tlsOptions: undefined, heldBy: undefined };

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

function plannedPage({ route }: InternalRoute): PlannedRoute {
  const plan: HttpPlan = { page: route.target, route: undefined, inForce: true };
  plan.route = { ...route, plan, ...NOT_ASKED };
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
