import type { SimulatedCluster } from './cluster/simulated-cluster.ts';
import type { RequestTemplate, SimulationPlan, TrafficSource } from './plan.ts';

/** A plan that the manifests do not fit. */
class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code = 'plan-invalid';
}

/**
 * Sources that do not say what they ask for ask for the root of the only host that routes are for.
 *
 * @throws PlanError if there is none, or a choice
 */
export function withRequests(plan: SimulationPlan, cluster: SimulatedCluster): SimulationPlan {
  if (!plan.sources.some(asksForNothing)) return plan;
  const request = onlyRequest(cluster);
  const sources = plan.sources.map((source) =>
    asksForNothing(source)
      ? { ...source, population: { ...source.population, requests: [{ share: 1, request }] } }
      : source,
  );
  return { ...plan, sources };
}

function asksForNothing({ arrivals, population }: TrafficSource): boolean {
  return arrivals.kind !== 'replay' && population.requests.length === 0;
}

function onlyRequest({ configuration, rules }: SimulatedCluster): RequestTemplate {
  const requests = new Map<string, RequestTemplate>();
  for (const router of configuration.http.routers.values()) {
    if (router.status === 'disabled' || router.resource === undefined) continue;
    const scheme = router.tls === undefined ? 'http' : 'https';
    for (const host of rules.http(router).hosts) {
      requests.set(`${scheme}://${host}/`, { scheme, host, path: '/' });
    }
  }
  const [[, only] = [], other] = requests;
  if (only !== undefined && other === undefined) return only;
  throw new PlanError(
    other === undefined
      ? 'no route is for a host of its own: say with its URL what the traffic asks for, such as http://shop.test/'
      : `routes are for several hosts: say with its URL what the traffic asks for, one of ${[...requests.keys()].join(', ')}`,
  );
}
