import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import { resolveService, type ServiceReference } from './endpoints.ts';
import type { AddressService, RouterTls } from './model.ts';
import { qualify, routerKey } from './names.ts';
import { checkSupported, TLS_GAPS } from './not-supported.ts';
import { resolveReference } from './references.ts';
import { reportReplaced, requireMatch, routerTls } from './routes.ts';
import { ownConnectionFields, tcpTransportName } from './stream-transports.ts';
import { useCertificate } from './tls.ts';

interface WeightedReference extends ServiceReference {
  readonly weight?: number | undefined;
  readonly terminationDelay?: number | undefined;
  readonly proxyProtocol?: { readonly version?: number | undefined } | undefined;
  readonly serversTransport?: string | undefined;
  readonly tls?: boolean | undefined;
}

/** Compiles the routes of one IngressRouteTCP. */
export function compileIngressRouteTcp(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteTCP'>,
): void {
  if (!resource.spec.tls?.passthrough) {
    useCertificate(context, resource, resource.spec.tls?.secretName, ['spec', 'tls', 'secretName']);
  }
  checkSupported(context, resource, resource.spec.tls, ['spec', 'tls'], TLS_GAPS);
  const tls = context.attempt(resource, () => routerTls(context, resource, resource.spec.tls));
  if (resource.spec.tls && !tls) return;
  resource.spec.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    context.attempt(resource, () => compileRoute(context, resource, route, path, tls));
  });
}

function compileRoute(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteTCP'>,
  route: ResourceOf<'IngressRouteTCP'>['spec']['routes'][number],
  path: FieldPath,
  tls: RouterTls | undefined,
): void {
  requireMatch(route.match, path);
  const middlewares = route.middlewares.map((middleware, index) =>
    resolveReference(context, resource, middleware, [...path, 'middlewares', index]),
  );
  const key = routerKey(namespaceOf(resource), resource.metadata.name, route.match);
  reportReplaced(context, resource, context.tcpRouters.get(qualify(key)), path);
  compileServices(context, resource, route.services, path, key, context.tcpServices);
  context.tcpRouters.set(qualify(key), {
    ...context.element(qualify(key), resource, path),
    entryPoints: resource.spec.entryPoints,
    rule: route.match,
    ...(route.syntax === undefined ? {} : { ruleSyntax: route.syntax }),
    priority: route.priority ?? 0,
    middlewares,
    service: qualify(key),
    ...(tls === undefined ? {} : { tls }),
  });
}

/** Compiles the routes of one IngressRouteUDP. */
export function compileIngressRouteUdp(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteUDP'>,
): void {
  resource.spec.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    const key = `${namespaceOf(resource)}-${resource.metadata.name}-${index}`;
    compileServices(context, resource, route.services, path, key, context.udpServices);
    context.udpRouters.set(qualify(key), {
      ...context.element(qualify(key), resource, path),
      entryPoints: resource.spec.entryPoints,
      service: qualify(key),
    });
  });
}

/**
 * Unlike with HTTP routes, a service that cannot be resolved is left out alone; the others serve. If none is left, the
 * route has no service, and its router is disabled when it is linked.
 */
function compileServices(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteTCP'> | ResourceOf<'IngressRouteUDP'>,
  references: readonly WeightedReference[],
  path: FieldPath,
  key: string,
  services: Map<string, AddressService>,
): void {
  if (references.length === 0) {
    context.reporter.error(resource, path, {
      code: 'route-without-service',
      message: 'the route has no services',
      advice: 'name one under services:',
    });
  }
  const single = references.length === 1;
  const children: { name: string; weight: number }[] = [];
  references.forEach((reference, index) => {
    const at = [...path, 'services', index];
    const resolved = context.attempt(resource, () => {
      const transport = tcpTransportName(context, resource, reference.serversTransport, [
        ...at,
        'serversTransport',
      ]);
      return { ...resolveService(context, resource, reference, at, 'stream'), transport };
    });
    if (!resolved) return;
    const name = qualify(single ? key : `${key}-${reference.name}-${reference.port ?? ''}`);
    services.set(name, {
      ...context.element(name, resource, at),
      kind: 'loadBalancer',
      servers: resolved.addresses.map(({ host, port, pod }) => ({
        host,
        port,
        ...(pod === undefined ? {} : { pod }),
      })),
      ...ownConnectionFields(context, resource, reference, at),
      ...(resolved.transport === undefined ? {} : { serversTransport: resolved.transport }),
      ...(reference.tls ? { tls: true } : {}),
    });
    children.push({ name, weight: reference.weight ?? 1 });
  });
  if (!single && children.length > 0) {
    const element = context.element(qualify(key), resource, [...path, 'services']);
    services.set(qualify(key), { ...element, kind: 'weighted', services: children });
  }
}
