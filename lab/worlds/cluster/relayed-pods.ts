import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import type { ApiObject } from '../../../engine/index.ts';
import type { Fault } from '../../backends/backend.ts';
import { jsonIn, jsonListIn } from '../../cluster/objects/json.ts';
import type { Journal } from '../../journal.ts';
import { PodRelay } from '../relay/pod-relay.ts';
import type { ClusterConnection } from './connection.ts';
import { type PodStatus, podStatus } from './pod-status.ts';

/** How pods are reached from here: through the API, or at their own addresses. */
export type Reach = 'forward' | 'direct';

interface RelayedPodsOptions {
  readonly connection: ClusterConnection;
  readonly journal: Journal;
  /** undefined: directly if a pod has a loopback address, else through the API. */
  readonly reach: Reach | undefined;
  /** The scenario's name for a namespace of the cluster. */
  readonly inScenario: (namespace: string) => string;
}

/** A pod of the cluster, with what stands for it here. */
export interface RelayedPod extends PodStatus {
  /** The scenario's name for its namespace. */
  readonly namespace: string;
  readonly object: ApiObject;
  readonly relay: PodRelay;
  readonly log: readonly string[];
}

/** Where an EndpointSlice leads to. */
export interface Destination {
  readonly pod: RelayedPod;
  readonly containerPort: number;
  readonly host: string;
  readonly port: number;
}

/** Milliseconds that connections to a pod which is gone may take to end. */
const GRACE_MS = 1000;

/** Stands here for the pods of a scenario. Owns their relays and the requests that follow their logs. */
export class RelayedPods {
  readonly #options: RelayedPodsOptions;
  readonly #pods = new Map<
    string,
    { pod: RelayedPod; log: string[]; follows: AbortController | undefined }
  >();
  readonly #ending = new Set<Promise<void>>();

  constructor(options: RelayedPodsOptions) {
    this.#options = options;
  }

  /** In the order they were made. */
  get all(): readonly RelayedPod[] {
    return [...this.#pods.values()].map(({ pod }) => pod);
  }

  find(namespaceInCluster: string, name: string): RelayedPod | undefined {
    return this.all.find(
      ({ object }) => object.metadata.name === name && object.metadata.namespace === namespaceInCluster,
    );
  }

  /** These are the pods there are. Ones that are gone are not let go before `release`. */
  update(objects: readonly ApiObject[]): void {
    const sorted = objects.toSorted((one, other) => (madeAt(one) < madeAt(other) ? -1 : 1));
    for (const object of sorted) this.#keep(object);
  }

  /** Lets go of pods that are not among these any more: nothing is sent to them by now. */
  release(objects: readonly ApiObject[]): void {
    const there = new Set(objects.map(uidOf));
    for (const [uid, { pod, follows }] of [...this.#pods]) {
      if (there.has(uid)) continue;
      this.#pods.delete(uid);
      follows?.abort();
      const ending = pod.relay.drain(GRACE_MS).finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
    }
  }

  /** How the pod at an address is reached. */
  reachOf(host: string): Reach {
    return this.#options.reach ?? (host.startsWith('127.') ? 'direct' : 'forward');
  }

  /** Where a port of a pod is reached here. */
  relay({ pod, containerPort, host, port }: Destination): Promise<{ host: string; port: number }> {
    const { object, relay } = pod;
    const { name, namespace = '' } = object.metadata;
    const isDirect = this.reachOf(host) === 'direct';
    return relay.open({
      containerPort,
      dial: () =>
        isDirect ? dial(host, port) : this.#options.connection.forward(namespace, name, containerPort),
    });
  }

  /** @throws Error if no workload is called so */
  async setFault(workload: string, fault: Fault | undefined): Promise<void> {
    const faulty = this.all.filter((pod) => pod.workload === workload && !pod.terminating);
    if (faulty.length === 0) {
      const known = [...new Set(this.all.map((pod) => pod.workload))].join(', ');
      throw new Error(`no workload is called "${workload}"; there are: ${known || 'none'}`);
    }
    await Promise.all(faulty.map(({ relay }) => relay.setFault(fault)));
  }

  async close(): Promise<void> {
    for (const { follows } of this.#pods.values()) follows?.abort();
    await Promise.all([...this.all.map(({ relay }) => relay.close()), ...this.#ending]);
  }

  #keep(object: ApiObject): void {
    const uid = uidOf(object);
    const status = podStatus(object);
    const known = this.#pods.get(uid);
    if (known) {
      known.pod = { ...known.pod, ...status, object };
      this.#followLog(uid);
      return;
    }
    const { journal, inScenario } = this.#options;
    const namespace = inScenario(object.metadata.namespace ?? '');
    const { name, workload } = status;
    const relay = new PodRelay((request) => journal.record({ ...request, namespace, workload, pod: name }));
    journal.watch(name, workload, relay);
    const log: string[] = [];
    this.#pods.set(uid, { pod: { ...status, namespace, object, relay, log }, log, follows: undefined });
    this.#followLog(uid);
  }

  #followLog(uid: string): void {
    const known = this.#pods.get(uid);
    if (!known || known.follows || known.pod.phase !== 'Running') return;
    const follows = new AbortController();
    known.follows = follows;
    const { name, namespace = '' } = known.pod.object.metadata;
    const [container] = jsonListIn(jsonIn(known.pod.object, 'spec'), 'containers');
    void this.#options.connection
      .log({ namespace, pod: name, container: String(container?.['name'] ?? '') }, follows.signal)
      .then(async (body) => {
        for await (const line of createInterface({ input: Readable.from(body) })) known.log.push(line);
      })
      // A container that is about to start has no log yet: the pod's next change is the next try.
      .catch(() => {
        known.follows = undefined;
      });
  }
}

async function dial(host: string, port: number): Promise<Duplex> {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function uidOf({ metadata }: ApiObject): string {
  return String(metadata['uid']);
}

function madeAt({ metadata }: ApiObject): string {
  return String(metadata['creationTimestamp']);
}
