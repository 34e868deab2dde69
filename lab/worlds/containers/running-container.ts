import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Fault } from '../../backends/backend.ts';
import { checkFault } from '../../backends/fault.ts';
import { PodLog } from '../../cluster/pod-log.ts';
import type { PodPort, RunningPod } from '../../cluster/pod-runtime.ts';
import { NotInThisWorldError } from '../not-in-this-world.ts';
import type { PodRelay } from '../relay/pod-relay.ts';
import type { ContainerPort } from './container-spec.ts';
import type { Containers } from './containers.ts';
import type { PodContainer } from './pod-container.ts';

interface RunningContainerOptions {
  readonly container: PodContainer;
  /** Stands for it in this process; undefined: whoever sends to it reaches it in its network. */
  readonly relay: PodRelay | undefined;
  /** Whose it is when the pod has gone. */
  readonly containers: Containers;
  /** What a pod waits for when it has lost its endpoints and before it ends. */
  readonly beforeStop: () => Promise<void> | undefined;
}

/** What of a fault a container has itself; all else is put on the way to it. */
type Hold = 'none' | 'paused' | 'disconnected' | 'killed';

/** A pod whose program runs in a container. */
export class RunningContainer implements RunningPod {
  readonly ports: readonly PodPort[];
  readonly host?: string;
  readonly #container: PodContainer;
  readonly #relay: PodRelay | undefined;
  readonly #options: RunningContainerOptions;
  readonly #log = new PodLog();
  readonly #stopFollowing: () => void;
  #hold: Hold = 'none';
  #transition: Promise<void> = Promise.resolve();
  /** Nothing has happened to it but HTTP requests that change nothing (RFC 9110, section 9.2.1). */
  #isNew = true;
  #ended: Promise<void> | undefined;

  private constructor(options: RunningContainerOptions, ports: readonly PodPort[]) {
    const { container, relay } = options;
    this.#container = container;
    this.#relay = relay;
    this.#options = options;
    this.ports = ports;
    if (!relay) this.host = container.address;
    for (const { text } of container.startLog) this.#log.add(text);
    this.#stopFollowing = container.follow((text) => this.#log.add(text));
  }

  static async of(options: RunningContainerOptions): Promise<RunningContainer> {
    const { container, relay } = options;
    for (const port of container.ports) if (relay) await open(relay, container, port);
    const ports = container.ports.flatMap((port) => placeOf(port, container, relay) ?? []);
    return new RunningContainer(options, ports);
  }

  get log(): readonly string[] {
    return this.#log.texts;
  }

  get logLines(): PodLog['lines'] {
    return this.#log.lines;
  }

  onLine(listener: Parameters<PodLog['subscribe']>[0]): () => void {
    return this.#log.subscribe(listener);
  }

  /** Real where a container can have it: it hangs by being paused, and refuses by being off its network. */
  setFault(fault: Fault | undefined): Promise<void> {
    checkFault(fault);
    const changed = this.#transition.then(() => this.#change(fault));
    this.#transition = changed.catch(() => {});
    return changed;
  }

  kill(): Promise<void> {
    const killed = this.#transition.then(async () => {
      this.#isNew = false;
      this.#hold = 'killed';
      await Promise.all([this.#container.kill(), this.#relay?.setFault({ kind: 'refuse' })]);
    });
    this.#transition = killed.catch(() => {});
    return killed;
  }

  async stop(graceMs: number): Promise<void> {
    if (graceMs > 0) {
      await this.#options.beforeStop();
      await this.#relay?.drain(graceMs);
    }
    this.#ended ??= this.#end(graceMs);
    await this.#ended;
  }

  async #change(fault: Fault | undefined): Promise<void> {
    if (this.#hold === 'killed' || this.#ended) return;
    if (fault) this.#isNew = false;
    // Off its network it would not refuse either: connecting takes seconds then, until nobody answers.
    if (!this.#relay && fault && fault.kind !== 'hang') {
      throw new NotInThisWorldError(
        `a pod cannot be made to be "${fault.kind}" where the proxy reaches it in its network: there is nobody on the way`,
      );
    }
    const hold = holdOf(fault);
    const before = this.#hold;
    this.#hold = hold;
    // Nobody new gets through before it is off the network, nor before it is back.
    if (hold === 'disconnected') await this.#relay?.setFault(fault);
    if (before !== hold) {
      if (before === 'paused') await this.#container.unpause();
      if (before === 'disconnected') await this.#reconnect();
      if (hold === 'paused') await this.#container.pause();
      if (hold === 'disconnected') await this.#container.disconnect();
    }
    if (hold !== 'disconnected') await this.#relay?.setFault(hold === 'paused' ? undefined : fault);
  }

  async #reconnect(): Promise<void> {
    await this.#container.reconnect();
    if (!this.#relay) return;
    for (const port of this.#container.ports) await open(this.#relay, this.#container, port);
  }

  async #end(graceMs: number): Promise<void> {
    await this.#transition;
    await this.#relay?.close();
    this.#stopFollowing();
    // A paused program could not even hear that it is to end.
    if (this.#hold === 'paused' && graceMs > 0) await this.#container.unpause();
    const isNew = this.#isNew && (this.#relay?.onlySafe ?? false);
    await this.#options.containers.giveBack(this.#container, isNew, this.#hold === 'killed' ? 0 : graceMs);
  }
}

function holdOf(fault: Fault | undefined): Hold {
  if (fault?.kind === 'hang') return 'paused';
  return fault?.kind === 'refuse' ? 'disconnected' : 'none';
}

async function open(relay: PodRelay, container: PodContainer, port: ContainerPort): Promise<void> {
  const published = container.published(port);
  if (!published) return;
  const { host, port: number } = published;
  if (port.protocol === 'UDP') await relay.openDatagrams({ containerPort: port.port, host, port: number });
  else await relay.open({ containerPort: port.port, dial: () => dial(host, number) });
}

function placeOf(
  { port, name, protocol }: ContainerPort,
  container: PodContainer,
  relay: PodRelay | undefined,
): PodPort | undefined {
  const place = relay
    ? relay.addresses.find((address) => address.containerPort === port && address.protocol === protocol)
    : { host: container.address, port };
  return place && { containerPort: port, name, protocol, host: place.host, port: place.port };
}

async function dial(host: string, port: number): Promise<Duplex> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return socket;
}
