import { createHash } from 'node:crypto';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { stickyCookie } from './balancing-fields.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { resolveService } from './endpoints.ts';
import {
  type RouterAnnotations,
  routerAnnotations,
  type ServiceAnnotations,
  serviceAnnotations,
} from './ingress-annotations.ts';
import type { ConfiguredServer, HttpRouter } from './model.ts';
import { normalize, qualify } from './names.ts';
import { useCertificate } from './tls.ts';

type Ingress = ResourceOf<'Ingress'>;
type Rule = NonNullable<Ingress['spec']>['rules'][number];
type Path = NonNullable<Rule['http']>['paths'][number];
type Backend = Path['backend'];

/** Go's math.MinInt32: behind all routers that say nothing. */
const LAST = -2_147_483_648;

/** Compiles one core Ingress that the provider admits (Traefik: providers/kubernetes-ingress). A path that leads nowhere falls alone. */
export function compileIngress(context: CompileContext, resource: Ingress): void {
  if (!isAdmitted(context, resource)) return;
  const annotations = context.attempt(resource, () => routerAnnotations(resource.metadata.annotations));
  if (!annotations) return;
  resource.spec?.tls.forEach(({ secretName }, index) => {
    useCertificate(context, resource, secretName, ['spec', 'tls', index, 'secretName']);
  });
  const { rules = [], defaultBackend } = resource.spec ?? {};
  if (rules.length === 0 && defaultBackend) {
    context.attempt(resource, () => compileDefault(context, resource, defaultBackend, annotations));
  }
  compileRules(context, resource, rules, annotations);
}

const CONTROLLER = 'traefik.io/ingress-controller';

/** By the IngressClass that it names, which must be Traefik's; without one by the annotation. */
function isAdmitted(context: CompileContext, resource: Ingress): boolean {
  const provider = context.options.kubernetesIngress;
  if (!provider) {
    context.reporter.warning(resource, ['kind'], {
      code: 'provider-off',
      message: 'Ingress objects are not looked at',
      advice: 'start with --providers.kubernetesingress=true',
    });
    return false;
  }
  const { ingressClass, disableIngressClassLookup, disableClusterScopeResources } = provider;
  const named = resource.spec?.ingressClassName;
  if (named === undefined) {
    const written = resource.metadata.annotations['kubernetes.io/ingress.class'] ?? '';
    return written === ingressClass || (ingressClass === '' && written === 'traefik');
  }
  if (disableIngressClassLookup || disableClusterScopeResources) return false;
  return context
    .ofKind('IngressClass')
    .some(
      ({ metadata: { name }, spec }) =>
        name === named && spec?.controller === CONTROLLER && (ingressClass === '' || name === ingressClass),
    );
}

function compileDefault(
  context: CompileContext,
  resource: Ingress,
  backend: Backend,
  annotations: RouterAnnotations,
): void {
  const path = ['spec', 'defaultBackend'];
  const service = qualify('default-backend', 'kubernetes');
  const router = qualify('default-router', 'kubernetes');
  compileService(context, resource, backend, path, service);
  context.httpRouters.set(router, {
    ...context.element(router, resource, path),
    ...settings(annotations),
    rule: 'PathPrefix("/")',
    ruleSyntax: 'v3',
    priority: LAST,
    service,
  });
}

function compileRules(
  context: CompileContext,
  resource: Ingress,
  rules: readonly Rule[],
  annotations: RouterAnnotations,
): void {
  const namespace = namespaceOf(resource);
  const routers = new Map<string, HttpRouter[]>();
  rules.forEach((rule, ruleIndex) => {
    rule.http?.paths.forEach((route, index) => {
      const path = ['spec', 'rules', ruleIndex, 'http', 'paths', index];
      context.attempt(resource, () => {
        const { name = '', port } = route.backend.service ?? {};
        const written = port?.name || `${port?.number ?? 0}`;
        const service = qualify(normalize(`${namespace}-${name}-${written}`), 'kubernetes');
        compileService(context, resource, route.backend, [...path, 'backend'], service);
        const key = normalize(`${namespace}-${resource.metadata.name}-${rule.host ?? ''}${route.path ?? ''}`);
        const router = {
          ...context.element(key, resource, path),
          ...settings(annotations),
          rule: ruleOf(context, annotations, rule.host ?? '', route),
          priority: annotations.priority ?? 0,
          service,
        };
        routers.set(key, [...(routers.get(key) ?? []), router]);
      });
    });
  });
  for (const [key, same] of routers) {
    for (const router of same) {
      // Paths that differ only in what names leave out have the hash of their rule, too.
      const hash = createHash('sha256').update(router.rule).digest('hex').slice(0, 20);
      const name = qualify(same.length === 1 ? key : `${key}-${hash}`, 'kubernetes');
      context.httpRouters.set(name, { ...router, name });
    }
  }
}

/** What the annotations say of every router of an Ingress. */
function settings({
  entryPoints = [],
  middlewares = [],
  ruleSyntax,
  tls,
  observability,
}: RouterAnnotations): Pick<HttpRouter, 'entryPoints' | 'middlewares'> & Partial<HttpRouter> {
  return {
    entryPoints,
    middlewares: middlewares.map(ownName),
    ...(ruleSyntax === 'v2' || ruleSyntax === 'v3' ? { ruleSyntax } : {}),
    ...(tls && {
      tls: {
        options: tls.options === undefined || tls.options === 'default' ? 'default' : ownName(tls.options),
        passthrough: false,
      },
    }),
    ...(observability && { observability }),
  };
}

/** A name without a provider is of this one, which has neither middlewares nor transports. */
function ownName(name: string): string {
  return name.includes('@') ? name : qualify(name, 'kubernetes');
}

function ruleOf(
  context: CompileContext,
  annotations: RouterAnnotations,
  host: string,
  { path, pathType }: Path,
): string {
  const syntax = annotations.ruleSyntax ?? context.options.defaultRuleSyntax;
  const parts: string[] = [];
  if (host !== '') parts.push(hostRule(context, host, syntax));
  if (path) parts.push(pathRule(context, annotations, path, pathType));
  return parts.join(' && ');
}

function hostRule(context: CompileContext, host: string, syntax: string): string {
  if (!host.startsWith('*.')) return `Host(${quoted(host)})`;
  const parent = host.slice(2);
  if (syntax === 'v2') return `HostRegexp(${quoted(`{subdomain:[a-zA-Z0-9-]+}.${parent}`)})`;
  // Wildcards in Host came with 3.7.
  if (context.version >= 307) return `Host(${quoted(host)})`;
  return `HostRegexp(${quoted(`^[a-zA-Z0-9-]+\\.${parent.replaceAll('.', '\\.')}$`)})`;
}

function pathRule(
  context: CompileContext,
  { pathMatcher = 'PathPrefix' }: RouterAnnotations,
  path: string,
  pathType: Path['pathType'],
): string {
  if (pathType === 'Exact') return `Path(${quoted(path)})`;
  const matcher = pathType === 'ImplementationSpecific' ? pathMatcher : 'PathPrefix';
  if (!['Path', 'PathPrefix', 'PathRegexp'].includes(matcher)) {
    throw new CompileError(
      'path-matcher-invalid',
      ['metadata', 'annotations', 'traefik.ingress.kubernetes.io/router.pathmatcher'],
      `invalid router path matcher "${matcher}": must be one of Path, PathPrefix, PathRegexp`,
    );
  }
  const strict = context.options.kubernetesIngress?.strictPrefixMatching && matcher === 'PathPrefix';
  if (!strict || path === '/') return `${matcher}(${quoted(path)})`;
  const whole = path.replace(/\/$/, '');
  return `(Path(${quoted(whole)}) || PathPrefix(${quoted(`${whole}/`)}))`;
}

/** As Go's `%q` writes it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Makes the load balancer of a backend part of the configuration. @throws CompileError */
function compileService(
  context: CompileContext,
  resource: Ingress,
  { service, resource: other }: Backend,
  path: FieldPath,
  name: string,
): void {
  if (!service) {
    throw new CompileError(
      'backend-unsupported',
      path,
      other === undefined ? 'Missing service definition' : 'Resource backends are not supported',
      'name a Service under service:',
    );
  }
  const namespace = namespaceOf(resource);
  const object = context.find('Service', namespace, service.name);
  const annotations = object ? readAnnotations(context, object) : {};
  const { port, addresses } = resolveService(
    context,
    resource,
    {
      name: service.name,
      port: service.port?.name || service.port?.number,
      nativeLB: annotations.nativeLB,
      nodePortLB: annotations.nodePortLB,
    },
    [...path, 'service'],
    'http',
  );
  const scheme = schemeOf(annotations, port);
  context.httpServices.set(name, {
    ...context.element(name, resource, path),
    kind: 'loadBalancer',
    servers: addresses.map(({ host, ...address }): ConfiguredServer => {
      const authority = host.includes(':') ? `[${host}]:${address.port}` : `${host}:${address.port}`;
      return { url: `${scheme}://${authority}`, scheme, host, ...address };
    }),
    strategy: 'wrr',
    passHostHeader: annotations.passHostHeader ?? true,
    ...(annotations.serversTransport ? { serversTransport: ownName(annotations.serversTransport) } : {}),
    ...(annotations.middlewares?.length ? { middlewares: annotations.middlewares.map(ownName) } : {}),
    ...stickyCookie(annotations.cookie && { cookie: annotations.cookie }),
  });
}

/** Wrong annotations of a Service are reported with it, and take the path out of force. */
function readAnnotations(context: CompileContext, service: ResourceOf<'Service'>): ServiceAnnotations {
  const read = context.attempt(service, () => serviceAnnotations(service.metadata.annotations));
  if (read) return read;
  throw new CompileError('annotation-unknown', ['metadata'], referenceOf(service).name, undefined, true);
}

function schemeOf(
  { serversScheme }: ServiceAnnotations,
  { number, name }: { readonly number: number; readonly name: string },
): ConfiguredServer['scheme'] {
  if (serversScheme === 'https' || serversScheme === 'h2c' || serversScheme === 'http') return serversScheme;
  return number === 443 || name.startsWith('https') ? 'https' : 'http';
}
