import { EarliestDeadline } from '../../../engine/balancing/earliest-deadline.ts';
import { seededRandom } from '../../../engine/core.ts';
import { backendResult, simulationResult } from '../report/test-result.ts';
import type { SeriesBucket, SimulationResult } from '../result.ts';

interface Fleet {
  readonly engines: number;
  readonly seed: number;
  /** By workload. */
  readonly weights: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly bucketRequests: number;
}

/** What a fleet does with requests that come to its engines at random: the engine's own round robin in each. */
export function fleetResult({ engines, seed, weights, requests, bucketRequests }: Fleet): SimulationResult {
  const random = seededRandom(seed);
  const names = Object.keys(weights);
  const children = names.map((name, item) => ({ item, weight: weights[name] ?? 0 }));
  const fleet = Array.from({ length: engines }, () => new EarliestDeadline(children, random));
  const counts = names.map(() => 0);
  const series = Array.from({ length: requests / bucketRequests }, (_, index): SeriesBucket => {
    const mine = names.map(() => 0);
    for (let sent = 0; sent < bucketRequests; sent += 1) {
      const chosen = fleet[Math.floor(random() * engines)]?.next() ?? 0;
      mine[chosen] = (mine[chosen] ?? 0) + 1;
      counts[chosen] = (counts[chosen] ?? 0) + 1;
    }
    const backends = mine.map((of) => ({ requests: of, errors: 0, inFlight: 0, queued: 0 }));
    return { fromMs: index, requests: bucketRequests, failed: 0, p50: 1, p95: 1, p99: 1, backends };
  });
  return simulationResult({
    seed,
    engines,
    requests,
    series,
    bucketMs: 1,
    durationMs: series.length,
    backends: names.map((workload, index) => {
      const of = counts[index] ?? 0;
      return backendResult(workload, { requests: of, share: of / requests });
    }),
  });
}
