import { type Clock, namespaceOf } from '../../engine/index.ts';
import type { StandIns } from '../backends/stand-ins.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { PodRuntime } from '../cluster/pod-runtime.ts';
import type { ServedKubernetes } from '../cluster/serve.ts';
import { getTable } from '../cluster/table.ts';
import type { PodNetwork, PodView, World } from './world.ts';

/** Serves the Kubernetes API once more, until the world closes. */
export type ServeKubernetes = (where: {
  readonly host: string;
  readonly names: readonly string[];
}) => Promise<ServedKubernetes>;

interface OwnClusterOptions {
  readonly name: World['name'];
  /** What runs the programs of pods. */
  readonly runtime: PodRuntime;
  readonly standIns: StandIns;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Time that is not the system's: what deadlines go by, and what ages are counted by. */
  readonly time?: { readonly clock: Clock; readonly now: () => Date };
  /** Where its Kubernetes API listens; default: 127.0.0.1, where the system chooses. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** Resolves when what takes its time is done, which `settled` has no deadline for. */
  readonly prepared?: () => Promise<void>;
  /** Makes the network of its pods known; absent: they are on none. */
  readonly network?: (serve: ServeKubernetes) => Promise<PodNetwork>;
  /** As for a cluster. */
  readonly showsLate?: boolean;
  /** Ends what the pods had in common. */
  readonly close?: () => Promise<void>;
}

/** A world with a cluster of the lab's own: resources in memory, pods wherever the runtime has them. */
export function ownClusterWorld({
  name,
  runtime,
  standIns,
  random,
  time,
  kubernetes = {},
  prepared,
  network,
  showsLate = false,
  close,
}: OwnClusterOptions): World {
  const cluster = new Cluster({ runtime, random, showsLate, ...time });
  const podsOf = (workload: string) => {
    const found = cluster.pods().filter((pod) => pod.workload === workload);
    if (found.length > 0) return found;
    const known = [...new Set(cluster.pods().map((pod) => pod.workload))].join(', ');
    throw new Error(`no workload is called "${workload}"; there are: ${known || 'none'}`);
  };
  let served: Promise<ServedKubernetes> | undefined;
  const further: Promise<ServedKubernetes>[] = [];
  const serve = async (where: object): Promise<ServedKubernetes> => {
    const { serveKubernetes } = await import('../cluster/serve.ts');
    return serveKubernetes({ cluster, ...where });
  };
  const serveAgain: ServeKubernetes = (where) => {
    const again = serve(where);
    further.push(again);
    return again;
  };
  let known: Promise<PodNetwork> | undefined;
  const pods = (): PodView[] =>
    cluster.pods().map(({ resource, workload, running, phase, ready, failure }) => ({
      namespace: resource.metadata.namespace ?? 'default',
      name: resource.metadata.name,
      workload,
      phase,
      ready,
      log: running?.log ?? [],
      ...(failure === undefined ? {} : { failure }),
    }));
  return {
    name,
    standIn: (image, by) => standIns.set(image, by),
    apply: (text, where) => cluster.apply(text, where),
    applyFiles: (files) => cluster.apply(files),
    replaceFiles: (files) => cluster.replaceFiles(files),
    delete: (reference) => cluster.delete(reference),
    scale: (namespace, deployment, replicas) => cluster.scale(namespace, deployment, replicas),
    deletePod: (namespace, name) => cluster.deletePod(namespace, name),
    setMetadata: (reference, change) => cluster.setMetadata(reference, change),
    async settled(deadlineMs) {
      await prepared?.();
      await cluster.settled(deadlineMs);
    },
    pods,
    async setFault(workload, fault) {
      await Promise.all(podsOf(workload).map(({ running }) => running?.setFault(fault)));
    },
    async kill(workload) {
      const killed = podsOf(workload).filter(({ terminating }) => !terminating);
      await Promise.all(
        killed.map(({ running }) => running?.kill?.() ?? running?.setFault({ kind: 'refuse' })),
      );
      for (const { resource } of killed)
        await cluster.deletePod(namespaceOf(resource), resource.metadata.name);
    },
    resourceSet: () => cluster.resourceSet(),
    diagnostics: () => cluster.diagnostics,
    onChange: (listener) => cluster.onChange(listener),
    kubernetes() {
      served ??= serve(kubernetes);
      return served;
    },
    ...(network && {
      network() {
        known ??= network(serveAgain);
        return known;
      },
    }),
    table: async (kind, namespace, selector) =>
      getTable(cluster, kind, { namespace, ...(selector === undefined ? {} : { selector }) }),
    async [Symbol.asyncDispose]() {
      const apis = await Promise.allSettled([...(served ? [served] : []), ...further]);
      const open = apis.flatMap((api) => (api.status === 'fulfilled' ? [api.value] : []));
      await Promise.all([...open.map((api) => api[Symbol.asyncDispose]()), cluster.close()]);
      await close?.();
    },
  };
}
