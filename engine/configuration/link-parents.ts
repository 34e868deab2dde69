import type { FindingCode } from '../resources/finding-codes.ts';
import type { FieldPath } from '../resources/origin.ts';
import { type Linker, writtenAt } from './link.ts';
import { warn } from './mark.ts';
import type { HttpRouter } from './model.ts';

/**
 * Finds the routers behind each router, and disables those that cannot be reached or lead nowhere
 * (Traefik: routing/routers#multi-layer-routing; the texts are of `pkg/server/router`, ParseRouterTree).
 *
 * @param routers all, unless none is behind another
 */
export function linkParents(linker: Linker, routers: readonly HttpRouter[]): void {
  const { httpRouters } = linker.context;
  const children = new Map<string, string[]>();
  const roots: HttpRouter[] = [];
  const parts = partsOf(routers);
  for (const router of routers) {
    if (router.parentRefs === undefined) {
      roots.push(router);
      continue;
    }
    const parents = router.parentRefs.flatMap((parent) => parts.get(parent) ?? [parent]);
    parents.forEach((parent) => {
      if (!httpRouters.has(parent)) {
        refuse(linker, router, 'parent-not-found', `parent router "${parent}" does not exist`);
        return;
      }
      const siblings = children.get(parent);
      if (!siblings) children.set(parent, [router.name]);
      else if (!siblings.includes(router.name)) siblings.push(router.name);
    });
    refuseRootSettings(linker, router);
  }
  if (children.size === 0 && roots.length === routers.length) {
    for (const router of roots) refuseDeadEnd(linker, router, false);
    return;
  }
  const reached = new Set<string>();
  for (const root of roots) reach(linker, root, [], children, reached);
  for (const router of routers) {
    const behind = children.get(router.name);
    if (!reached.has(router.name))
      refuse(
        linker,
        router,
        'router-unreachable',
        'router is not reachable',
        'let parentRefs lead, by any number of steps, to a router without parentRefs',
      );
    else refuseDeadEnd(linker, router, behind !== undefined);
    if (behind) router.children = behind;
  }
}

/** The routers that entry points made of one, by its name. */
function partsOf(routers: readonly HttpRouter[]): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>();
  for (const { name, written } of routers) {
    if (!written) continue;
    const known = parts.get(written.name);
    if (known) known.push(name);
    else parts.set(written.name, [name]);
  }
  return parts;
}

/** What only a router on an entry point has. */
function refuseRootSettings(linker: Linker, router: HttpRouter): void {
  const text = (what: string): string => `non-root router cannot have ${what} configuration`;
  const refuseSetting = (what: string, field: string, inObject: FieldPath): void => {
    const at = writtenAt(router, inObject, [field]);
    linker.disable(router, 'child-router-setting', at, text(what), { advice: `leave out ${field}` });
  };
  if (router.tls) refuseSetting('TLS', 'tls', ['spec', 'tls']);
  else if (router.observability)
    refuseSetting('Observability', 'observability', [...router.path, 'observability']);
  else if (router.entryPoints.length > 0)
    refuseSetting('Entrypoints', 'entryPoints', ['spec', 'entryPoints']);
}

function refuseDeadEnd(linker: Linker, router: HttpRouter, hasChildren: boolean): void {
  if (router.service === '' && !hasChildren) {
    const text = 'router has no service and no child routers';
    refuse(linker, router, 'route-without-service', text, 'name a service under services:');
  } else if (router.service !== '' && hasChildren) {
    const text = 'router has both a service and is referenced as a parent by other routers';
    refuse(
      linker,
      router,
      'parent-with-service',
      text,
      'leave out its services, or the parentRefs that name it',
    );
  }
}

/** Notes all that is behind a router. A reference that leads back to it is dropped, with a warning. */
function reach(
  linker: Linker,
  router: HttpRouter,
  path: readonly string[],
  children: ReadonlyMap<string, string[]>,
  reached: Set<string>,
): void {
  if (reached.has(router.name)) return;
  reached.add(router.name);
  const trail = [...path, router.name];
  const behind = children.get(router.name) ?? [];
  for (const name of behind.toSorted()) {
    if (trail.includes(name)) {
      const loop = [...trail.slice(trail.indexOf(name)), name].join(' -> ');
      const message = `cyclic reference detected in router tree: ${loop}`;
      warn(linker.context, router, message);
      linker.context.reporter.report('warning', router, router.path, {
        code: 'parent-cycle',
        message,
        advice: 'remove one of these parentRefs',
      });
      behind.splice(behind.indexOf(name), 1);
      continue;
    }
    const child = linker.context.httpRouters.get(name);
    if (child) reach(linker, child, trail, children, reached);
  }
}

function refuse(linker: Linker, router: HttpRouter, code: FindingCode, text: string, advice?: string): void {
  linker.disable(router, code, router.path, text, advice === undefined ? {} : { advice });
}
