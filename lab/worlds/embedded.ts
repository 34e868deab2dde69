import { StandIns } from '../backends/stand-ins.ts';
import { Cluster } from '../cluster/cluster.ts';
import { getTable } from '../cluster/table.ts';
import type { Journal } from '../journal.ts';
import { embeddedRuntime } from './embedded-runtime.ts';
import { loopbackAddresses } from './loopback-addresses.ts';
import type { PodView, World } from './world.ts';

/** Backends in this process, sockets on loopback, resources in memory: nothing to install. */
export function embeddedWorld(options: {
  readonly journal: Journal;
  readonly random: () => number;
  /** Each pod has an address of its own; else only ports tell them apart. */
  readonly ownAddresses?: boolean;
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: (() => Promise<void> | undefined) | undefined;
}): World {
  const standIns = new StandIns();
  const runtime = embeddedRuntime(options.journal, standIns, {
    nextAddress: options.ownAddresses ? loopbackAddresses() : undefined,
    beforeStop: options.beforeStop,
  });
  const cluster = new Cluster({ runtime, random: options.random });
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
    kubernetes: () => Promise.reject(new Error('the embedded world has no Kubernetes API yet')),
    onChange: (listener) => cluster.onChange(listener),
    table: (kind, namespace, selector) =>
      getTable(cluster, kind, { namespace, ...(selector === undefined ? {} : { selector }) }),
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}
