import { StandIns } from '../backends/stand-ins.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { ServedKubernetes } from '../cluster/serve.ts';
import { getTable } from '../cluster/table.ts';
import type { Journal } from '../journal.ts';
import { embeddedRuntime } from './embedded-runtime.ts';
import { loopbackAddresses } from './loopback-addresses.ts';
import type { PodView, World } from './world.ts';

export interface EmbeddedWorldOptions {
  readonly journal: Journal;
  /** Uniform in [0, 1); names pods. */
  readonly random: () => number;
  /** Where its Kubernetes API listens; default: 127.0.0.1, where the system chooses. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** Each pod has an address of its own; else only ports tell them apart. */
  readonly ownAddresses?: boolean;
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: () => Promise<void> | undefined;
}

/** Backends in this process, sockets on loopback, resources in memory: nothing to install. */
export function embeddedWorld({
  journal,
  random,
  kubernetes = {},
  ownAddresses = false,
  beforeStop,
}: EmbeddedWorldOptions): World {
  const standIns = new StandIns();
  const cluster = new Cluster({
    runtime: embeddedRuntime(journal, standIns, {
      nextAddress: ownAddresses ? loopbackAddresses() : undefined,
      beforeStop,
    }),
    random,
  });
  let served: Promise<ServedKubernetes> | undefined;
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
    name: 'embedded',
    standIn: (image, by) => standIns.set(image, by),
    apply: (text, where) => cluster.apply(text, where),
    replaceFiles: (files) => cluster.replaceFiles(files),
    delete: (reference) => cluster.delete(reference),
    scale: (namespace, deployment, replicas) => cluster.scale(namespace, deployment, replicas),
    deletePod: (namespace, name) => cluster.deletePod(namespace, name),
    setMetadata: (reference, change) => cluster.setMetadata(reference, change),
    settled: (deadlineMs) => cluster.settled(deadlineMs),
    pods,
    async setFault(workload, fault) {
      const faulty = cluster.pods().filter((pod) => pod.workload === workload);
      if (faulty.length === 0) {
        const known = [...new Set(cluster.pods().map((pod) => pod.workload))].join(', ');
        throw new Error(`no workload is called "${workload}"; there are: ${known || 'none'}`);
      }
      await Promise.all(faulty.map(({ running }) => running?.setFault(fault)));
    },
    resourceSet: () => cluster.resourceSet(),
    diagnostics: () => cluster.diagnostics,
    onChange: (listener) => cluster.onChange(listener),
    kubernetes() {
      served ??= import('../cluster/serve.ts').then(({ serveKubernetes }) =>
        serveKubernetes({ cluster, ...kubernetes }),
      );
      return served;
    },
    table: async (kind, namespace, selector) =>
      getTable(cluster, kind, { namespace, ...(selector === undefined ? {} : { selector }) }),
    async [Symbol.asyncDispose]() {
      const api = await served?.catch(() => undefined);
      await Promise.all([api?.[Symbol.asyncDispose](), cluster.close()]);
    },
  };
}
