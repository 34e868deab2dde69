import { SimulatedCluster } from '../../lab/simulation/cluster/simulated-cluster.ts';
import { simulate } from '../../lab/simulation/simulate.ts';
import type { Model } from './models.ts';

/** What one run took, the time to read the manifests left out. */
export interface ModelRun {
  readonly requests: number;
  /** Simulated requests per second of real time, and per second of processor time. */
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

export async function runModel(model: Model, requests: number): Promise<ModelRun> {
  await using cluster = await SimulatedCluster.open(await model.texts());
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const result = await simulate(cluster, model.plan(requests));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    requests: result.requests,
    perSecond: result.requests / seconds,
    perCpuSecond: (result.requests * 1e6) / (user + system),
  };
}
