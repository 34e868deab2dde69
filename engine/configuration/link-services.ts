import type { FindingCode } from '../resources/finding-codes.ts';
import type { FieldPath } from '../resources/origin.ts';
import { type Linker, LOOP_ADVICE, missingAdvice } from './link.ts';
import type { Element, HttpService } from './model.ts';

/** The flag that turns each of the engine's own services on. */
const INTERNAL_FLAGS: ReadonlyMap<string, string> = new Map([
  ['api@internal', '--api=true'],
  ['dashboard@internal', '--api.dashboard=true'],
  ['ping@internal', '--ping=true'],
  ['prometheus@internal', '--metrics.prometheus=true'],
]);

interface Problem {
  readonly code: FindingCode;
  /** Traefik's text. */
  readonly text: string;
  readonly advice?: string;
  /** The cause was reported with the object that causes it. */
  readonly silent: boolean;
}

/** Whether a name is that of a service of the engine itself. */
function isInternal(service: string): boolean {
  return service.endsWith('@internal');
}

/** Follows the references from routers and services to HTTP services; whoever names one that is not there is disabled. */
export class ServiceLinks {
  readonly #linker: Linker;
  readonly #checked = new Set<string>();

  constructor(linker: Linker) {
    this.#linker = linker;
  }

  /** Disables the services that cannot be used, for what they refer to themselves. */
  checkAll(services: readonly HttpService[]): void {
    for (const service of services) this.#checkService(service, []);
  }

  /** Disables `user` if the service that it names at `path` cannot be used. */
  check(user: Element, name: string, path: FieldPath): void {
    this.#refuse(user, path, isInternal(name) ? this.#internalProblem(name) : this.#problemOf(name));
  }

  /** As `check`, for a service that is named by something other than a route: the engine's own do not serve there. */
  checkMember(user: Element, name: string, path: FieldPath): void {
    this.#refuse(user, path, isInternal(name) ? nestedInternal(name) : this.#problemOf(name));
  }

  #checkService(service: HttpService, trail: readonly string[]): void {
    if (this.#checked.has(service.name)) return;
    const children = childrenOf(service);
    const passed = children.length === 0 ? trail : [...trail, service.name];
    for (const { name, path } of children) {
      if (passed.includes(name)) {
        const loop = [...passed, name].join('->');
        const text = `could not instantiate service ${name}: recursion detected in ${loop}`;
        this.#linker.disable(service, 'service-recursion', path, text, { advice: LOOP_ADVICE });
        break;
      }
      const child = this.#linker.context.httpServices.get(name);
      if (child) this.#checkService(child, passed);
      this.checkMember(service, name, path);
    }
    this.#checkTransport(service);
    this.#checkHealth(service);
    this.#checked.add(service.name);
  }

  #checkTransport(service: HttpService): void {
    if (service.kind !== 'loadBalancer' || service.serversTransport === undefined) return;
    const { context } = this.#linker;
    const name = service.serversTransport;
    if (context.serversTransports.has(name)) return;
    this.#refuse(service, [...service.path, 'serversTransport'], {
      code: 'servers-transport-not-found',
      text: `servers transport not found ${name}`,
      advice: name.endsWith('@file')
        ? missingAdvice('ServersTransport', name, 'http.serversTransports')
        : 'apply a ServersTransport of that name in the namespace of the Service',
      silent: context.wasRejectedName('ServersTransport', name),
    });
  }

  /** Health goes up only where every level tells it: a parent that heeds it needs children that do. */
  #checkHealth(service: HttpService): void {
    if (service.kind === 'loadBalancer') return;
    const watched = heededChildren(service);
    for (const name of watched) {
      const child = this.#linker.context.httpServices.get(name);
      if (!child || child.healthCheck !== undefined) continue;
      const text = `cannot register ${name} as updater for ${service.name}: healthCheck not enabled in config for this ${kindName(child)} service`;
      this.#linker.disable(service, 'health-check-missing', service.path, text, {
        advice: `give ${name} a healthCheck`,
      });
    }
  }

  #problemOf(name: string): Problem | undefined {
    const { context } = this.#linker;
    const service = context.httpServices.get(name);
    if (service?.status === 'disabled') {
      return { code: 'service-not-found', text: service.errors.join(', '), silent: true };
    }
    if (service) return undefined;
    return {
      code: 'service-not-found',
      text: `the service "${name}" does not exist`,
      advice: missingAdvice('TraefikService', name, 'http.services'),
      silent: context.wasRejectedName('TraefikService', name),
    };
  }

  #internalProblem(name: string): Problem | undefined {
    if (this.#linker.context.internalServices.has(name)) return undefined;
    const flag = INTERNAL_FLAGS.get(name);
    return {
      code: 'service-not-found',
      text: flag ? `${name.replace('@internal', '')} is not enabled` : `unknown internal service ${name}`,
      advice: flag
        ? `start with ${flag}`
        : `there are ${[...INTERNAL_FLAGS.keys(), 'noop@internal'].join(', ')}`,
      silent: false,
    };
  }

  #refuse(user: Element, path: FieldPath, problem: Problem | undefined): void {
    if (!problem) return;
    const { code, text, ...extra } = problem;
    this.#linker.disable(user, code, path, text, extra);
  }
}

function nestedInternal(name: string): Problem {
  return {
    code: 'not-supported',
    text: `the engine serves ${name} only to routes that name it directly`,
    advice: 'give it a route of its own',
    silent: false,
  };
}

/** The services that a service leads to, and where they are named. */
export function childrenOf(service: HttpService): { readonly name: string; readonly path: FieldPath }[] {
  const { path } = service;
  switch (service.kind) {
    case 'loadBalancer':
      return [];
    case 'weighted':
    case 'highestRandomWeight':
      return service.services.map(({ name }, index) => ({
        name,
        path: [...path, 'services', index, 'name'],
      }));
    case 'mirroring':
      return [
        { name: service.service, path: [...path, 'name'] },
        ...service.mirrors.map(({ name }, index) => ({ name, path: [...path, 'mirrors', index, 'name'] })),
      ];
    case 'failover':
      return [
        { name: service.service, path: [...path, 'service', 'name'] },
        { name: service.fallback, path: [...path, 'fallback', 'name'] },
      ];
  }
}

/** The children whose health a service needs to hear of. */
function heededChildren(service: Exclude<HttpService, { kind: 'loadBalancer' }>): string[] {
  const heeds = service.healthCheck !== undefined;
  switch (service.kind) {
    case 'failover':
      return [
        ...(service.replaces?.status.length ? [] : [service.service]),
        ...(heeds ? [service.fallback] : []),
      ];
    case 'mirroring':
      return heeds ? [service.service] : [];
    default:
      return heeds ? service.services.map(({ name }) => name) : [];
  }
}

/** As Traefik's texts call it. */
function kindName(service: HttpService): string {
  switch (service.kind) {
    case 'loadBalancer':
      return { wrr: 'WRR', p2c: 'P2C', hrw: 'HRW', leasttime: 'LeastTime' }[service.strategy];
    case 'weighted':
      return 'WRR';
    case 'highestRandomWeight':
      return 'HRW';
    case 'mirroring':
      return 'mirror';
    case 'failover':
      return 'failover';
  }
}
