import { childrenOf } from '../configuration/link-services.ts';
import { disable } from '../configuration/mark.ts';
import type {
  Configuration,
  ConfiguredMiddleware,
  HttpRouter,
  LoadBalancer,
} from '../configuration/model.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { MiddlewareError } from '../middlewares/middleware-error.ts';
import { checkMiddlewares, middlewaresNamed } from './http-middlewares.ts';
import type { HttpPlan, Plans } from './http-plan.ts';
import { tlsProblem } from './tls-problem.ts';

/** What is checked, and who is told what is wrong. */
export interface CheckedInput {
  readonly configuration: Configuration;
  /** Told once of each middleware that cannot be built. */
  readonly onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void;
}

/** What has to be known of all services. */
export interface SurveyedServices {
  readonly services: Configuration['http']['services'];
  /** Those with middlewares of their own. */
  readonly guarded: readonly LoadBalancer[];
  /** Whether one is disabled. */
  readonly broken: boolean;
  /** Whether there is one whose servers are checked. */
  readonly checked: boolean;
}

export function survey(services: Configuration['http']['services']): SurveyedServices {
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

/** The middlewares of services themselves; a service whose middlewares cannot be built is disabled, with all above it. */
export function serviceMiddlewares(
  { configuration, onBroken }: CheckedInput,
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
export class HttpCheck {
  readonly #input: CheckedInput;
  readonly #plans: Plans;
  readonly #brokenServices: boolean;
  /** By name; made if a router has others behind it. */
  #byName: ReadonlyMap<string, HttpPlan> | undefined;

  /** @param brokenServices whether there are any */
  constructor(input: CheckedInput, plans: Plans, brokenServices: boolean) {
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
