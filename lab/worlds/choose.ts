import { ClusterWorldError } from './cluster/cluster-world-error.ts';
import { clusterWorld } from './cluster/world.ts';
import { type EmbeddedWorldOptions, embeddedWorld } from './embedded.ts';
import type { World } from './world.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a world is made with; each takes what concerns it. */
interface ChosenWorldOptions extends EmbeddedWorldOptions {
  readonly environment: Environment;
}

/**
 * The world that INGRESS_LAB_WORLD names.
 *
 * @throws ClusterWorldError `world-unknown`
 */
export function chosenWorldName({ INGRESS_LAB_WORLD: written = '' }: Environment): 'embedded' | 'cluster' {
  if (written === '' || written === 'embedded' || written === 'cluster') return written || 'embedded';
  throw new ClusterWorldError(
    'world-unknown',
    `INGRESS_LAB_WORLD=${written}: there are embedded (backends in the lab's own process) and cluster (pods of a Kubernetes cluster)`,
  );
}

/** @throws ClusterWorldError `world-unknown` */
export function chosenWorld({ environment, ...options }: ChosenWorldOptions): World {
  const { journal } = options;
  return chosenWorldName(environment) === 'cluster'
    ? clusterWorld({ journal, environment })
    : embeddedWorld(options);
}
