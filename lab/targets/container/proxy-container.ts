import { type Container, containerClient } from '../../worlds/containers/client.ts';
import { followLog } from '../../worlds/containers/container-log.ts';
import { type ContainerRequest, startContainer } from '../../worlds/containers/published-container.ts';
import { type Published, publishedPorts } from '../../worlds/containers/published-ports.ts';
import type { PodNetwork } from '../../worlds/world.ts';
import type { ProxyProcess } from '../proxy-process.ts';
import { TargetError } from '../target-error.ts';
import { ProxyLog } from '../traefik/log.ts';

interface ProxyContainerOptions
  extends Pick<ContainerRequest, 'image' | 'args' | 'files' | 'ports' | 'extraHosts'> {
  /** As messages name it. */
  readonly writer: string;
  readonly network: PodNetwork;
  /** Takes lines that are about requests, and says which they are. */
  readonly takes: (line: string) => boolean;
  /** Milliseconds that it gives requests in flight when it stops. */
  readonly graceMs: number;
}

/** A proxy in a container beside the pods. Owns the container. */
export class ProxyContainer implements ProxyProcess {
  readonly log: ProxyLog;
  /** Where its ports are reached on this machine, by `8000/tcp`. */
  readonly published: ReadonlyMap<string, Published>;
  /** Its address in the network. */
  readonly address: string;
  readonly #container: Container;
  readonly #graceMs: number;
  readonly #stopFollowing: () => void;
  #failure: TargetError | undefined;
  #ending: Promise<void> | undefined;

  private constructor(
    container: Container,
    state: Pick<ProxyContainer, 'log' | 'published' | 'address'>,
    graceMs: number,
    stopFollowing: () => void,
  ) {
    this.log = state.log;
    this.published = state.published;
    this.address = state.address;
    this.#container = container;
    this.#graceMs = graceMs;
    this.#stopFollowing = stopFollowing;
    container.wait().then(
      ({ StatusCode: code }: { StatusCode: number }) => this.#ended(`ended with exit code ${code}`),
      () => this.#ended('is gone'),
    );
  }

  /**
   * Resolves when it runs, which is not yet when it listens.
   *
   * @throws TargetError `target-unavailable` if the image cannot be started
   */
  static async start(options: ProxyContainerOptions): Promise<ProxyContainer> {
    const { image, args, files, ports, extraHosts = [], network, writer, takes, graceMs } = options;
    const client = await containerClient();
    const log = new ProxyLog(writer);
    const container = await startContainer(client, {
      ...{ image, args, files, ports, extraHosts },
      name: network.containerName('proxy'),
      network: network.name,
      labels: network.labels,
      hostname: 'proxy',
      environment: {},
      command: undefined,
      workingDirectory: undefined,
      user: undefined,
      ready: () => Promise.resolve(),
    }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message.trim() : String(error);
      throw new TargetError('target-unavailable', `the proxy's image ${image} cannot be started: ${why}`);
    });
    const stopFollowing = followLog(container, undefined, (line) => {
      if (!takes(line)) log.write(`${line}\n`);
    });
    const { NetworkSettings: settings } = await container.inspect();
    const state = {
      log,
      published: publishedPorts(settings.Ports, client.host),
      address: settings.Networks[network.name]?.IPAddress ?? '',
    };
    return new ProxyContainer(container, state, graceMs, stopFollowing);
  }

  get failure(): TargetError | undefined {
    return this.#failure;
  }

  /** Asks it to stop, ends it if it does not, and removes it. Idempotent. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  async #stop(): Promise<void> {
    if (!this.#failure) await this.#container.stop({ t: Math.ceil(this.#graceMs / 1000) }).catch(unlessOver);
    await this.#container.remove({ force: true, v: true }).catch(unlessOver);
    this.#stopFollowing();
  }

  #ended(how: string): void {
    if (this.#ending) return;
    this.#failure = new TargetError('target-failed', `${this.log.writer} ${how}\n${this.log.tail()}`);
  }
}

/** One that has ended (304) or is gone (404, 409) needs no end. */
function unlessOver(error: unknown): void {
  const status = typeof error === 'object' && error !== null && Reflect.get(error, 'statusCode');
  if (status !== 304 && status !== 404 && status !== 409) throw error;
}
