import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Resource, StaticConfiguration } from '../../../engine/index.ts';
import type { KubernetesAccess } from '../../worlds/world.ts';
import type { ProxyProcess } from '../proxy-process.ts';
import type { ResourceSource } from '../target.ts';
import { TargetError } from '../target-error.ts';
import type { TraefikApi } from './api.ts';
import { KubernetesClient } from './kubernetes-client.ts';
import {
  ingressSentinel,
  isSentinel,
  middlewareSentinel,
  type RawData,
  type Sentinel,
  withoutSentinels,
} from './sentinel.ts';

/** Milliseconds between two looks at Traefik's API. */
const LOOK_MS = 4;

/** Kinds that Traefik is not told of, or makes nothing of. */
const NOT_FOR_TRAEFIK: ReadonlySet<string> = new Set([
  'Namespace',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Pod',
  'DynamicConfiguration',
]);

interface ServedOptions {
  readonly access: KubernetesAccess;
  readonly static: StaticConfiguration;
  readonly source: ResourceSource;
  readonly process: ProxyProcess;
  readonly api: TraefikApi;
}

/**
 * Knows when Traefik serves what the Kubernetes API says. Traefik does not tell; so an object with the number of a round
 * is written behind what was changed, and the round is over when Traefik shows the number. It watches each kind of object
 * by a connection of its own, so a number may overtake a change: rounds go on until one ends in the same configuration
 * as the round before. Each round makes Traefik build its configuration anew, which resets balancers and buckets: so
 * there is none unless something was changed.
 */
export class Served implements AsyncDisposable {
  readonly #options: ServedOptions;
  readonly #client: KubernetesClient;
  readonly #id = randomUUID().slice(0, 8);
  readonly #sentinels: Sentinel[] = [];
  #followsIngresses = false;
  readonly #unsubscribe: () => void;
  /** What there is for Traefik, and how often that has changed: what comes back to what it was was another in between. */
  #resources: readonly Resource[] = [];
  #changes = 0;
  /** The change that Traefik serves; before the first round none. */
  #served = -1;
  #round = 0;
  #settling: Promise<void> | undefined;

  constructor(options: ServedOptions) {
    this.#options = options;
    this.#client = new KubernetesClient(options.access);
    const sentinel = middlewareSentinel(this.#id, options.static);
    if (sentinel) this.#sentinels.push(sentinel);
    this.#unsubscribe = options.source.onChange(() => this.#look());
    this.#look();
  }

  /** @throws TargetError after `deadlineMs` milliseconds, or if Traefik is over */
  async settled(deadlineMs: number): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    // Who waits already may have begun before the change of who comes now.
    await this.#settling;
    this.#settling ??= this.#settle(deadline).finally(() => {
      this.#settling = undefined;
    });
    await this.#settling;
  }

  /** As the function of that name. */
  until(shows: (raw: RawData) => boolean, what: string, deadline: number): Promise<RawData> {
    return until(this.#options, shows, what, deadline);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    await this.#client[Symbol.asyncDispose]();
  }

  async #settle(deadline: number): Promise<void> {
    for (;;) {
      this.#look();
      const change = this.#changes;
      if (this.#served === change) return;
      this.#followIngresses(this.#resources);
      for (let before = '', text = await this.#next(deadline); text !== before; ) {
        before = text;
        text = await this.#next(deadline);
      }
      this.#served = change;
    }
  }

  /** One round; what is in force at its end. */
  async #next(deadline: number): Promise<string> {
    this.#round += 1;
    const round = this.#round;
    for (const sentinel of this.#sentinels) await sentinel.write(this.#client, round);
    const raw = await this.until(
      (seen) => this.#sentinels.every((sentinel) => sentinel.shows(seen, round)),
      `round ${round} of asking whether it serves what the Kubernetes API says`,
      deadline,
    );
    return withoutSentinels(raw);
  }

  /** The provider of Ingresses is followed as soon as there is one for it: its sentinel is a router that all can see. */
  #followIngresses(resources: readonly Resource[]): void {
    if (this.#followsIngresses || !resources.some(({ kind }) => kind === 'Ingress')) return;
    this.#followsIngresses = true;
    const sentinel = ingressSentinel(this.#id, this.#options.static);
    if (sentinel) this.#sentinels.push(sentinel);
  }

  /** Counts a change, if what there is for Traefik is another. */
  #look(): void {
    const { resources } = this.#options.source.resourceSet();
    const forTraefik = resources.filter(
      ({ kind, metadata }) => !NOT_FOR_TRAEFIK.has(kind) && !isSentinel(metadata.name),
    );
    if (sameItems(forTraefik, this.#resources)) return;
    this.#resources = forTraefik;
    this.#changes += 1;
  }
}

function sameItems<Item>(some: readonly Item[], others: readonly Item[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}

/**
 * Looks at the configuration in force until it has something; resolves to it.
 *
 * @param what `its API`, for the message
 * @param deadline a time of `performance.now()`
 * @throws TargetError after the deadline, or if Traefik is over
 */
export async function until(
  { process, api }: Pick<ServedOptions, 'process' | 'api'>,
  shows: (raw: RawData) => boolean,
  what: string,
  deadline: number,
): Promise<RawData> {
  for (;;) {
    if (process.failure) throw process.failure;
    const raw = await api.raw().catch(() => undefined);
    if (raw && shows(raw)) return raw;
    if (performance.now() > deadline) {
      throw new TargetError(
        'target-failed',
        `${process.log.writer} does not show ${what} in time\n${process.log.tail()}`,
      );
    }
    await setTimeout(LOOK_MS);
  }
}
