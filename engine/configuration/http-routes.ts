import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { compileHttpService, foreignName } from './http-services.ts';
import type { RouterTls } from './model.ts';
import { normalize, qualify, routerKey } from './names.ts';
import { useCertificate } from './tls.ts';

type Route = ResourceOf<'IngressRoute'>['spec']['routes'][number];

/** Compiles the routes of one IngressRoute. A route that cannot be compiled falls alone. */
export function compileIngressRoute(context: CompileContext, resource: ResourceOf<'IngressRoute'>): void {
  const tls = context.attempt(resource, () => routerTls(context, resource, resource.spec.tls));
  if (resource.spec.tls && !tls) return;
  useCertificate(context, resource, resource.spec.tls?.secretName, ['spec', 'tls', 'secretName']);
  resource.spec.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    context.attempt(resource, () => compileRoute(context, resource, route, path, tls));
  });
}

function compileRoute(
  context: CompileContext,
  resource: ResourceOf<'IngressRoute'>,
  route: Route,
  path: FieldPath,
  tls: RouterTls | undefined,
): void {
  const key = normalize(routerKey(namespaceOf(resource), resource.metadata.name, route.match));
  const middlewares = route.middlewares.map((middleware, index) => {
    const at = [...path, 'middlewares', index];
    if (middleware.name.includes('@')) return foreignName(context, middleware.name, at);
    return qualify(normalize(`${context.namespaceFor(middleware, resource, at)}-${middleware.name}`));
  });
  const service = routeService(context, resource, route, path, key);
  context.httpRouters.set(qualify(key), {
    ...context.element(qualify(key), resource, path),
    entryPoints: resource.spec.entryPoints,
    rule: route.match,
    priority: route.priority ?? 0,
    middlewares,
    service,
    ...(tls === undefined ? {} : { tls }),
  });
}

function routeService(
  context: CompileContext,
  resource: ResourceOf<'IngressRoute'>,
  route: Route,
  path: FieldPath,
  key: string,
): string {
  const [first, ...others] = route.services;
  if (!first) {
    throw new CompileError(
      'route-without-service',
      path,
      'the route has no services',
      'name one under services:',
    );
  }
  if (others.length === 0) return compileHttpService(context, resource, first, [...path, 'services', 0], key);
  const services = route.services.map((member, index) => ({
    name: compileHttpService(context, resource, member, [...path, 'services', index]),
    weight: member.weight ?? 1,
  }));
  context.httpServices.set(qualify(key), {
    ...context.element(qualify(key), resource, [...path, 'services']),
    kind: 'weighted',
    services,
  });
  return qualify(key);
}

interface TlsSpec {
  readonly options?: { readonly name: string; readonly namespace?: string | undefined } | undefined;
  readonly passthrough?: boolean | undefined;
}

/** What `spec.tls` asks of the routers of an object; undefined without it. */
export function routerTls(
  context: CompileContext,
  resource: Resource,
  tls: TlsSpec | undefined,
): RouterTls | undefined {
  if (!tls) return undefined;
  const passthrough = tls.passthrough ?? false;
  if (!tls.options || tls.options.name === 'default') return { options: 'default', passthrough };
  const path = ['spec', 'tls', 'options'];
  if (tls.options.name.includes('@'))
    return { options: foreignName(context, tls.options.name, path), passthrough };
  const namespace = context.namespaceFor(tls.options, resource, path);
  return { options: qualify(`${namespace}-${tls.options.name}`), passthrough };
}
