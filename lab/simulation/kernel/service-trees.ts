import { type Configuration, childrenOf, type HttpService } from '../../../engine/core.ts';

type Services = Configuration['http']['services'];

/** What a walk down a service meets before it comes to servers, and what gets copies on the way. */
interface Tree {
  readonly services: ReadonlySet<string>;
  readonly mirrors: readonly string[];
}

/** Services that choose by turns. */
export interface TurnTakers {
  /**
   * Those that choose by turns alone: without regard to the client, to health, load or chance, and with counters that
   * nothing else moves. Only their choices can be made in advance.
   */
  readonly alone: ReadonlySet<string>;
  /** Those that choose one of these for clients that come with a cookie that names it, or else by turns. */
  readonly bySession: ReadonlySet<string>;
}

/**
 * Which services choose by turns.
 *
 * @param roots services that are asked for each request
 * @param handled services that the engine's handlers may ask besides, at any time
 */
export function servicesByTurns(
  services: Services,
  roots: ReadonlySet<string>,
  handled: ReadonlySet<string>,
): TurnTakers {
  const keepSessions = [...services.values()].filter(keepsSessions).map(({ name }) => name);
  let bySession = new Set(keepSessions.filter((name) => !handled.has(name)));
  // A service that cannot be asked by halves moves the counters of those behind it, which may spoil that for others.
  for (;;) {
    const uses = usesOf(services, [...roots, ...handled], bySession);
    const alone = aloneOf(services, uses, handled);
    const able = [...bySession].filter(
      (name) =>
        uses.trees.has(name) &&
        uses.counts.get(name) === 1 &&
        servicesOf(services, name).every((child) => alone.has(child)),
    );
    if (able.length === bySession.size) return { alone, bySession };
    bySession = new Set(able);
  }
}

interface Uses {
  /** Of services that are asked for requests or copies. */
  readonly trees: ReadonlyMap<string, Tree>;
  /** In how many trees each service is. */
  readonly counts: ReadonlyMap<string, number>;
}

/** @param bySession services that are asked apart from those behind them */
function usesOf(services: Services, roots: readonly string[], bySession: ReadonlySet<string>): Uses {
  const trees = new Map<string, Tree>();
  const visit = (name: string): void => {
    if (trees.has(name)) return;
    const isApart = bySession.has(name);
    const tree = isApart ? { services: new Set([name]), mirrors: [] } : treeOf(services, name);
    trees.set(name, tree);
    for (const next of isApart ? servicesOf(services, name) : tree.mirrors) visit(next);
  };
  for (const root of roots) visit(root);
  const counts = new Map<string, number>();
  for (const tree of trees.values()) {
    for (const name of tree.services) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return { trees, counts };
}

function aloneOf(
  services: Services,
  { trees, counts }: Uses,
  handled: ReadonlySet<string>,
): ReadonlySet<string> {
  const alone = [...trees].filter(
    ([root, tree]) =>
      !handled.has(root) &&
      [...tree.services].every((name) => counts.get(name) === 1 && takesTurns(services.get(name))),
  );
  return new Set(alone.map(([root]) => root));
}

function servicesOf(services: Services, name: string): readonly string[] {
  const service = services.get(name);
  return service === undefined ? [] : childrenOf(service).map((child) => child.name);
}

/** Whether a service chooses by cookies and turns: its children are up for it whatever their state. */
function keepsSessions(service: HttpService): boolean {
  return service.kind === 'weighted' && service.sticky !== undefined && !service.healthCheck;
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
