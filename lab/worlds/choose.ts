import type { VirtualClock } from '../../engine/virtual/index.ts';
import { ClusterWorldError } from './cluster/cluster-world-error.ts';
import { clusterWorld } from './cluster/world.ts';
import { containersWorld } from './containers/world.ts';
import { type EmbeddedWorldOptions, embeddedWorld } from './embedded.ts';
import { simulatedWorld } from './simulated/world.ts';
import type { World } from './world.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a world is made with; each takes what concerns it. */
interface ChosenWorldOptions extends EmbeddedWorldOptions {
  readonly environment: Environment;
  /** The time of a simulated world. */
  readonly clock?: VirtualClock;
  /** Whether proxies are containers beside the pods; asked when a pod starts. */
  readonly isInNetwork?: () => boolean;
}

/**
 * The world that INGRESS_LAB_WORLD names.
 *
 * @throws ClusterWorldError `world-unknown` if there is none, or it is not one for the target of INGRESS_LAB_TARGET
 */
export function chosenWorldName(environment: Environment): World['name'] {
  const { INGRESS_LAB_WORLD: written = '', INGRESS_LAB_TARGET: target = '' } = environment;
  if (written === '' || written === 'embedded') return 'embedded';
  if (written !== 'simulated' && written !== 'containers' && written !== 'cluster') {
    throw new ClusterWorldError(
      'world-unknown',
      `INGRESS_LAB_WORLD=${written}: there are simulated (no socket, virtual time), embedded (backends in the lab's own process), containers (each pod is a ` +
        'container of its image) and cluster (pods of a Kubernetes cluster)',
    );
  }
  if (written === 'containers' || target === '' || target === 'engine') return written;
  throw new ClusterWorldError(
    'world-unknown',
    `INGRESS_LAB_TARGET=${target} needs INGRESS_LAB_WORLD=embedded: pods of ${written === 'simulated' ? 'a simulation' : 'a cluster'} are reached through the lab, of which only the engine knows`,
  );
}

/** Worlds within this process, of which nothing can be left outside of it. */
export const IN_PROCESS: ReadonlySet<World['name']> = new Set(['simulated', 'embedded']);

/** @throws ClusterWorldError `world-unknown` */
export function chosenWorld({ environment, ...options }: ChosenWorldOptions): World {
  const { journal } = options;
  switch (chosenWorldName(environment)) {
    case 'simulated':
      return simulatedWorld(options);
    case 'embedded':
      return embeddedWorld(options);
    case 'containers':
      return containersWorld({ ...options, environment });
    case 'cluster':
      return clusterWorld({ journal, environment });
  }
}
