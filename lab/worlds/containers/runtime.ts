import type { StandIns } from '../../backends/stand-ins.ts';
import type { PodInputs } from '../../cluster/pod-inputs.ts';
import type { PodRuntime } from '../../cluster/pod-runtime.ts';
import type { Journal } from '../../journal.ts';
import { PodRelay } from '../relay/pod-relay.ts';
import { containerClient } from './client.ts';
import { type ContainerSpec, containerSpec } from './container-spec.ts';
import type { Containers } from './containers.ts';
import { ImageStore } from './image-store.ts';
import { ImageMap } from './images.ts';
import { RunningContainer } from './running-container.ts';

interface ContainerRuntimeOptions {
  readonly journal: Journal;
  readonly standIns: StandIns;
  readonly containers: Containers;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop: () => Promise<void> | undefined;
  /** Hears of images that are on their way. */
  readonly onProgress: (line: string) => void;
  /** Whether pods are reached at their own addresses in their network, by proxies that are on it, too. */
  readonly isInNetwork: () => boolean;
}

/** Runs each pod as a container. */
export class ContainerRuntime implements PodRuntime {
  readonly #options: ContainerRuntimeOptions;
  readonly #images: ImageStore;
  readonly #pulls = new Set<Promise<void>>();
  #map: Promise<ImageMap> | undefined;

  constructor(options: ContainerRuntimeOptions) {
    this.#options = options;
    this.#images = new ImageStore(options.onProgress);
  }

  /** Resolves when no image is on its way: those take as long as they take. */
  async pulled(): Promise<void> {
    while (this.#pulls.size > 0) await Promise.allSettled(this.#pulls);
  }

  idleNames(namespace: string, prefix: string): readonly string[] {
    return this.#options.containers.idleNames(namespace, prefix);
  }

  async start(
    pod: Parameters<PodRuntime['start']>[0],
    workload: string,
    inputs: PodInputs,
  ): Promise<RunningContainer> {
    const { journal, standIns, containers, beforeStop, isInNetwork } = this.#options;
    const { name, namespace = 'default' } = pod.metadata;
    const [container] = pod.spec.containers;
    const written = container?.image ?? '';
    const played = standIns.get(written);
    const image = await this.#imageFor(played ?? written);
    const spec = containerSpec(pod, image, inputs);
    const made = await containers.start(played === undefined ? spec : playing(spec));
    const relay = isInNetwork()
      ? undefined
      : new PodRelay((request) => journal.record({ ...request, namespace, workload, pod: name }));
    try {
      const running = await RunningContainer.of({ container: made, relay, containers, beforeStop });
      if (relay) journal.watch(name, workload, relay);
      else journal.place(name, workload, made.address);
      return running;
    } catch (error) {
      await Promise.all([relay?.close(), made.stop(0)]);
      throw error;
    }
  }

  /** What runs for an image, once the engine has it. */
  async #imageFor(written: string): Promise<string> {
    const had = this.#had(written);
    const pull = had.then(
      () => undefined,
      () => undefined,
    );
    this.#pulls.add(pull);
    try {
      return await had;
    } finally {
      this.#pulls.delete(pull);
    }
  }

  async #had(written: string): Promise<string> {
    this.#map ??= ImageMap.read(this.#options.environment);
    const map = await this.#map;
    const image = map.resolve(written);
    await this.#images.ensure(await containerClient(), image, map.isBuilt(image));
    return image;
  }
}

/**
 * Another program in the place of the real one: what that is told means nothing to it. whoami, which listens on one port
 * alone, listens where the real program would first.
 */
function playing(spec: ContainerSpec): ContainerSpec {
  const [first] = spec.ports.filter(({ protocol }) => protocol === 'TCP');
  return {
    ...spec,
    command: undefined,
    args: undefined,
    probe: undefined,
    awaited: first ? [first] : [],
    environment: { ...spec.environment, ...(first && { WHOAMI_PORT_NUMBER: `${first.port}` }) },
  };
}
