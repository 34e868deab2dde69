import type { FieldPath } from '../resources/origin.ts';
import type { Linker } from './link.ts';
import type { ServiceLinks } from './link-services.ts';
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

  /** Disables the services whose own middlewares cannot be used. */
  checkServices(services: readonly HttpService[]): void {
    for (const service of services) {
      if (service.kind !== 'loadBalancer') continue;
      service.middlewares?.forEach((name, index) => {
        this.check(service, name, [...service.path, 'middlewares', index, 'name']);
      });
    }
  }

  /** Disables `user` if the middleware that it names at `path` cannot be used. */
  check(user: Element, name: string, path: FieldPath): void {
    const problem = this.#problemOf(name);
    if (!problem) return;
    this.#linker.disable(user, 'middleware-not-found', path, problem.text, {
      advice: adviceFor(user, name),
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
        this.#linker.disable(chain, 'middleware-recursion', path, text);
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

/** Annotations name middlewares in full: a bare name is of the Ingress provider, which has none. */
function adviceFor(user: Element, name: string): string {
  if (!name.endsWith('@kubernetes')) return 'apply a Middleware of that name in that namespace';
  const bare = name.slice(0, name.lastIndexOf('@'));
  return `a Middleware is named with its namespace and provider: ${user.resource?.namespace}-${bare}@kubernetescrd`;
}
