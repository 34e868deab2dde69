import type { FieldPath } from '../../resources/origin.ts';
import { CompileError } from '../compile-error.ts';
import type { CompileContext } from '../context.ts';
import { warnOfWhiteList } from '../stream-middlewares.ts';
import { contentOf } from './contents.ts';
import { type FileResource, type FileSpec, fileName } from './names.ts';

type Middleware = NonNullable<FileSpec['http']>['middlewares'][string];

/** Compiles one HTTP middleware of a file, which has exactly one type. */
export function compileFileMiddleware(
  context: CompileContext,
  resource: FileResource,
  name: string,
  middleware: Middleware,
  path: FieldPath,
): void {
  const [type, options] = onlyType(fileName(name), middleware, path);
  if (type === 'ipWhiteList') warnOfWhiteList(context, resource, path);
  context.middlewares.set(fileName(name), {
    ...context.element(fileName(name), resource, [...path, type]),
    type,
    options: resolved(resource, middleware) ?? options,
  });
}

/** The type of a middleware and its options. @throws CompileError for none, and for several */
function onlyType(name: string, middleware: object, path: FieldPath): [type: string, options: unknown] {
  const [first, second] = Object.entries(middleware).filter(([, options]) => options !== undefined);
  if (!first) {
    throw new CompileError(
      'middleware-type-missing',
      path,
      `invalid middleware "${name}" configuration: invalid middleware type or middleware does not exist`,
      'write one middleware type under its name, such as stripPrefix',
    );
  }
  if (!second) return first;
  throw new CompileError(
    'middleware-several-types',
    [...path, second[0]],
    'cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
    'move each type into a middleware of its own and join them with a chain',
  );
}

/** Options that name others, or files; undefined for types whose options stay as written. */
function resolved(resource: FileResource, { basicAuth, chain, errors }: Middleware): unknown {
  if (basicAuth) {
    const { users = [], usersFile, ...options } = basicAuth;
    const lines = (contentOf(resource, usersFile) ?? '').split(/\r?\n/);
    const listed = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
    return { ...options, users: [...users, ...listed] };
  }
  if (chain) return { middlewares: chain.middlewares.map(fileName) };
  if (errors) return { ...errors, service: fileName(errors.service ?? '') };
  return undefined;
}
