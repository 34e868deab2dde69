import type { ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import type { RouterAnnotations } from './ingress-annotations.ts';
import { annotationPath } from './ingress-names.ts';

export type IngressRule = NonNullable<ResourceOf<'Ingress'>['spec']>['rules'][number];
export type IngressPath = NonNullable<IngressRule['http']>['paths'][number];

/**
 * The rule of one path of one host; empty if neither is written, which then matches nothing.
 *
 * @throws CompileError
 */
export function ingressRule(
  context: CompileContext,
  annotations: RouterAnnotations,
  host: string,
  { path, pathType }: IngressPath,
): string {
  const syntax = annotations.ruleSyntax || context.options.defaultRuleSyntax;
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
  annotations: RouterAnnotations,
  path: string,
  pathType: IngressPath['pathType'],
): string {
  if (pathType === 'Exact') return `Path(${quoted(path)})`;
  const matcher = pathType === 'ImplementationSpecific' ? pathMatcher(context, annotations) : 'PathPrefix';
  const strict = context.options.kubernetesIngress?.strictPrefixMatching && matcher === 'PathPrefix';
  if (!strict || path === '/') return `${matcher}(${quoted(path)})`;
  const whole = path.replace(/\/$/, '');
  return `(Path(${quoted(whole)}) || PathPrefix(${quoted(`${whole}/`)}))`;
}

/** What an annotation says of paths without a type of their own. PathRegexp came with v3. */
function pathMatcher(context: CompileContext, { pathMatcher }: RouterAnnotations): string {
  const matcher = pathMatcher || 'PathPrefix';
  const known = ['Path', 'PathPrefix', ...(context.version >= 300 ? ['PathRegexp'] : [])];
  if (known.includes(matcher)) return matcher;
  throw new CompileError(
    'path-matcher-invalid',
    annotationPath('router.pathmatcher'),
    `invalid router path matcher "${matcher}": must be one of ${known.join(', ')}`,
  );
}

/** As Go's `%q` writes it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
