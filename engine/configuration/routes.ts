import type { FieldPath } from '../resources/origin.ts';
import type { Resource } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import type { Element, RouterTls } from './model.ts';
import { qualify } from './names.ts';
import { foreignName } from './references.ts';

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
  if (!tls.options || tls.options.name === '') return { options: 'default', passthrough };
  const path = ['spec', 'tls', 'options'];
  if (tls.options.name.includes('@'))
    return { options: foreignName(context, resource, tls.options.name, [...path, 'name']), passthrough };
  const namespace = context.namespaceFor(tls.options, resource, path);
  return { options: qualify(`${namespace}-${tls.options.name}`), passthrough };
}
