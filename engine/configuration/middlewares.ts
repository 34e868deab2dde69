import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { basicAuthUsers } from './basic-auth-users.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { compileHttpService } from './http-services.ts';
import type { ConfiguredMiddleware } from './model.ts';
import { normalize, qualify } from './names.ts';
import { resolveReference } from './references.ts';
import { warnOfWhiteList } from './stream-middlewares.ts';

const SEVERAL_TYPES =
  'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead';

/** Compiles one Middleware object, which holds exactly one type; what it cannot compile is reported and left out. */
export function compileMiddleware(context: CompileContext, resource: ResourceOf<'Middleware'>): void {
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const middleware = context.attempt(resource, () => middlewareOf(context, resource, name));
  if (middleware) context.middlewares.set(name, middleware);
  else context.reject(referenceOf(resource));
}

function middlewareOf(
  context: CompileContext,
  resource: ResourceOf<'Middleware'>,
  name: string,
): ConfiguredMiddleware {
  const [first, second] = Object.entries(resource.spec);
  if (!first) {
    throw new CompileError(
      'middleware-type-missing',
      ['spec'],
      `invalid middleware "${name}" configuration: invalid middleware type or middleware does not exist`,
      'write one middleware type under spec, such as stripPrefix',
    );
  }
  const [type, written] = first;
  const path = ['spec', type];
  if (second) {
    // Such a middleware is there, for all to see that it cannot be used.
    context.reporter.error(resource, ['spec', second[0]], {
      code: 'middleware-several-types',
      message: SEVERAL_TYPES,
      advice: 'move each type into a Middleware of its own and join them with a chain',
    });
    const element = context.element(name, resource, path);
    return { ...element, type, options: written, status: 'disabled', errors: [SEVERAL_TYPES] };
  }
  if (type === 'ipWhiteList') warnOfWhiteList(context, resource, ['spec']);
  return {
    ...context.element(name, resource, path),
    type,
    options: optionsOf(context, resource, name, path) ?? written,
  };
}

/** Options that name other objects, resolved; undefined for other types, whose options stay as written. */
function optionsOf(
  context: CompileContext,
  resource: ResourceOf<'Middleware'>,
  name: string,
  path: FieldPath,
): unknown {
  const { basicAuth, chain, errors } = resource.spec;
  if (basicAuth) {
    const { secret, ...options } = basicAuth;
    return { ...options, users: basicAuthUsers(context, resource, secret, [...path, 'secret']) };
  }
  if (chain) {
    const members = chain.middlewares.map((member, index) =>
      resolveReference(context, resource, member, [...path, 'middlewares', index]),
    );
    return { middlewares: members };
  }
  if (errors) {
    const { service, ...options } = errors;
    const ownName = `${name.slice(0, name.lastIndexOf('@'))}-errorpage-service`;
    return {
      ...options,
      service: compileHttpService(context, resource, service, [...path, 'service'], ownName),
    };
  }
  return undefined;
}
