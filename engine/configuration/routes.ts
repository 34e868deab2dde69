import type { FieldPath } from '../resources/origin.ts';
import type { Resource } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import type { Element, RouterTls } from './model.ts';
import { qualify } from './names.ts';
import { type ObjectReference, resolveReference } from './references.ts';

/** @throws CompileError for an empty rule: Traefik skips such a route */
export function requireMatch(match: string, path: FieldPath): void {
  if (match !== '') return;
  throw new CompileError(
    'match-empty',
    [...path, 'match'],
    'Empty match rule',
    'write a rule, such as PathPrefix(`/`) or, for TCP, HostSNI(`*`)',
  );
}

/** Routers are named by object and rule, so that a second route with the same rule takes the place of the first. */
export function reportReplaced(
  context: CompileContext,
  resource: Resource,
  replaced: Element | undefined,
  path: FieldPath,
): void {
  if (!replaced?.origin) return;
  const { file, line } = replaced.origin.position([...replaced.path, 'match']);
  context.reporter.warning(resource, [...path, 'match'], {
    code: 'route-replaced',
    message: `this route takes the place of the one at ${file}:${line}, whose rule and object name are the same`,
    advice: 'join the two routes, or let their rules differ',
  });
}

interface TlsSpec {
  readonly options?: ObjectReference | undefined;
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
  if (!tls.options || tls.options.name === '') return { options: 'default', passthrough };
  const path = ['spec', 'tls', 'options'];
  return { options: optionsName(context, resource, tls.options, path), passthrough };
}

/**
 * References are normalized, names of TLSOptions are not: one with a dot in its name cannot be referred to, but by the
 * releases 3.0 to 3.5 (Traefik: `pkg/provider/kubernetes/crd`, resolveReference).
 */
function optionsName(
  context: CompileContext,
  resource: Resource,
  options: ObjectReference,
  path: FieldPath,
): string {
  const asWritten = context.version >= 300 && context.version < 306;
  if (!asWritten || options.name.includes('@')) return resolveReference(context, resource, options, path);
  return qualify(`${context.namespaceFor(options, resource, path)}-${options.name}`);
}
