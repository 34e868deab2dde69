import type { ApiObject } from '../../../engine/index.ts';
import { jsonIn, jsonListIn } from '../../cluster/objects/json.ts';
import type { Json } from '../../cluster/objects/object.ts';
import type { Collections } from './collections.ts';
import { type PodStatus, podStatus } from './pod-status.ts';

/** What is not as it is to be yet: pods that are made or end, endpoints that do not say what pods do. For people. */
export function waitingFor(collections: Collections, nameOf: (object: ApiObject) => string): string[] {
  const pods = [...collections.all('Pod')].map((object) => ({ object, status: podStatus(object) }));
  const waiting: string[] = [];
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']) {
    for (const workload of collections.all(kind)) {
      if (jsonListIn(workload.metadata, 'ownerReferences').length > 0) continue;
      const own = pods.filter(({ object, status }) => isOf(workload, object, status));
      const why = workloadWaits(
        workload,
        own.map(({ status }) => status),
      );
      if (why) waiting.push(`${nameOf(workload)} ${why}`);
    }
  }
  for (const { object, status } of pods) {
    if (status.ownerKind === 'Pod' && !status.terminating && !isDone(status))
      waiting.push(`${nameOf(object)} is ${status.phase.toLowerCase()} and not ready`);
  }
  for (const service of collections.all('Service')) {
    const why = serviceWaits(service, pods, collections);
    if (why) waiting.push(`${nameOf(service)} ${why}`);
  }
  return waiting;
}

interface Seen {
  readonly object: ApiObject;
  readonly status: PodStatus;
}

/** Ready, or never to be. */
function isDone({ ready, phase }: PodStatus): boolean {
  return ready || phase === 'Failed';
}

function isOf({ kind, metadata }: ApiObject, pod: ApiObject, { workload, ownerKind }: PodStatus): boolean {
  return ownerKind === kind && workload === metadata.name && pod.metadata.namespace === metadata.namespace;
}

function workloadWaits({ metadata, ...workload }: ApiObject, own: readonly PodStatus[]): string | undefined {
  const [spec, status] = [jsonIn(workload, 'spec'), jsonIn(workload, 'status')];
  if (count(status, 'observedGeneration') < count(metadata, 'generation'))
    return 'has not been looked at by its controller';
  const alive = own.filter(({ terminating }) => !terminating);
  const pending = alive.filter((pod) => !isDone(pod));
  if (pending.length > 0)
    return `waits for ${pending.map(({ name }) => `Pod ${name}`).join(', ')} to be ready`;
  const isDaemon = 'desiredNumberScheduled' in status;
  const wanted = isDaemon ? count(status, 'desiredNumberScheduled') : Number(spec['replicas'] ?? 1);
  if (alive.some(({ phase }) => phase === 'Failed')) return undefined;
  if (alive.length !== wanted) return `has ${alive.length} pods, ${wanted} are wanted`;
  const updated = count(status, isDaemon ? 'updatedNumberScheduled' : 'updatedReplicas');
  // A ReplicaSet has pods of one kind only.
  const isRolling = workload['kind'] !== 'ReplicaSet' && updated !== wanted;
  return isRolling ? `has replaced ${updated} of ${wanted} pods` : undefined;
}

/** Its endpoints are those of the ready pods that its selector finds. */
function serviceWaits(
  service: ApiObject,
  pods: readonly Seen[],
  collections: Collections,
): string | undefined {
  const spec = jsonIn(service, 'spec');
  const selector = Object.entries(jsonIn(spec, 'selector'));
  if (selector.length === 0 || spec['type'] === 'ExternalName' || spec['publishNotReadyAddresses'] === true)
    return undefined;
  const { name, namespace } = service.metadata;
  const selected = pods.filter(({ object: { metadata } }) => {
    const labels = jsonIn(metadata, 'labels');
    return metadata.namespace === namespace && selector.every(([key, value]) => labels[key] === value);
  });
  const ready = selected.filter(({ status }) => status.ready);
  const listed = new Set(
    [...collections.all('EndpointSlice')]
      .filter(
        ({ metadata }) =>
          metadata.namespace === namespace &&
          jsonIn(metadata, 'labels')['kubernetes.io/service-name'] === name,
      )
      .flatMap((slice) => jsonListIn(slice, 'endpoints'))
      .filter((endpoint) => jsonIn(endpoint, 'conditions')['ready'] !== false)
      .flatMap((endpoint) => jsonIn(endpoint, 'targetRef')['name'] ?? []),
  );
  const absent = ready.filter(({ object, status }) => !listed.has(status.name) && hasPortOf(spec, object));
  if (absent.length > 0)
    return `has no endpoint yet for ${absent.map(({ status }) => status.name).join(', ')}`;
  const stale = [...listed].filter((pod) => !ready.some(({ status }) => status.name === pod));
  return stale.length > 0 ? `still has an endpoint for ${stale.join(', ')}` : undefined;
}

/** Whether a pod lists a port that the Service leads to: only then it must have an endpoint. */
function hasPortOf(service: Json, pod: ApiObject): boolean {
  const declared = jsonListIn(jsonIn(pod, 'spec'), 'containers').flatMap((container) =>
    jsonListIn(container, 'ports'),
  );
  return jsonListIn(service, 'ports').some(({ port, targetPort = port, protocol = 'TCP' }) =>
    declared.some(
      (one) =>
        (one['protocol'] ?? 'TCP') === protocol &&
        (one['containerPort'] === targetPort || one['name'] === targetPort),
    ),
  );
}

function count(object: Json, field: string): number {
  const value = object[field];
  return typeof value === 'number' ? value : 0;
}
