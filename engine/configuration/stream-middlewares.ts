import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredMiddleware } from './model.ts';
import { normalize, qualify } from './names.ts';

/** Of several types in one middleware the first of these counts (Traefik: `pkg/server/middleware/tcp`). */
const TYPES = ['ipAllowList', 'ipWhiteList', 'inFlightConn'] as const;

/** Compiles one MiddlewareTCP; what it cannot compile is reported and left out. */
export function compileMiddlewareTcp(context: CompileContext, resource: ResourceOf<'MiddlewareTCP'>): void {
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const middleware = context.attempt(resource, () =>
    streamMiddleware(context, resource, name, resource.spec, ['spec']),
  );
  if (middleware) context.tcpMiddlewares.set(name, middleware);
  else context.reject(referenceOf(resource));
}

/**
 * The middleware of that name, written at `path`.
 *
 * @throws CompileError if it has no type
 */
export function streamMiddleware(
  context: CompileContext,
  resource: Resource,
  name: string,
  written: Readonly<Partial<Record<(typeof TYPES)[number], unknown>>>,
  path: FieldPath,
): ConfiguredMiddleware {
  const [type, ...others] = TYPES.filter((candidate) => written[candidate] !== undefined);
  if (type === undefined) {
    throw new CompileError(
      'middleware-type-missing',
      path,
      `invalid middleware "${name}" configuration: invalid middleware type or middleware does not exist`,
      'write one middleware type, such as ipAllowList',
    );
  }
  for (const other of others) {
    context.reporter.warning(resource, [...path, other], {
      code: 'middleware-several-types',
      message: `of several types in one TCP middleware ${type} counts, and ${other} has no effect`,
      advice: 'move each type into a middleware of its own and let the router name them all',
    });
  }
  if (type === 'ipWhiteList') warnOfWhiteList(context, resource, path);
  return { ...context.element(name, resource, [...path, type]), type, options: written[type] };
}

/** Traefik 3 has another name for the middleware, and takes the old one (Traefik: migrate/v2-to-v3#ipwhitelist). */
export function warnOfWhiteList(context: CompileContext, resource: Resource, path: FieldPath): void {
  const at = [...path, 'ipWhiteList'];
  context.reporter.warning(resource, at, {
    code: 'deprecated',
    message: 'IPWhiteList is deprecated, please use IPAllowList instead.',
    advice: 'write ipAllowList, whose options are the same',
    mending: { title: 'write `ipAllowList`', edit: (editor) => editor.rename(at, 'ipAllowList') },
  });
}
