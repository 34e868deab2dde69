import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { compileHttpService } from './http-services.ts';
import type { RouterObservability, RouterTls } from './model.ts';
import { normalize, qualify, routerKey } from './names.ts';
import { checkSupported, TLS_GAPS } from './not-supported.ts';
import { resolveReference } from './references.ts';
import { reportReplaced, requireMatch, routerTls } from './routes.ts';
import { useCertificate } from './tls.ts';

type Route = ResourceOf<'IngressRoute'>['spec']['routes'][number];

/** Compiles the routes of one IngressRoute. A route that cannot be compiled falls alone. */
export function compileIngressRoute(context: CompileContext, resource: ResourceOf<'IngressRoute'>): void {
  useCertificate(context, resource, resource.spec.tls?.secretName, ['spec', 'tls', 'secretName']);
  checkSupported(context, resource, resource.spec.tls, ['spec', 'tls'], TLS_GAPS);
  const tls = context.attempt(resource, () => routerTls(context, resource, resource.spec.tls));
  if (resource.spec.tls && !tls) return;
  const parents = context.attempt(resource, () => parentRouters(context, resource));
  if (!parents) return;
  resource.spec.routes.forEach((route, index) => {
    const path = ['spec', 'routes', index];
    context.attempt(resource, () => compileRoute(context, resource, route, path, { tls, parents }));
  });
}

function compileRoute(
  context: CompileContext,
  resource: ResourceOf<'IngressRoute'>,
  route: Route,
  path: FieldPath,
  { tls, parents }: { readonly tls: RouterTls | undefined; readonly parents: readonly string[] },
): void {
  requireMatch(route.match, path);
  const key = normalize(routerKey(namespaceOf(resource), resource.metadata.name, route.match));
  const middlewares = route.middlewares.map((middleware, index) =>
    resolveReference(context, resource, middleware, [...path, 'middlewares', index]),
  );
  const service = routeService(context, resource, route, path, key);
  reportReplaced(context, resource, context.httpRouters.get(qualify(key)), path);
  context.httpRouters.set(qualify(key), {
    ...context.element(qualify(key), resource, path),
    entryPoints: resource.spec.entryPoints,
    rule: route.match,
    ...(route.syntax === undefined ? {} : { ruleSyntax: route.syntax }),
    priority: route.priority ?? 0,
    middlewares,
    service,
    ...(tls === undefined ? {} : { tls }),
    ...observability(route.observability),
    ...(parents.length === 0 ? {} : { parentRefs: parents }),
  });
}

/**
 * The routers of all routes of the IngressRoutes that are named as parents. One that is not there, or may not be named,
 * takes the whole object out of force, as in Traefik.
 */
function parentRouters(context: CompileContext, resource: ResourceOf<'IngressRoute'>): string[] {
  return resource.spec.parentRefs.flatMap((reference, index) => {
    const path = ['spec', 'parentRefs', index];
    const namespace = context.namespaceFor(reference, resource, path);
    const parent = context.find('IngressRoute', namespace, reference.name);
    if (!parent) {
      throw new CompileError(
        'parent-not-found',
        [...path, 'name'],
        `parent IngressRoute ${namespace}/${reference.name} does not exist`,
        'apply an IngressRoute of that name in that namespace',
        context.wasRejected({ kind: 'IngressRoute', namespace, name: reference.name }),
      );
    }
    return parent.spec.routes.map(({ match }) =>
      qualify(normalize(routerKey(namespace, reference.name, match))),
    );
  });
}

function observability(written: Route['observability']): { readonly observability?: RouterObservability } {
  const { accessLogs, metrics, tracing, traceVerbosity } = written ?? {};
  const set = {
    ...(accessLogs === undefined ? {} : { accessLogs }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(tracing === undefined ? {} : { tracing }),
    ...(traceVerbosity === undefined ? {} : { traceVerbosity }),
  };
  return Object.keys(set).length === 0 ? {} : { observability: set };
}

/** The qualified name of the service that a route leads to; empty if it names none. */
function routeService(
  context: CompileContext,
  resource: ResourceOf<'IngressRoute'>,
  route: Route,
  path: FieldPath,
  key: string,
): string {
  const [first, ...others] = route.services;
  if (!first) return '';
  if (others.length === 0) {
    return compileHttpService(context, resource, first, [...path, 'services', 0], key);
  }
  const services = route.services.map((member, index) => ({
    name: compileHttpService(context, resource, member, [...path, 'services', index]),
    weight: member.weight ?? 1,
  }));
  context.httpServices.set(qualify(key), {
    ...context.element(qualify(key), resource, path),
    kind: 'weighted',
    services,
  });
  return qualify(key);
}
