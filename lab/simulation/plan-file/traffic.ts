import { defined } from '../defined.ts';
import type { Arrivals, Population, ReplayedRequest, RequestTemplate, TrafficSource } from '../plan.ts';
import type { WrittenTraffic } from './schema.ts';

/**
 * A source as a plan file says it.
 *
 * @param index of the source, for one without a name
 * @param replayed what the access log has that it names
 */
export function sourceOf(
  traffic: WrittenTraffic,
  index: number,
  replayed: readonly ReplayedRequest[] | undefined,
): TrafficSource {
  const { entryPoint, from, to } = traffic;
  return {
    name: traffic.name ?? (index === 0 ? 'traffic' : `traffic ${index + 1}`),
    arrivals: arrivalsOf(traffic, replayed),
    population: populationOf(traffic),
    ...defined({ entryPoint, fromMs: from, toMs: to }),
  };
}

function arrivalsOf(
  { rate = 0, arrivals, thinkTime, clients = 1 }: WrittenTraffic,
  entries: readonly ReplayedRequest[] | undefined,
): Arrivals {
  if (entries) return { kind: 'replay', entries };
  if (thinkTime) return { kind: 'closed', clients, thinkTime };
  return arrivals ? arrivals(rate) : { kind: 'poisson', perSecond: rate };
}

function populationOf({ clients, addresses, cookies, url, requests = [] }: WrittenTraffic): Population {
  const one = url === undefined ? [] : [{ share: 1, request: url }];
  const several = requests.map(({ share = 1, url: place, method, headers }) => {
    const request: RequestTemplate = { ...place, ...defined({ method, headers }) };
    return { share, request };
  });
  return {
    ...defined({ clients, addresses, keepsCookies: cookies }),
    requests: [...one, ...several],
  };
}
