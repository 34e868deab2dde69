import { StandIns } from '../../backends/stand-ins.ts';
import type { Journal } from '../../journal.ts';
import { ownClusterWorld } from '../own-cluster.ts';
import type { World } from '../world.ts';
import { containersOfRun, ownContainers } from './containers.ts';
import { podNetwork } from './pod-network.ts';
import { ContainerRuntime } from './runtime.ts';

interface ContainersWorldOptions {
  readonly journal: Journal;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Names the container engine, the run and what images stand for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where its Kubernetes API listens; default: 127.0.0.1, where the system chooses. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: () => Promise<void> | undefined;
  /** Whether proxies are containers, too, and reach pods in their network; asked when a pod starts. */
  readonly isInNetwork?: () => boolean;
}

/** Every pod is a container of the image that its manifest names; the cluster is the lab's own. */
export function containersWorld({
  journal,
  random,
  environment,
  kubernetes,
  beforeStop = () => undefined,
  isInNetwork = () => false,
}: ContainersWorldOptions): World {
  const standIns = new StandIns();
  const shared = containersOfRun(environment);
  const containers = shared ?? ownContainers();
  const runtime = new ContainerRuntime({
    journal,
    standIns,
    containers,
    environment,
    beforeStop,
    onProgress: (line) => process.stderr.write(`${line}\n`),
    isInNetwork,
  });
  return ownClusterWorld({
    name: 'containers',
    runtime,
    standIns,
    random,
    prepared: () => runtime.pulled(),
    network: (serve) => podNetwork(containers, serve),
    close: async () => {
      // What a run shares, it closes itself.
      if (!shared) await containers[Symbol.asyncDispose]();
    },
    ...(kubernetes && { kubernetes }),
  });
}
