import type { FieldPath } from '../resources/origin.ts';
import { type Linker, LOOP_ADVICE, missingAdvice } from './link.ts';
import { childrenOf, type ServiceLinks } from './link-services.ts';
import type { ConfiguredMiddleware, Element, HttpService } from './model.ts';

/** Why something that is named cannot be used. */
interface Problem {
  /** Traefik's text. */
  readonly text: string;
  /** The cause was reported with the object that causes it. */
  readonly reported: boolean;
}

/** The qualified names that a chain middleware stands for; none for other types. */
export function chainMembers(middleware: ConfiguredMiddleware): readonly string[] {
  if (middleware.type !== 'chain') return [];
  const options = middleware.options as { readonly middlewares: readonly string[] };
  return options.middlewares;
}

/** The qualified name of the service with an `errors` middleware's pages; undefined for other types. */
export function pagesService(middleware: ConfiguredMiddleware): string | undefined {
  if (middleware.type !== 'errors' || middleware.status === 'disabled') return undefined;
  const options = middleware.options as { readonly service: string };
  return options.service;
}

/** Follows the references from routers and chains to middlewares; whoever names one that is not there is disabled. */
export class MiddlewareLinks {
  readonly #linker: Linker;
  readonly #services: ServiceLinks;
  readonly #checked = new Set<string>();

  constructor(linker: Linker, services: ServiceLinks) {
    this.#linker = linker;
    this.#services = services;
  }

  /** Disables the middlewares that cannot be used, for what they refer to themselves. */
  checkAll(middlewares: readonly ConfiguredMiddleware[]): void {
    for (const middleware of middlewares) {
      const service = pagesService(middleware);
      if (service === undefined) continue;
      this.#services.checkMember(middleware, service, [...middleware.path, 'service', 'name']);
    }
    for (const middleware of middlewares) this.#checkChain(middleware, []);
  }

  /** Disables the services whose own middlewares cannot be used, or forward to what leads back to the service. */
  checkServices(services: readonly HttpService[]): void {
    for (const service of services) {
      if (service.kind !== 'loadBalancer') continue;
      service.middlewares?.forEach((name, index) => {
        const path = [...service.path, 'middlewares', index, 'name'];
        this.check(service, name, path);
        const way = this.#wayBack(name, service.name, new Set([name]));
        if (!way || service.status === 'disabled') return;
        const text = `could not instantiate service ${service.name}: recursion detected in ${[service.name, ...way].join('->')}`;
        this.#linker.disable(service, 'service-recursion', path, text, { advice: LOOP_ADVICE });
      });
    }
  }

  /** What a middleware leads to `goal` through, to the goal; undefined if it does not. */
  #wayBack(name: string, goal: string, seen: Set<string>): readonly string[] | undefined {
    const middleware = this.#linker.context.middlewares.get(name);
    if (!middleware) return undefined;
    const pages = pagesService(middleware);
    return (
      (pages === undefined ? undefined : this.#wayOn(pages, goal, seen)) ??
      firstWay(chainMembers(middleware), seen, (member) => this.#wayBack(member, goal, seen))
    );
  }

  /** As `#wayBack`, from a service. */
  #wayOn(name: string, goal: string, seen: Set<string>): readonly string[] | undefined {
    if (name === goal) return [name];
    const service = this.#linker.context.httpServices.get(name);
    if (!service) return undefined;
    const children = childrenOf(service).map((child) => child.name);
    const own = service.kind === 'loadBalancer' ? (service.middlewares ?? []) : [];
    const way =
      firstWay(children, seen, (child) => this.#wayOn(child, goal, seen)) ??
      firstWay(own, seen, (middleware) => this.#wayBack(middleware, goal, seen));
    return way && [name, ...way];
  }

  /** Disables `user` if the middleware that it, or `flag` for it, names at `path` cannot be used. */
  check(user: Element, name: string, path: FieldPath, flag?: string): void {
    const problem = this.#problemOf(name);
    if (!problem) return;
    const advice = adviceFor(user, name);
    this.#linker.disable(user, 'middleware-not-found', path, problem.text, {
      advice: flag === undefined ? advice : `${advice}, or change ${flag}`,
      silent: problem.reported,
    });
  }

  #checkChain(chain: ConfiguredMiddleware, trail: readonly string[]): void {
    if (this.#checked.has(chain.name)) return;
    const passed = [...trail, chain.name];
    for (const [index, member] of chainMembers(chain).entries()) {
      const path = [...chain.path, 'middlewares', index, 'name'];
      if (passed.includes(member)) {
        const loop = [...passed, member].join('->');
        const text = `could not instantiate middleware ${member}: recursion detected in ${loop}`;
        this.#linker.disable(chain, 'middleware-recursion', path, text, { advice: LOOP_ADVICE });
        break;
      }
      const found = this.#linker.context.middlewares.get(member);
      if (found) this.#checkChain(found, passed);
      this.check(chain, member, path);
    }
    this.#checked.add(chain.name);
  }

  #problemOf(name: string): Problem | undefined {
    const { context } = this.#linker;
    const middleware = context.middlewares.get(name);
    if (middleware?.status === 'disabled') return { text: middleware.errors.join(', '), reported: true };
    if (middleware) return undefined;
    return {
      text: `middleware "${name}" does not exist`,
      reported: context.wasRejectedName('Middleware', name),
    };
  }
}

/** The first way that one of these leads, of those that were not seen before. */
function firstWay(
  names: readonly string[],
  seen: Set<string>,
  wayOf: (name: string) => readonly string[] | undefined,
): readonly string[] | undefined {
  for (const name of names) {
    if (seen.has(name)) continue;
    seen.add(name);
    const way = wayOf(name);
    if (way) return way;
  }
  return undefined;
}

/** Annotations name middlewares in full: a bare name is of the Ingress provider, which has none. */
function adviceFor(user: Element, name: string): string {
  if (!name.endsWith('@kubernetes')) return missingAdvice('Middleware', name, 'http.middlewares');
  const bare = name.slice(0, name.lastIndexOf('@'));
  return `a Middleware is named with its namespace and provider: ${user.resource?.namespace}-${bare}@kubernetescrd`;
}
