import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedCluster } from '../cluster/simulated-cluster.ts';
import type { SimulationResult } from '../result.ts';
import { simulate } from '../simulate.ts';
import type { RunOptions } from './run.ts';
import { randomScene, type Scene } from './test-scenes.ts';

const SCENES = 40;

async function resultOf({ texts, plan }: Scene, options: RunOptions): Promise<SimulationResult> {
  await using cluster = await SimulatedCluster.open(texts, { seed: plan.seed });
  assert.deepEqual(
    cluster.diagnostics.map(({ message }) => message),
    [],
  );
  return await simulate(cluster, plan, undefined, options);
}

describe('the short way of a request', () => {
  for (let seed = 1; seed <= SCENES; seed += 1) {
    test(`ends as the engine's handlers end it, whatever comes together (scene ${seed})`, async () => {
      const scene = randomScene(seed);
      const short = await resultOf(scene, {});
      const handled = await resultOf(scene, { handlersOnly: true });
      for (const [index, bucket] of handled.series.entries()) assert.deepEqual(short.series[index], bucket);
      assert.deepEqual({ ...short, series: [] }, { ...handled, series: [] });
    });
  }
});
