import { namespaceOf, referenceOf } from '../../../engine/core.ts';
import type { PodFleet } from '../pod-fleet.ts';
import { keyOf, type Store } from '../store.ts';
import { templateHash } from '../template-hash.ts';

/** A Deployment takes back ReplicaSets that were left without one (Kubernetes: adoption by selector; here by name). */
export function adoptReplicaSets(store: Store, fleet: PodFleet): void {
  for (const workload of store.workloads) {
    if (workload.kind !== 'Deployment') continue;
    const namespace = namespaceOf(workload);
    const name = `${workload.metadata.name}-${templateHash(workload.spec.template)}`;
    const reference = { kind: 'ReplicaSet', namespace, name };
    if (!store.get(reference)) continue;
    store.drop(reference);
    for (const record of fleet.pods) {
      if (record.owner === keyOf(reference)) record.adopt(keyOf(referenceOf(workload)));
    }
  }
}
