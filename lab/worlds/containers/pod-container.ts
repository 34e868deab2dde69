import type { LogLine } from '../../cluster/pod-log.ts';
import type { Client, Container } from './client.ts';
import { followLog } from './container-log.ts';
import { type ContainerPort, type ContainerSpec, keyOfSpec } from './container-spec.ts';
import type { PortName } from './listening.ts';
import { startContainer } from './published-container.ts';
import { type Published, publishedPorts } from './published-ports.ts';
import { untilReady } from './readiness.ts';

/** How often a container is told to stand still until it does. */
const MOST_TRIES = 5;

interface PodContainerOptions {
  /** As the engine lists it. */
  readonly name: string;
  /** Name of the network it is on. */
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container that is a pod. Whoever starts it removes it. */
export class PodContainer {
  /** Containers of one key are made alike. */
  readonly key: string;
  readonly spec: ContainerSpec;
  /** What the manifest lists, or else what the image does. */
  readonly ports: readonly ContainerPort[];
  /** What it printed until it was ready. */
  readonly startLog: readonly LogLine[];
  readonly #client: Client;
  readonly #container: Container;
  readonly #network: string;
  #published: ReadonlyMap<PortName, Published>;
  #address: string;
  #removed: Promise<void> | undefined;

  private constructor(
    client: Client,
    container: Container,
    { spec, ports, network, ...state }: ContainerState & { readonly network: string },
  ) {
    this.key = keyOfSpec(spec);
    this.spec = spec;
    this.ports = ports;
    this.startLog = state.startLog;
    this.#client = client;
    this.#container = container;
    this.#network = network;
    this.#published = state.published;
    this.#address = state.address;
  }

  /**
   * Starts it, and resolves when its program is ready.
   *
   * @throws Error if its image cannot be had, or its program ends
   */
  static async start(
    client: Client,
    spec: ContainerSpec,
    { name, network, labels }: PodContainerOptions,
  ): Promise<PodContainer> {
    const ports = spec.ports.length > 0 ? spec.ports : await portsOfImage(client, spec.image);
    const wanted = (spec.awaited ?? ports).map(portName);
    const startLog: LogLine[] = [];
    let stopFollowing = (): void => undefined;
    const { image, pod: hostname, environment, command, args, workingDirectory, user, files, probe } = spec;
    const container = await startContainer(client, {
      ...{ name, network, image, hostname, environment, command, args, workingDirectory, user, files },
      labels: {
        ...spec.labels,
        ...labels,
        'ingress-lab/namespace': spec.namespace,
        'ingress-lab/pod': spec.pod,
      },
      ports,
      async ready(started) {
        stopFollowing = followLog(started, undefined, (text) => startLog.push({ at: new Date(), text }));
        await untilReady(client, started, { image, ports: wanted, probe });
      },
    }).finally(() => stopFollowing());
    const state = await stateOf(client, container, network);
    return new PodContainer(client, container, { spec, ports, startLog, network, ...state });
  }

  /** Its own address in its network. */
  get address(): string {
    return this.#address;
  }

  /** Where a port of it is reached on this machine; undefined while it is off its network. */
  published(port: Pick<ContainerPort, 'port' | 'protocol'>): Published | undefined {
    return this.#published.get(portName(port));
  }

  /** Hands on each line that it prints from now on. Returns how to stop that. */
  follow(onLine: (text: string) => void): () => void {
    return followLog(this.#container, Date.now() / 1000, onLine);
  }

  async isRunning(): Promise<boolean> {
    const { State: state } = await this.#container.inspect();
    return state.Running && !state.Paused;
  }

  /** Stops its processes where they stand: the system accepts for them, and nobody answers. */
  async pause(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#container.pause();
        return;
      } catch (error) {
        // A kernel that is busy may take longer than the engine has patience.
        if (tries === MOST_TRIES || !String(error).includes('unable to freeze')) throw error;
      }
    }
  }

  async unpause(): Promise<void> {
    await this.#container.unpause();
  }

  /** Takes it off its network: nothing leads to it any more. */
  async disconnect(): Promise<void> {
    await this.#client.engine.network.getById(this.#network).disconnect({ Container: this.#container.id });
    this.#published = new Map();
  }

  /** Puts it back. Its ports are published where the system chooses now. */
  async reconnect(): Promise<void> {
    await this.#client.engine.network.getById(this.#network).connect({ Container: this.#container.id });
    const { published, address } = await stateOf(this.#client, this.#container, this.#network);
    this.#published = published;
    this.#address = address;
  }

  /** Ends its program at once (SIGKILL). */
  async kill(): Promise<void> {
    await this.#container.kill();
  }

  /** Asks its program to end (SIGTERM, or what the image names), ends it `graceMs` milliseconds later, and removes it. */
  stop(graceMs: number): Promise<void> {
    this.#removed ??= this.#stop(graceMs);
    return this.#removed;
  }

  async #stop(graceMs: number): Promise<void> {
    if (graceMs > 0) await this.#container.stop({ t: Math.ceil(graceMs / 1000) }).catch(unlessGone);
    await this.#container.remove({ force: true, v: true }).catch(unlessGone);
  }
}

interface ContainerState {
  readonly spec: ContainerSpec;
  readonly ports: readonly ContainerPort[];
  readonly startLog: readonly LogLine[];
  readonly published: ReadonlyMap<PortName, Published>;
  readonly address: string;
}

async function stateOf(
  { host }: Client,
  container: Container,
  network: string,
): Promise<Pick<ContainerState, 'published' | 'address'>> {
  const { NetworkSettings: settings } = await container.inspect();
  return {
    published: publishedPorts(settings.Ports, host),
    address: settings.Networks[network]?.IPAddress ?? '',
  };
}

function portName({ port, protocol }: Pick<ContainerPort, 'port' | 'protocol'>): PortName {
  return `${port}/${protocol === 'UDP' ? 'udp' : 'tcp'}`;
}

/** The ports that an image says it listens on. */
async function portsOfImage({ testcontainers, engine }: Client, image: string): Promise<ContainerPort[]> {
  const name = testcontainers.ImageName.fromString(image);
  await engine.image.pull(name, { force: false, platform: undefined });
  const { ExposedPorts: exposed } = (await engine.image.inspect(name)).Config;
  return Object.keys(exposed ?? {}).map((written) => {
    const [port, protocol] = written.split('/');
    return { port: Number(port), name: '', protocol: protocol === 'udp' ? 'UDP' : 'TCP' };
  });
}

/** What has gone by itself, or has ended before, needs no end. */
function unlessGone(error: unknown): void {
  const status = typeof error === 'object' && error !== null && Reflect.get(error, 'statusCode');
  // 304: it has ended. 404: it is not there. 409: somebody else removes it.
  if (status !== 304 && status !== 404 && status !== 409) throw error;
}
