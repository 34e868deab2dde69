import { chainMembers } from '../configuration/link-middlewares.ts';
import { disable } from '../configuration/mark.ts';
import type { Configuration, ConfiguredMiddleware, Element } from '../configuration/model.ts';
import { buildMiddleware } from '../middlewares/build.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import { MiddlewareError } from '../middlewares/middleware-error.ts';

/** The middlewares of those names, chains resolved, in order. @param names of middlewares that were linked */
export function middlewaresNamed(
  configuration: Configuration,
  names: readonly string[],
): readonly ConfiguredMiddleware[] {
  return names.flatMap((name) => {
    const middleware = configuration.http.middlewares.get(name);
    if (!middleware) throw new Error(`middleware ${name} was linked but is not there`);
    return middleware.type === 'chain'
      ? middlewaresNamed(configuration, chainMembers(middleware))
      : [middleware];
  });
}

/** Most routers have none: they share it. */
const NONE: readonly HttpMiddleware[] = [];

/** @param names of middlewares that can be built, see `checkMiddlewares` */
export function buildMiddlewares(
  configuration: Configuration,
  names: readonly string[],
): readonly HttpMiddleware[] {
  if (names.length === 0) return NONE;
  return middlewaresNamed(configuration, names).map(({ name, type, options }) =>
    buildMiddleware(name, type, options),
  );
}

/**
 * Builds middlewares to see whether they can be. If one cannot, it and its `user` are disabled, and `onBroken` hears of
 * it if it is the first to find out.
 */
export function checkMiddlewares(
  configuration: Configuration,
  user: Element,
  middlewares: readonly ConfiguredMiddleware[],
  onBroken: (middleware: ConfiguredMiddleware, error: MiddlewareError) => void,
): HttpMiddleware[] | undefined {
  const built: HttpMiddleware[] = [];
  for (const middleware of middlewares) {
    try {
      built.push(buildMiddleware(middleware.name, middleware.type, middleware.options));
    } catch (error) {
      if (!(error instanceof MiddlewareError)) throw error;
      disable(configuration, user, error.message);
      if (middleware.status !== 'disabled') {
        disable(configuration, middleware, error.message);
        onBroken(middleware, error);
      }
      return undefined;
    }
  }
  return built;
}
