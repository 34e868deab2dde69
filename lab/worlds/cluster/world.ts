import { randomBytes } from 'node:crypto';
import type { Diagnostic } from '../../../engine/index.ts';
import { StandIns } from '../../backends/stand-ins.ts';
import { kindNamed } from '../../cluster/kind-names.ts';
import { joined } from '../../cluster/manifests.ts';
import { BUILT_IN_TYPES } from '../../cluster/objects/builtin-types.ts';
import { formatTable } from '../../cluster/printing/index.ts';
import type { Journal } from '../../journal.ts';
import type { ApplyResult, World } from '../world.ts';
import { ClusterWorldError } from './cluster-world-error.ts';
import { ClusterConnection } from './connection.ts';
import { clusterFindings } from './findings.ts';
import { ScenarioNamespaces } from './namespaces.ts';
import type { Reach } from './relayed-pods.ts';
import { ScenarioCluster } from './scenario-cluster.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface ClusterWorldOptions {
  readonly journal: Journal;
  /** Names the cluster, and how its pods are reached. */
  readonly environment: Environment;
}

/** Bytes that tell scenarios apart whose namespaces are in one cluster. */
const RUN_BYTES = 4;

/** Backends are pods of a Kubernetes cluster, in namespaces that are there for this world alone. */
export function clusterWorld({ journal, environment }: ClusterWorldOptions): World {
  const name = randomBytes(RUN_BYTES).toString('hex');
  const standIns = new Map<string, string>();
  const namespaces = new ScenarioNamespaces(name);
  let opened: Promise<{ connection: ClusterConnection; cluster: ScenarioCluster }> | undefined;
  let cluster: ScenarioCluster | undefined;
  const listeners = new Set<() => void>();
  const open = async () => {
    const connection = await ClusterConnection.open(environment);
    cluster = new ScenarioCluster({
      connection,
      journal,
      namespaces,
      run: environment['INGRESS_LAB_RUN'] || name,
      reach: reachOf(environment),
      standIns,
    });
    for (const listener of listeners) cluster.onChange(listener);
    return { connection, cluster };
  };
  const use = async () => {
    opened ??= open();
    return (await opened).cluster;
  };
  return {
    name: 'cluster',
    standIn(image, by) {
      new StandIns().set(image, by);
      standIns.set(image, by);
    },
    async apply(text, { file = 'manifests.yaml', namespace } = {}) {
      return (await use()).apply(text, file, namespace);
    },
    async applyFiles(files) {
      const cluster = await use();
      const results: ApplyResult[] = [];
      for (const { file, text } of files) results.push(await cluster.apply(text, file, undefined));
      return joined(results);
    },
    async replaceFiles(files) {
      return (await use()).replaceFiles(files);
    },
    async delete(reference) {
      await (await use()).delete(reference);
    },
    async scale(namespace, deployment, replicas) {
      const reference = { kind: 'Deployment', namespace, name: deployment };
      await (await use()).change(reference, { spec: { replicas } });
    },
    async deletePod(namespace, pod) {
      await (await use()).delete({ kind: 'Pod', namespace, name: pod });
    },
    async setMetadata(reference, { labels, annotations }) {
      const metadata = {
        ...(labels && { labels: removing(labels) }),
        ...(annotations && { annotations: removing(annotations) }),
      };
      await (await use()).change(reference, { metadata });
    },
    async settled(deadlineMs) {
      await cluster?.settled(deadlineMs);
    },
    pods: () =>
      (cluster?.pods.all ?? [])
        .filter(({ terminating }) => !terminating)
        .map(({ namespace, name: pod, workload, phase, ready, log, failure }) => ({
          ...{ namespace, name: pod, workload, phase, ready, log },
          ...(failure === undefined ? {} : { failure }),
        })),
    async setFault(workload, fault) {
      await (await use()).pods.setFault(workload, fault);
    },
    async kill(workload) {
      const { pods } = await use();
      await pods.setFault(workload, { kind: 'refuse' });
      const killed = pods.all.filter((pod) => pod.workload === workload && !pod.terminating);
      for (const { namespace, name: pod } of killed)
        await (await use()).delete({ kind: 'Pod', namespace, name: pod });
    },
    resourceSet: () => cluster?.set ?? { resources: [], rejected: [] },
    diagnostics: (): readonly Diagnostic[] =>
      cluster ? clusterFindings(cluster.set.resources, cluster.pods.all) : [],
    onChange(listener) {
      listeners.add(listener);
      const stop = cluster?.onChange(listener);
      return () => {
        listeners.delete(listener);
        stop?.();
      };
    },
    async kubernetes() {
      await use();
      const { connection } = (await opened) ?? {};
      if (!connection) throw new ClusterWorldError('cluster-unreachable', 'the cluster is not open');
      return connection.access();
    },
    async table(kind, namespace, selector = '') {
      const wanted = kindNamed(kind);
      const table = await (await use()).table(apiVersionOf(wanted), wanted, namespace, selector);
      if (!table?.rows?.length)
        return table?.served.namespaced === false
          ? 'No resources found'
          : `No resources found in ${namespace} namespace.`;
      return formatTable(
        table.columnDefinitions.map((column) => ({ type: '', format: '', description: '', ...column })),
        table.rows.map(({ cells }) => cells),
      );
    },
    async [Symbol.asyncDispose]() {
      const { connection } = (await opened?.catch(() => undefined)) ?? {};
      await cluster?.close();
      connection?.close();
    },
  };
}

/** In a merge null removes. */
function removing(
  change: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value ?? null]));
}

function apiVersionOf(kind: string): string {
  const type = BUILT_IN_TYPES.find((candidate) => candidate.kind === kind);
  if (!type) return 'traefik.io/v1alpha1';
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

function reachOf(environment: Environment): Reach | undefined {
  const written = environment['INGRESS_LAB_PODS'] ?? '';
  if (written === '' || written === 'direct' || written === 'forward')
    return written === '' ? undefined : written;
  throw new ClusterWorldError('world-unknown', `INGRESS_LAB_PODS=${written}: write direct or forward`);
}
