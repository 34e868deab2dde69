import { preview } from '../preview/preview.ts';
import { defined } from './defined.ts';
import type { RequestTemplate, TrafficSource } from './plan.ts';
import type { PlannedSimulation } from './planned.ts';

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
export async function withRequests(planned: PlannedSimulation): Promise<PlannedSimulation> {
  const { plan } = planned;
  if (!plan.sources.some(asksForNothing)) return planned;
  const request = await onlyRequest(planned);
  const sources = plan.sources.map((source) =>
    asksForNothing(source)
      ? { ...source, population: { ...source.population, requests: [{ share: 1, request }] } }
      : source,
  );
  return { ...planned, plan: { ...plan, sources } };
}

function asksForNothing({ arrivals, population }: TrafficSource): boolean {
  return arrivals.kind !== 'replay' && population.requests.length === 0;
}

async function onlyRequest({ manifests, flags, namespace }: PlannedSimulation): Promise<RequestTemplate> {
  const { configurator } = await preview(manifests, { flags, ...defined({ namespace }) });
  const requests = new Map<string, RequestTemplate>();
  for (const router of configurator.configuration.http.routers.values()) {
    if (router.status === 'disabled' || router.resource === undefined) continue;
    const scheme = router.tls === undefined ? 'http' : 'https';
    for (const host of configurator.rules.http(router).hosts) {
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
