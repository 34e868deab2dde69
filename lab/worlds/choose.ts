import type { Journal } from '../journal.ts';
import { ClusterWorldError } from './cluster/cluster-world-error.ts';
import { clusterWorld } from './cluster/world.ts';
import { embeddedWorld } from './embedded.ts';
import type { World } from './world.ts';

/** What a world is made with; each takes what concerns it. */
interface ChosenWorldOptions {
  readonly journal: Journal;
  readonly random: () => number;
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The world that INGRESS_LAB_WORLD names, as yet without a connection. */
export function chosenWorldName({ INGRESS_LAB_WORLD: written = '' }: ChosenWorldOptions['environment']) {
  if (written === '' || written === 'embedded' || written === 'cluster') return written || 'embedded';
  throw new ClusterWorldError(
    'world-unknown',
    `INGRESS_LAB_WORLD=${written}: there are embedded (backends in the lab's own process) and cluster (pods of a Kubernetes cluster)`,
  );
}

/** @throws ClusterWorldError `world-unknown` */
export function chosenWorld({ environment, journal, ...embedded }: ChosenWorldOptions): World {
  return chosenWorldName(environment) === 'cluster'
    ? clusterWorld({ journal, environment })
    : embeddedWorld({ journal, ...embedded });
}
