import { randomBytes } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { type Client, containerClient } from './client.ts';
import { ContainerPool } from './container-pool.ts';
import type { ContainerSpec } from './container-spec.ts';
import { keyOfSpec } from './container-spec.ts';
import { labelsOf, RUN_VARIABLE } from './labels.ts';
import { PodContainer } from './pod-container.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Bytes that name a lab that belongs to no run. */
const NAME_BYTES = 4;

/** The containers that somebody starts: on one network, with the labels of one run. Owns both. */
export class Containers implements AsyncDisposable {
  readonly run: string;
  readonly #pool: ContainerPool | undefined;
  readonly #removing = new ContainerPool();
  #network: Promise<string> | undefined;
  #started = 0;

  /** `reuses`: containers as good as new are kept for the next pod of the same name and make. */
  constructor(run: string, reuses: boolean) {
    this.run = run;
    this.#pool = reuses ? new ContainerPool() : undefined;
  }

  /** Names of pods that would find their containers again. */
  idleNames(namespace: string, prefix: string): readonly string[] {
    return this.#pool?.names(namespace, prefix) ?? [];
  }

  /**
   * A container for a pod, ready.
   *
   * @throws Error if it cannot be started
   */
  async start(spec: ContainerSpec): Promise<PodContainer> {
    const idle = await this.#pool?.take(keyOfSpec(spec));
    if (idle) return idle;
    const client = await containerClient();
    return PodContainer.start(client, spec, {
      name: this.nameFor(spec.pod),
      network: await this.network(),
      labels: labelsOf(this.run),
    });
  }

  /** Takes a container back whose pod has gone. `isNew`: nothing has happened to it. */
  async giveBack(container: PodContainer, isNew: boolean, graceMs: number): Promise<void> {
    if (isNew && this.#pool) this.#pool.keep(container);
    else if (graceMs > 0) await container.stop(graceMs);
    else this.#removing.remove(container);
  }

  /** A name, taken by nobody, for a container. */
  nameFor(what: string): string {
    this.#started += 1;
    return `ingress-lab-${this.run}-${threadId}-${this.#started}-${what}`;
  }

  /** Name of the network that its containers are on. */
  network(): Promise<string> {
    this.#network ??= containerClient().then((client) => this.#makeNetwork(client));
    return this.#network;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.[Symbol.asyncDispose]();
    await this.#removing[Symbol.asyncDispose]();
    const name = await this.#network?.catch(() => undefined);
    if (name === undefined) return;
    this.#network = undefined;
    const { engine } = await containerClient();
    await engine.network.remove(engine.network.getById(name));
  }

  async #makeNetwork({ engine }: Client): Promise<string> {
    const name = `ingress-lab-${this.run}-${threadId}`;
    await engine.network.create({ Name: name, Driver: 'bridge', Labels: labelsOf(this.run) });
    return name;
  }
}

let ofRun: Containers | undefined;

/** The containers of the run that the environment names, one for all labs of this thread; undefined: there is no run. */
export function containersOfRun(environment: Environment): Containers | undefined {
  const run = environment[RUN_VARIABLE];
  if (!run) return undefined;
  if (ofRun?.run !== run) ofRun = new Containers(run, environment['INGRESS_LAB_REUSE'] !== 'off');
  return ofRun;
}

/** Removes what the labs of this thread have left for one another. */
export async function closeContainersOfRun(): Promise<void> {
  await ofRun?.[Symbol.asyncDispose]();
}

/** For a lab that belongs to no run. */
export function ownContainers(): Containers {
  return new Containers(randomBytes(NAME_BYTES).toString('hex'), false);
}
