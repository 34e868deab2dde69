import { createHash } from 'node:crypto';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { type RouterAnnotations, routerAnnotations } from './ingress-annotations.ts';
import { isOfIngressClass } from './ingress-class.ts';
import { annotationPath, foreignIsAllowed, ownName } from './ingress-names.ts';
import { type IngressPath, type IngressRule, ingressRule } from './ingress-rules.ts';
import { compileBackend } from './ingress-services.ts';
import type { HttpRouter } from './model.ts';
import { normalize, qualify } from './names.ts';
import { certificateOf } from './tls.ts';

type Ingress = ResourceOf<'Ingress'>;

/** Go's math.MinInt32: behind all routers that say nothing. */
const LAST = -2_147_483_648;

/** Compiles one core Ingress that the provider admits (Traefik: providers/kubernetes-ingress). A path that leads nowhere falls alone. */
export function compileIngress(context: CompileContext, resource: Ingress): void {
  if (!isAdmitted(context, resource)) return;
  const annotations = context.attempt(resource, () => annotationsOf(context, resource));
  if (!annotations) return;
  useCertificates(context, resource);
  const { rules = [], defaultBackend } = resource.spec ?? {};
  if (rules.length === 0 && defaultBackend) {
    context.attempt(resource, () => compileDefault(context, resource, defaultBackend, annotations));
  }
  compileRules(context, resource, rules, annotations);
}

/** Whether the provider is on, and takes it. */
function isAdmitted(context: CompileContext, resource: Ingress): boolean {
  const provider = context.options.kubernetesIngress;
  if (provider) return isOfIngressClass(resource, provider, () => context.ofKind('IngressClass'));
  context.reporter.warning(resource, ['kind'], {
    code: 'provider-off',
    message: 'Ingress objects are not looked at',
    advice: 'start with --providers.kubernetesingress=true',
  });
  return false;
}

/** @throws CompileError, also if it names what objects of its namespace may not name */
function annotationsOf(context: CompileContext, resource: Ingress): RouterAnnotations {
  const annotations = routerAnnotations(context, resource);
  const namespace = namespaceOf(resource);
  if (foreignIsAllowed(context, namespace)) return annotations;
  const refused = annotations.middlewares?.length
    ? ['middleware', 'router.middlewares']
    : annotations.tls?.options
      ? ['TLS option', 'router.tls.options']
      : undefined;
  if (!refused) return annotations;
  const [what, annotation = ''] = refused;
  throw new CompileError(
    'cross-provider',
    annotationPath(annotation),
    `cross-provider ${what} reference is not allowed from namespace "${namespace}"`,
    `start with --providers.kubernetesingress.crossprovidernamespaces=${namespace}`,
  );
}

/** Makes certificates available, up to the first Secret that is missing or incomplete, as in Traefik. */
function useCertificates(context: CompileContext, resource: Ingress): void {
  for (const [index, { secretName }] of (resource.spec?.tls ?? []).entries()) {
    if (!secretName) continue;
    const certificate = certificateOf(context, resource, secretName, ['spec', 'tls', index, 'secretName']);
    if (!certificate) return;
    context.certificates.set(certificate.name, certificate);
  }
}

function compileDefault(
  context: CompileContext,
  resource: Ingress,
  backend: IngressPath['backend'],
  annotations: RouterAnnotations,
): void {
  const path = ['spec', 'defaultBackend'];
  const service = qualify('default-backend', 'kubernetes');
  const router = qualify('default-router', 'kubernetes');
  compileBackend(context, resource, backend, path, service);
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
  rules: readonly IngressRule[],
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
        compileBackend(context, resource, route.backend, [...path, 'backend'], service);
        const key = normalize(`${namespace}-${resource.metadata.name}-${rule.host ?? ''}${route.path ?? ''}`);
        const router = {
          ...context.element(key, resource, path),
          ...settings(annotations),
          rule: ingressRule(context, annotations, rule.host ?? '', route),
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
    // Whatever is no v2 is the newest.
    ...(ruleSyntax ? { ruleSyntax: ruleSyntax === 'v2' ? 'v2' : 'v3' } : {}),
    ...(tls && {
      tls: {
        options: !tls.options || tls.options === 'default' ? 'default' : ownName(tls.options),
        passthrough: false,
      },
    }),
    ...(observability && { observability }),
  };
}
