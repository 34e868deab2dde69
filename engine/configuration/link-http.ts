import { parseHttpRule } from '../rules/http-rule.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import type { CompileContext } from './context.ts';
import { Linker, linkEntryPoints, linkRule } from './link.ts';
import type { ConfiguredMiddleware, HttpRouter, HttpService } from './model.ts';

/** Checks everything HTTP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkHttp(context: CompileContext, entryPoints: readonly EntryPoint[]): void {
  const linker = new Linker(context);
  const services = new ServiceLinks(linker);
  for (const service of context.httpServices.values()) services.check(service);
  for (const router of context.httpRouters.values()) {
    linkEntryPoints(linker, router, entryPoints, 'tcp');
    linkRule(linker, router, parseHttpRule);
    router.middlewares.forEach((name, index) => {
      linkMiddleware(linker, router, name, [...router.path, 'middlewares', index, 'name'], []);
    });
    if (!services.exists(router.service)) {
      const text = `the service "${router.service}" does not exist`;
      linker.disable(router, 'service-not-found', [...router.path, 'services', 0, 'name'], text, {
        advice: 'apply a TraefikService of that name in that namespace',
        silent: services.wasReported(router.service),
      });
    }
    const options = router.tls?.options;
    if (options !== undefined && options !== 'default' && !context.tlsOptions.has(options)) {
      linker.disable(
        router,
        'tls-options-not-found',
        ['spec', 'tls', 'options', 'name'],
        `unknown TLS options: ${options}`,
        {
          advice: 'apply a TLSOption of that name in that namespace',
          silent: context.wasRejectedName('TLSOption', options),
        },
      );
    }
  }
}

function linkMiddleware(
  linker: Linker,
  user: HttpRouter,
  name: string,
  path: HttpRouter['path'],
  trail: readonly string[],
): void {
  const middleware = linker.context.middlewares.get(name);
  if (!middleware) {
    linker.disable(user, 'middleware-not-found', path, `middleware "${name}" does not exist`, {
      advice: 'apply a Middleware of that name in that namespace',
      silent: linker.context.wasRejectedName('Middleware', name),
    });
    return;
  }
  if (trail.includes(name)) {
    const text = `could not instantiate middleware ${name}: recursion detected in ${[...trail, name].join('->')}`;
    linker.disable(user, 'middleware-recursion', path, text);
    return;
  }
  for (const member of chainMembers(middleware)) linkMiddleware(linker, user, member, path, [...trail, name]);
}

/** The qualified names that a chain middleware stands for; none for other types. */
export function chainMembers(middleware: ConfiguredMiddleware): readonly string[] {
  if (middleware.type !== 'chain') return [];
  const options = middleware.options as { readonly middlewares: readonly string[] };
  return options.middlewares;
}

/** Follows the references among services and finds those that cannot be built. */
class ServiceLinks {
  readonly #linker: Linker;
  /** Services that cannot be built. */
  readonly #broken = new Set<string>();
  readonly #checked = new Set<string>();

  constructor(linker: Linker) {
    this.#linker = linker;
  }

  exists(name: string): boolean {
    return this.#linker.context.httpServices.has(name) && !this.#broken.has(name);
  }

  /** Whether the reason that `name` cannot be used was reported with the object that causes it. */
  wasReported(name: string): boolean {
    return this.#broken.has(name) || this.#linker.context.wasRejectedName('TraefikService', name);
  }

  check(service: HttpService, trail: readonly string[] = []): void {
    if (this.#checked.has(service.name)) return;
    for (const child of childrenOf(service)) {
      const found = this.#linker.context.httpServices.get(child);
      if ([...trail, service.name].includes(child)) {
        const loop = [...trail, service.name, child].join('->');
        this.#disable(
          service,
          'service-recursion',
          `could not instantiate service ${child}: recursion detected in ${loop}`,
        );
        break;
      }
      if (found) this.check(found, [...trail, service.name]);
      if (!this.exists(child)) {
        const text = `the service "${child}" does not exist`;
        this.#disable(service, 'service-not-found', text, this.wasReported(child));
      }
    }
    if (service.kind === 'loadBalancer' && service.serversTransport !== undefined) {
      if (!this.#linker.context.serversTransports.has(service.serversTransport)) {
        const text = `servers transport not found ${service.serversTransport}`;
        const silent = this.#linker.context.wasRejectedName('ServersTransport', service.serversTransport);
        this.#disable(service, 'servers-transport-not-found', text, silent);
      }
    }
    this.#checked.add(service.name);
  }

  #disable(service: HttpService, code: string, text: string, silent = false): void {
    this.#broken.add(service.name);
    this.#linker.disable(service, code, service.path, text, { silent });
  }
}

function childrenOf(service: HttpService): readonly string[] {
  switch (service.kind) {
    case 'loadBalancer':
      return [];
    case 'weighted':
      return service.services.map((child) => child.name);
    case 'mirroring':
      return [service.service, ...service.mirrors.map((mirror) => mirror.name)];
  }
}
