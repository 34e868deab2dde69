import { ClusterWorldError } from './cluster/cluster-world-error.ts';
import { clusterWorld } from './cluster/world.ts';
import { containersWorld } from './containers/world.ts';
import { type EmbeddedWorldOptions, embeddedWorld } from './embedded.ts';
import type { World } from './world.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a world is made with; each takes what concerns it. */
interface ChosenWorldOptions extends EmbeddedWorldOptions {
  readonly environment: Environment;
  /** Whether proxies are containers beside the pods; asked when a pod starts. */
  readonly isInNetwork?: () => boolean;
}

/**
 * The world that INGRESS_LAB_WORLD names.
 *
 * @throws ClusterWorldError `world-unknown` if there is none, or it is not one for the target of INGRESS_LAB_TARGET
 */
export function chosenWorldName(environment: Environment): 'embedded' | 'containers' | 'cluster' {
  const { INGRESS_LAB_WORLD: written = '', INGRESS_LAB_TARGET: target = '' } = environment;
  if (written === '' || written === 'embedded') return 'embedded';
  if (written !== 'containers' && written !== 'cluster') {
    throw new ClusterWorldError(
      'world-unknown',
      `INGRESS_LAB_WORLD=${written}: there are embedded (backends in the lab's own process), containers (each pod is a ` +
        'container of its image) and cluster (pods of a Kubernetes cluster)',
    );
  }
  if (written === 'containers' || target === '' || target === 'engine') return written;
  throw new ClusterWorldError(
    'world-unknown',
    `INGRESS_LAB_TARGET=${target} needs INGRESS_LAB_WORLD=embedded: pods of a cluster are reached through the lab, of which only the engine knows`,
  );
}

/** @throws ClusterWorldError `world-unknown` */
export function chosenWorld({ environment, ...options }: ChosenWorldOptions): World {
  const { journal } = options;
  switch (chosenWorldName(environment)) {
    case 'embedded':
      return embeddedWorld(options);
    case 'containers':
      return containersWorld({ ...options, environment });
    case 'cluster':
      return clusterWorld({ journal, environment });
  }
}
