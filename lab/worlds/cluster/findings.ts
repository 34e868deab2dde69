import type { Diagnostic, Resource } from '../../../engine/index.ts';
import { controllerFindings } from '../../cluster/findings.ts';
import { PodRecord } from '../../cluster/pod-record.ts';
import { keyOf, Store } from '../../cluster/store.ts';
import type { RelayedPod } from './relayed-pods.ts';

/** What is wrong with a scenario's objects beside their fields: pods that cannot start, Services that lead nowhere. */
export function clusterFindings(resources: readonly Resource[], pods: readonly RelayedPod[]): Diagnostic[] {
  const store = new Store();
  const records: PodRecord[] = [];
  for (const resource of resources) {
    if (resource.kind !== 'Pod') {
      store.set({ resource });
      continue;
    }
    const { name, namespace = '' } = resource.metadata;
    const pod = pods.find((candidate) => candidate.name === name && candidate.namespace === namespace);
    if (!pod) continue;
    if (pod.ownerKind === 'Pod') store.set({ resource });
    const owner = keyOf({ kind: pod.ownerKind, namespace, name: pod.workload });
    const record = new PodRecord(resource, { workload: pod.workload, owner, hash: '' });
    if (pod.failure !== undefined) record.failed(pod.failure);
    records.push(record);
  }
  return controllerFindings(store, records, true);
}
