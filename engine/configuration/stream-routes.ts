import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import { resolveService, type ServiceReference } from './endpoints.ts';
import { routerTls } from './http-routes.ts';
import type { AddressService } from './model.ts';
import { qualify, routerKey } from './names.ts';
import { useCertificate } from './tls.ts';

interface WeightedReference extends ServiceReference {
  readonly weight?: number | undefined;
  readonly terminationDelay?: number | string | undefined;
}

/** Compiles the routes of one IngressRouteTCP. */
export function compileIngressRouteTcp(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteTCP'>,
): void {
  const tls = context.attempt(resource, () => routerTls(context, resource, resource.spec.tls));
  if (resource.spec.tls && !tls) return;
  if (!tls?.passthrough) {
    useCertificate(context, resource, resource.spec.tls?.secretName, ['spec', 'tls', 'secretName']);
  }
  resource.spec.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    const key = routerKey(namespaceOf(resource), resource.metadata.name, route.match);
    compileServices(context, resource, route.services, path, key, context.tcpServices);
    context.tcpRouters.set(qualify(key), {
      ...context.element(qualify(key), resource, path),
      entryPoints: resource.spec.entryPoints,
      rule: route.match,
      priority: route.priority ?? 0,
      service: qualify(key),
      ...(tls === undefined ? {} : { tls }),
    });
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

/** Unlike HTTP routes, a service that cannot be resolved is left out alone; the others serve. */
function compileServices(
  context: CompileContext,
  resource: ResourceOf<'IngressRouteTCP'> | ResourceOf<'IngressRouteUDP'>,
  references: readonly WeightedReference[],
  path: FieldPath,
  key: string,
  services: Map<string, AddressService>,
): void {
  const single = references.length === 1;
  const children: { name: string; weight: number }[] = [];
  references.forEach((reference, index) => {
    const at = [...path, 'services', index];
    const resolved = context.attempt(resource, () =>
      resolveService(context, resource, reference, at, 'stream'),
    );
    if (!resolved) return;
    const name = qualify(single ? key : `${key}-${reference.name}-${reference.port ?? ''}`);
    services.set(name, {
      ...context.element(name, resource, at),
      kind: 'loadBalancer',
      servers: resolved.addresses,
      terminationDelayMs: Number(reference.terminationDelay ?? 0),
    });
    children.push({ name, weight: reference.weight ?? 1 });
  });
  if (!single && children.length > 0) {
    const element = context.element(qualify(key), resource, [...path, 'services']);
    services.set(qualify(key), { ...element, kind: 'weighted', services: children });
  }
}
