import type { EntryPointHttp, StaticConfiguration } from '../static/static-configuration.ts';
import { defaultEntryPoints } from './default-entry-points.ts';
import type { HttpRouter } from './model.ts';
import { providerOf } from './names.ts';

/**
 * Gives routers what their entry points have for all that are on them: middlewares before their own, and TLS where they
 * say nothing of it (Traefik: `entryPoints.NAME.http`). A router on several entry points becomes one for each of them that
 * gives something, called `ENTRYPOINT-NAME`, and one under its own name for the others. Routers behind others are on no
 * entry point, and get nothing.
 */
export function withEntryPointHttp(routers: Map<string, HttpRouter>, options: StaticConfiguration): void {
  const giving = givingEntryPoints(options);
  if (giving.size === 0) return;
  const before = [...routers.values()];
  routers.clear();
  for (const router of before) {
    for (const one of onEntryPoints(router, giving, options)) routers.set(one.name, one);
  }
}

function givingEntryPoints({ entryPoints }: StaticConfiguration): Map<string, EntryPointHttp> {
  const giving = new Map<string, EntryPointHttp>();
  for (const { name, http } of entryPoints) {
    if (http?.tls || (http?.middlewares ?? []).length > 0) giving.set(name, http ?? {});
  }
  return giving;
}

function entryPointsOf({ entryPoints }: Pick<HttpRouter, 'entryPoints'>, options: StaticConfiguration) {
  return entryPoints.length > 0 ? entryPoints : defaultEntryPoints(options.entryPoints);
}

function nameOn(entryPoint: string, name: string, all: readonly string[]): string {
  return all.length > 1 ? `${entryPoint}-${name}` : name;
}

function onEntryPoints(
  router: HttpRouter,
  giving: ReadonlyMap<string, EntryPointHttp>,
  options: StaticConfiguration,
): HttpRouter[] {
  const all = entryPointsOf(router, options);
  if (router.parentRefs !== undefined || !all.some((entryPoint) => giving.has(entryPoint))) return [router];
  const { name } = router;
  const written = all.length > 1 ? { written: { name, entryPoints: all } } : {};
  const routers = all.flatMap((entryPoint) => {
    const gift = giving.get(entryPoint);
    if (!gift) return [];
    return [
      { ...router, ...given(router, entryPoint, gift), name: nameOn(entryPoint, name, all), ...written },
    ];
  });
  const others = all.filter((entryPoint) => !giving.has(entryPoint));
  return others.length > 0 ? [...routers, { ...router, entryPoints: others, ...written }] : routers;
}

function given(
  router: HttpRouter,
  entryPoint: string,
  { middlewares = [], tls }: EntryPointHttp,
): Partial<HttpRouter> {
  // A name without a provider is one of the router's own provider.
  const qualified = (name: string): string => {
    return name.includes('@') ? name : `${name}@${providerOf(router.name)}`;
  };
  const getsTls = tls !== undefined && router.tls === undefined;
  const options = tls === undefined || tls.options === 'default' ? 'default' : qualified(tls.options);
  return {
    entryPoints: [entryPoint],
    middlewares: [...middlewares.map(qualified), ...router.middlewares],
    ...(getsTls ? { tls: { options, passthrough: false } } : {}),
    given: { by: entryPoint, middlewares: middlewares.length, tls: getsTls },
  };
}
