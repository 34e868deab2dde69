import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { normalize, qualify } from './names.ts';

/** Compiles one Middleware object, which holds exactly one type. */
export function compileMiddleware(context: CompileContext, resource: ResourceOf<'Middleware'>): void {
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const compiled = context.attempt(resource, () => {
    const [first, ...others] = Object.entries(resource.spec);
    if (!first) {
      throw new CompileError(
        'middleware-type-missing',
        ['spec'],
        `invalid middleware "${name}" configuration: invalid middleware type or middleware does not exist`,
        'write one middleware type under spec, such as stripPrefix',
      );
    }
    if (others.length > 0) {
      throw new CompileError(
        'middleware-several-types',
        ['spec', others[0]?.[0] ?? ''],
        'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
        'move each type into a Middleware of its own and join them with a chain',
      );
    }
    const [type, written] = first;
    const path = ['spec', type];
    return {
      ...context.element(name, resource, path),
      type,
      options: resolved(context, resource, type, written),
    };
  });
  if (compiled) context.middlewares.set(name, compiled);
  else context.reject(referenceOf(resource));
}

/** A chain's members become qualified names; other options stay as written. */
function resolved(
  context: CompileContext,
  resource: ResourceOf<'Middleware'>,
  type: string,
  written: unknown,
): unknown {
  const chain = type === 'chain' ? resource.spec.chain : undefined;
  if (!chain) return written;
  return {
    middlewares: chain.middlewares.map((member, index) => {
      const path = ['spec', 'chain', 'middlewares', index];
      return qualify(normalize(`${context.namespaceFor(member, resource, path)}-${member.name}`));
    }),
  };
}
