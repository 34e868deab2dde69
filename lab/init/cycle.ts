import type { Configuration } from '../../engine/index.ts';

/** After how many requests a service's balancers are where they began. */
export interface Cycle {
  readonly requests: number;
  /** Whether each cycle is answered by the same workloads as often. */
  readonly exact: boolean;
}

const ONE: Cycle = { requests: 1, exact: true };
const OPEN: Cycle = { requests: 1, exact: false };

type Services = Configuration['http']['services'];

/** Follows a service down to its servers; `workloadOf` says whose pod is behind each. */
export function cycleOf(
  name: string,
  services: Services,
  workloadOf: (pod: string) => string | undefined,
): Cycle {
  const service = services.get(name);
  const below = (child: string): Cycle => cycleOf(child, services, workloadOf);
  switch (service?.kind) {
    case 'loadBalancer': {
      const { servers, strategy } = service;
      const workloads = new Set(servers.map(({ pod, url }) => (pod === undefined ? url : workloadOf(pod))));
      if (workloads.size <= 1) return ONE;
      const weights = servers.map(({ weight = 1 }) => ({ weight, cycle: ONE }));
      return strategy === 'wrr' ? weighted(weights) : OPEN;
    }
    case 'weighted':
      return weighted(service.services.map((child) => ({ weight: child.weight, cycle: below(child.name) })));
    case 'mirroring': {
      const main = below(service.service);
      const rounds = service.mirrors.map(({ percent }) => 100 / greatestDivisor(100, percent));
      return { ...main, requests: [main.requests, ...rounds].reduce(leastMultiple) };
    }
    case 'failover':
      return below(service.service);
    default:
      // One client is always led to the same service by its address.
      return ONE;
  }
}

/** So many requests that each child gets a whole number of its own cycles. */
function weighted(children: readonly { readonly weight: number; readonly cycle: Cycle }[]): Cycle {
  const taking = children.filter(({ weight }) => weight > 0);
  const divisor = taking.map(({ weight }) => weight).reduce(greatestDivisor, 0) || 1;
  const parts = taking.map(({ weight, cycle }) => ({ weight: weight / divisor, cycle }));
  const round = parts.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const rounds = parts
    .map(({ weight, cycle }) => cycle.requests / greatestDivisor(cycle.requests, weight))
    .reduce(leastMultiple, 1);
  return { requests: round * rounds, exact: parts.every(({ cycle }) => cycle.exact) };
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

function leastMultiple(one: number, other: number): number {
  return (one * other) / (greatestDivisor(one, other) || 1);
}
