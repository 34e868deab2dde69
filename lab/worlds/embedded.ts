import { StandIns } from '../backends/stand-ins.ts';
import type { Journal } from '../journal.ts';
import { embeddedRuntime } from './embedded-runtime.ts';
import { loopbackAddresses } from './loopback-addresses.ts';
import { ownClusterWorld } from './own-cluster.ts';
import type { World } from './world.ts';

export interface EmbeddedWorldOptions {
  readonly journal: Journal;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Where its Kubernetes API listens; default: 127.0.0.1, where the system chooses. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** Each pod has an address of its own; else only ports tell them apart. */
  readonly ownAddresses?: boolean;
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: () => Promise<void> | undefined;
}

/** Backends in this process, sockets on loopback, resources in memory: nothing to install. */
export function embeddedWorld({
  journal,
  random,
  kubernetes,
  ownAddresses = false,
  beforeStop,
}: EmbeddedWorldOptions): World {
  const standIns = new StandIns();
  const runtime = embeddedRuntime(journal, standIns, {
    nextAddress: ownAddresses ? loopbackAddresses() : undefined,
    beforeStop,
  });
  return ownClusterWorld({ name: 'embedded', runtime, standIns, random, ...(kubernetes && { kubernetes }) });
}
