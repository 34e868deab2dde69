import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource } from '../resources/resource.ts';
import { flushInterval, healthCheck, passiveHealthCheck, stickyCookie } from './balancing-fields.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { resolveService, type ServiceReference } from './endpoints.ts';
import type { ConfiguredServer } from './model.ts';
import { normalize, qualify } from './names.ts';
import { checkSupported, HTTP_SERVICE_GAPS } from './not-supported.ts';
import {
  checkCrossProvider,
  foreignName,
  type ObjectReference,
  resolveReference,
  warnOfNamespace,
} from './references.ts';
import type { ServicePort } from './service-port.ts';
import { strategyNamed } from './strategies.ts';

/** A member of a route, a weighted or a mirroring service (Traefik: LoadBalancerSpec). */
export interface HttpServiceReference extends ServiceReference {
  readonly kind?: string | undefined;
  readonly scheme?: string | undefined;
  readonly passHostHeader?: boolean | undefined;
  readonly serversTransport?: string | undefined;
  readonly healthCheck?: Parameters<typeof healthCheck>[0];
  readonly passiveHealthCheck?: Parameters<typeof passiveHealthCheck>[0];
  readonly sticky?: Parameters<typeof stickyCookie>[0];
  readonly responseForwarding?: Parameters<typeof flushInterval>[0];
  readonly strategy?: string | undefined;
  readonly middlewares?: readonly ObjectReference[] | undefined;
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
  if (reference.kind === 'TraefikService') return traefikServiceName(context, referrer, reference, path);
  const namespace = context.namespaceFor(reference, referrer, path);
  const { port, addresses } = resolveService(context, referrer, reference, path, 'http');
  refuseHealthCheck(context, namespace, reference, path);
  checkSupported(context, referrer, reference, path, HTTP_SERVICE_GAPS);
  const key = ownName ?? normalize(`${namespace}-${reference.name}-${reference.port ?? ''}`);
  const scheme = schemeOf(reference, port, path);
  const servers = addresses.map(({ host, ...address }): ConfiguredServer => {
    const authority = host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`;
    return { url: `${scheme}://${authority}`, scheme, host, ...address };
  });
  const transport = transportName(context, referrer, reference, path);
  context.httpServices.set(qualify(key), {
    ...context.element(qualify(key), referrer, path),
    kind: 'loadBalancer',
    servers,
    strategy: strategyNamed(context.version, reference.strategy, path),
    passHostHeader: reference.passHostHeader ?? true,
    ...(transport === undefined ? {} : { serversTransport: transport }),
    ...stickyCookie(reference.sticky),
    ...healthCheck(reference.healthCheck),
    ...passiveHealthCheck(reference.passiveHealthCheck),
    ...flushInterval(reference.responseForwarding),
    ...serviceMiddlewares(context, referrer, reference, path),
  });
  return qualify(key);
}

/** Kubernetes checks pods itself: only what is outside of the cluster may have a health check. */
function refuseHealthCheck(
  context: CompileContext,
  namespace: string,
  reference: HttpServiceReference,
  path: FieldPath,
): void {
  if (reference.healthCheck === undefined) return;
  if (context.find('Service', namespace, reference.name)?.spec.type === 'ExternalName') return;
  throw new CompileError(
    'health-check-not-allowed',
    [...path, 'healthCheck'],
    `healthCheck allowed only for ExternalName services: ${namespace}/${reference.name}`,
    "leave it out: the pods' readiness probes decide",
  );
}

function schemeOf(
  reference: HttpServiceReference,
  port: ServicePort,
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

/**
 * The qualified name of a TraefikService. Unlike other references, `name@provider` is normalized, and one of this
 * provider needs no allowCrossNamespace: `data-app@kubernetescrd`, or `app@kubernetescrd` beside a namespace
 * (Traefik: `pkg/provider/kubernetes/crd`, fullServiceName).
 */
function traefikServiceName(
  context: CompileContext,
  referrer: Resource,
  reference: HttpServiceReference,
  path: FieldPath,
): string {
  const { name, namespace = '' } = reference;
  const at = name.lastIndexOf('@');
  if (at === -1) return resolveReference(context, referrer, reference, path);
  checkCrossProvider(context, namespaceOf(referrer), name, [...path, 'name']);
  const [object, provider] = [name.slice(0, at), name.slice(at + 1)];
  if (provider === 'kubernetescrd') return qualify(normalize(`${namespace}-${object}`));
  warnOfNamespace(context, referrer, reference, path);
  return `${normalize(object)}@${provider}`;
}

/** Middlewares of the service itself, by default of its namespace: every router that leads to it passes them. */
function serviceMiddlewares(
  context: CompileContext,
  referrer: Resource,
  { middlewares = [], namespace }: HttpServiceReference,
  path: FieldPath,
): { readonly middlewares?: readonly string[] } {
  if (middlewares.length === 0) return {};
  return {
    middlewares: middlewares.map((written, index) => {
      const own = written.name.includes('@') || written.namespace ? written : { ...written, namespace };
      return resolveReference(context, referrer, own, [...path, 'middlewares', index]);
    }),
  };
}

/** A ServersTransport is looked for in the namespace of the Service. */
function transportName(
  context: CompileContext,
  referrer: Resource,
  reference: HttpServiceReference,
  path: FieldPath,
): string | undefined {
  const name = reference.serversTransport;
  if (name === undefined || name === '') return undefined;
  const namespace = reference.namespace || namespaceOf(referrer);
  if (name.includes('@')) return foreignName(context, namespace, name, [...path, 'serversTransport']);
  return qualify(normalize(`${namespace}-${name}`));
}
