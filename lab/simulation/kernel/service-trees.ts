import { type Configuration, childrenOf, type HttpService } from '../../../engine/core.ts';

type Services = Configuration['http']['services'];

/** What a walk down a service meets before it comes to servers, and what gets copies on the way. */
interface Tree {
  readonly services: ReadonlySet<string>;
  readonly mirrors: readonly string[];
}

/**
 * Which services choose by turns alone: without regard to the client, to health, load or chance, and with counters that
 * nothing else moves. Only their choices can be made in advance.
 *
 * @param roots services that are asked for each request
 * @param handled services that the engine's handlers may ask besides, at any time
 */
export function servicesByTurns(
  services: Services,
  roots: ReadonlySet<string>,
  handled: ReadonlySet<string>,
): ReadonlySet<string> {
  const trees = new Map<string, Tree>();
  const visit = (name: string): void => {
    if (trees.has(name)) return;
    const tree = treeOf(services, name);
    trees.set(name, tree);
    for (const mirror of tree.mirrors) visit(mirror);
  };
  for (const root of [...roots, ...handled]) visit(root);
  const uses = new Map<string, number>();
  for (const tree of trees.values()) {
    for (const name of tree.services) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const alone = [...trees].filter(
    ([root, tree]) =>
      !handled.has(root) &&
      [...tree.services].every((name) => uses.get(name) === 1 && takesTurns(services.get(name))),
  );
  return new Set(alone.map(([root]) => root));
}

/** Whether a service, one behind it or one that gets its copies has to be served by the engine's handlers. */
export function needsHandlers(services: Services, name: string): boolean {
  const service = services.get(name);
  if (service === undefined) return true;
  if (service.kind === 'loadBalancer') return (service.middlewares?.length ?? 0) > 0;
  if (service.kind === 'failover' && (service.replaces?.status.length ?? 0) > 0) return true;
  return childrenOf(service).some((child) => needsHandlers(services, child.name));
}

/** Whether a service, or one behind it, sends copies. */
export function hasMirrors(services: Services, name: string): boolean {
  return treeOf(services, name).mirrors.length > 0;
}

function treeOf(services: Services, root: string): Tree {
  const met = new Set<string>();
  const mirrors: string[] = [];
  const visit = (name: string): void => {
    const service = services.get(name);
    if (met.has(name)) return;
    met.add(name);
    if (service?.kind === 'mirroring') {
      mirrors.push(...service.mirrors.map((mirror) => mirror.name));
      visit(service.service);
    } else if (service && service.kind !== 'loadBalancer') {
      for (const child of childrenOf(service)) visit(child.name);
    }
  };
  visit(root);
  return { services: met, mirrors };
}

function takesTurns(service: HttpService | undefined): boolean {
  switch (service?.kind) {
    case 'loadBalancer':
      return (
        service.strategy === 'wrr' && !service.sticky && !service.healthCheck && !service.passiveHealthCheck
      );
    case 'weighted':
      return !service.sticky && !service.healthCheck;
    case 'mirroring':
      return true;
    default:
      return false;
  }
}
