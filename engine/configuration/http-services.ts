import type { FieldPath } from '../resources/origin.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import { namespaceOf, referenceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { resolveService, type ServiceReference } from './endpoints.ts';
import type { ConfiguredServer, HttpService } from './model.ts';
import { normalize, qualify } from './names.ts';

/** A member of a route, a weighted or a mirroring service (Traefik: LoadBalancerSpec). */
export interface HttpServiceReference extends ServiceReference {
  readonly kind?: string | undefined;
  readonly scheme?: string | undefined;
  readonly passHostHeader?: boolean | undefined;
  readonly serversTransport?: string | undefined;
}

/**
 * Makes the service that `reference` means part of the configuration and returns its qualified name.
 * `ownName` names the load balancer after its router, where the route has just this one Service.
 *
 * @throws CompileError
 */
export function compileHttpService(
  context: CompileContext,
  referrer: Resource,
  reference: HttpServiceReference,
  path: FieldPath,
  ownName?: string,
): string {
  if (reference.name.includes('@')) return foreignName(context, reference.name, path);
  const namespace = context.namespaceFor(reference, referrer, path);
  if (reference.kind === 'TraefikService') return qualify(normalize(`${namespace}-${reference.name}`));
  const { port, addresses } = resolveService(context, referrer, reference, path, 'http');
  const key = ownName ?? normalize(`${namespace}-${reference.name}-${reference.port ?? ''}`);
  const scheme = schemeOf(reference, port, path);
  const servers = addresses.map(({ host, port: number, pod }): ConfiguredServer => {
    const authority = host.includes(':') ? `[${host}]:${number}` : `${host}:${number}`;
    return {
      url: `${scheme}://${authority}`,
      scheme,
      host,
      port: number,
      ...(pod === undefined ? {} : { pod }),
    };
  });
  const transport = transportName(context, referrer, reference, path);
  context.httpServices.set(qualify(key), {
    ...context.element(qualify(key), referrer, path),
    kind: 'loadBalancer',
    servers,
    passHostHeader: reference.passHostHeader ?? true,
    ...(transport === undefined ? {} : { serversTransport: transport }),
  });
  return qualify(key);
}

/** `name@provider` is taken literally; another object of the same provider only where namespaces may be crossed. */
export function foreignName(context: CompileContext, name: string, path: FieldPath): string {
  if (name.endsWith('@kubernetescrd') && !context.provider.allowCrossNamespace) {
    throw new CompileError(
      'cross-namespace',
      [...path, 'name'],
      `"${name}" names an object of any namespace, which is not allowed`,
      'write the bare name, or start with --providers.kubernetescrd.allowcrossnamespace=true',
    );
  }
  return name;
}

function schemeOf(
  reference: HttpServiceReference,
  port: { readonly name: string; readonly number: number },
  path: FieldPath,
): ConfiguredServer['scheme'] {
  switch (reference.scheme) {
    case undefined:
    case '':
      return port.number === 443 || port.name.startsWith('https') ? 'https' : 'http';
    case 'http':
    case 'https':
    case 'h2c':
      return reference.scheme;
    default:
      throw new CompileError(
        'scheme-invalid',
        [...path, 'scheme'],
        `invalid scheme "${reference.scheme}" specified`,
        'write http, https or h2c',
      );
  }
}

function transportName(
  context: CompileContext,
  referrer: Resource,
  reference: HttpServiceReference,
  path: FieldPath,
): string | undefined {
  const name = reference.serversTransport;
  if (name === undefined || name === '') return undefined;
  if (name.includes('@')) return foreignName(context, name, path);
  return qualify(normalize(`${reference.namespace ?? namespaceOf(referrer)}-${name}`));
}

/** Compiles one TraefikService; what it cannot compile is reported and left out, so that its users are disabled. */
export function compileTraefikService(context: CompileContext, resource: ResourceOf<'TraefikService'>): void {
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const service = context.attempt(resource, () => traefikService(context, resource, name));
  if (service) context.httpServices.set(name, service);
  else context.reject(referenceOf(resource));
}

function traefikService(
  context: CompileContext,
  resource: ResourceOf<'TraefikService'>,
  name: string,
): HttpService {
  const { weighted, mirroring } = resource.spec;
  if (weighted) {
    const path = ['spec', 'weighted'];
    const services = weighted.services.map((member, index) => ({
      name: compileHttpService(context, resource, member, [...path, 'services', index]),
      weight: member.weight ?? 1,
    }));
    return { ...context.element(name, resource, path), kind: 'weighted', services };
  }
  if (mirroring) {
    const path = ['spec', 'mirroring'];
    return {
      ...context.element(name, resource, path),
      kind: 'mirroring',
      service: compileHttpService(context, resource, mirroring, path),
      mirrors: mirroring.mirrors.map((mirror, index) => ({
        name: compileHttpService(context, resource, mirror, [...path, 'mirrors', index]),
        percent: mirror.percent ?? 0,
      })),
      mirrorBody: mirroring.mirrorBody ?? true,
      maxBodySize: mirroring.maxBodySize ?? -1,
    };
  }
  const kind = ['highestRandomWeight', 'failover'].find((key) => key in resource.spec);
  if (kind) {
    throw new CompileError(
      'not-supported',
      ['spec', kind],
      `the engine does not serve ${kind} services yet`,
      'use weighted or mirroring',
    );
  }
  throw new CompileError(
    'service-type-missing',
    ['spec'],
    'unspecified service type',
    'write weighted or mirroring',
  );
}
