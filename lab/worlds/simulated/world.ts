import { MemoryNetwork, VirtualClock } from '../../../engine/virtual/index.ts';
import { StandIns } from '../../backends/stand-ins.ts';
import type { Journal } from '../../journal.ts';
import { embeddedRuntime } from '../embedded-runtime.ts';
import { ownClusterWorld } from '../own-cluster.ts';
import type { World } from '../world.ts';
import { podAddresses } from './pod-network.ts';
import { PodServers } from './pod-servers.ts';

/** Where the network in memory sends from, if nobody says: the bridge of the node. */
const NODE_ADDRESS = '10.0.0.1';

export interface SimulatedWorldOptions {
  readonly journal: Journal;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Default: one that begins at 0. */
  readonly clock?: VirtualClock;
  /** Where its Kubernetes API listens, which is the one thing that has a socket, once somebody asks for it. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: () => Promise<void> | undefined;
}

/** A world in virtual time. */
export interface SimulatedWorld extends World {
  readonly virtual: NonNullable<World['virtual']>;
}

/**
 * The embedded backends in a network in memory and in virtual time: no socket, no waiting. Each pod has an address of its
 * own, 10.42.x.y, and listens at its container ports there. HTTP requests to pods may go as values, by `virtual.servers`.
 */
export function simulatedWorld({
  journal,
  random,
  clock = new VirtualClock(),
  kubernetes,
  beforeStop,
}: SimulatedWorldOptions): SimulatedWorld {
  const network = new MemoryNetwork(clock);
  const servers = new PodServers(clock, NODE_ADDRESS);
  const standIns = new StandIns();
  const beganAt = Date.now() - clock.now();
  const now = (): Date => new Date(beganAt + clock.now());
  const runtime = embeddedRuntime(journal, standIns, {
    nextAddress: podAddresses(),
    surroundings: { network, clock, atContainerPorts: true },
    now,
    onStart: (running) => servers.add(running),
    beforeStop,
  });
  const world = ownClusterWorld({
    name: 'simulated',
    runtime,
    standIns,
    random,
    // Nobody types kubectl where nothing listens; tables are asked for once.
    showsLate: true,
    time: { clock, now },
    ...(kubernetes && { kubernetes }),
  });
  return Object.assign(world, { virtual: { clock, network, servers } });
}
