import { jsonIn, jsonListIn } from '../objects/json.ts';
import type { Json, KubeObject, OwnerReference } from '../objects/object.ts';
import type { PodRecord } from '../pod-record.ts';
import { conditionsSince } from './conditions.ts';
import { NODE, NODE_ADDRESS } from './node.ts';

/** What a pod's object is made of. */
interface PodParts {
  readonly record: PodRecord;
  /** As an API has it so far. */
  readonly before: KubeObject | undefined;
  /** What it was made from, as it was written; absent: as it was read. */
  readonly spec: Json | undefined;
  readonly owner: OwnerReference | undefined;
  /** RFC 3339. */
  readonly now: string;
}

/** A pod as an API shows it, with the status that a kubelet reports (Kubernetes: PodStatus). */
export function podObject({ record, before, spec, owner, now }: PodParts): KubeObject {
  const { metadata } = record.resource;
  const { name, namespace = 'default', labels, annotations, creationTimestamp } = metadata;
  const specification: Json = {
    ...(before ? jsonIn(before, 'spec') : (spec ?? plainSpec(record))),
    nodeName: NODE,
  };
  const { ownerReferences: _owners, ...known } = before?.metadata ?? {};
  const owners = owner
    ? [owner]
    : (before?.metadata.ownerReferences ?? []).filter((other) => !other.controller);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...known,
      name,
      ...(owner && !before ? { generateName: name.slice(0, name.lastIndexOf('-') + 1) } : {}),
      namespace,
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...withAnnotations(before, annotations),
      ...(owners.length === 0 ? {} : { ownerReferences: owners }),
      ...(record.terminating ? endOf(before, specification, now) : {}),
    },
    spec: specification,
    status: statusOf(record, before, specification, now),
  };
}

/** What `kubectl apply` noted of a pod stays with it. */
function withAnnotations(
  before: KubeObject | undefined,
  annotations: Readonly<Record<string, string>>,
): { readonly annotations?: Readonly<Record<string, string>> } {
  const notes = Object.entries(before?.metadata.annotations ?? {}).filter(([name]) =>
    name.startsWith('kubectl.kubernetes.io/last-applied'),
  );
  const all = { ...Object.fromEntries(notes), ...annotations };
  return Object.keys(all).length === 0 ? {} : { annotations: all };
}

/** Without the lists that reading gives to whoever has none. */
function plainSpec({ resource }: PodRecord): Json {
  const written = jsonIn(resource.object, 'spec');
  const containers = jsonListIn(written, 'containers').map((container) =>
    Object.fromEntries(
      Object.entries(container).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
    ),
  );
  return { ...written, containers };
}

function endOf(before: KubeObject | undefined, spec: Json, now: string): Partial<KubeObject['metadata']> {
  const seconds = spec['terminationGracePeriodSeconds'];
  return {
    deletionTimestamp: before?.metadata.deletionTimestamp ?? now,
    deletionGracePeriodSeconds:
      before?.metadata.deletionGracePeriodSeconds ?? (typeof seconds === 'number' ? seconds : 30),
  };
}

function statusOf(record: PodRecord, before: KubeObject | undefined, spec: Json, now: string): Json {
  const last = before ? jsonIn(before, 'status') : {};
  const { phase, failure, running, resource } = record;
  const isReady = running !== undefined;
  const podIP = running?.host ?? running?.ports[0]?.host;
  const unready = {
    reason: 'ContainersNotReady',
    message: `containers with unready status: ${namesIn(spec)}`,
  };
  const status = isReady ? 'True' : 'False';
  const readiness = { status, ...(isReady ? {} : unready) } as const;
  return {
    phase,
    conditions: conditionsSince(
      last,
      [
        { type: 'PodReadyToStartContainers', status },
        { type: 'Initialized', status: 'True' },
        { type: 'Ready', ...readiness },
        { type: 'ContainersReady', ...readiness },
        { type: 'PodScheduled', status: 'True' },
      ],
      now,
      'lastProbeTime',
    ),
    ...(failure === undefined ? {} : { reason: 'StartError', message: failure }),
    hostIP: NODE_ADDRESS,
    hostIPs: [{ ip: NODE_ADDRESS }],
    ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    startTime: last['startTime'] ?? resource.metadata.creationTimestamp ?? now,
    containerStatuses: jsonListIn(spec, 'containers').map((container) =>
      containerStatus(record, container, last, before?.metadata.uid, now),
    ),
    qosClass: qosClassOf(jsonListIn(spec, 'containers')),
  };
}

function containerStatus(
  { running, failure }: PodRecord,
  { name, image = '' }: Json,
  last: Json,
  uid: string | undefined,
  now: string,
): Json {
  const before = jsonListIn(last, 'containerStatuses').find((status) => status['name'] === name) ?? {};
  const state = jsonIn(before, 'state');
  const since = jsonIn(state, 'running')['startedAt'] ?? now;
  const failedAt = jsonIn(state, 'terminated')['finishedAt'] ?? now;
  const isRunning = running !== undefined;
  return {
    name,
    image,
    imageID: isRunning ? image : '',
    ...(isRunning && uid !== undefined ? { containerID: `lab://${uid}/${String(name)}` } : {}),
    lastState: {},
    ready: isRunning,
    restartCount: 0,
    started: isRunning,
    state: isRunning
      ? { running: { startedAt: since } }
      : failure === undefined
        ? { waiting: { reason: 'ContainerCreating' } }
        : {
            terminated: {
              exitCode: 128,
              reason: 'StartError',
              message: failure,
              startedAt: failedAt,
              finishedAt: failedAt,
            },
          },
  };
}

function namesIn(spec: Json): string {
  return `[${jsonListIn(spec, 'containers')
    .map(({ name }) => String(name))
    .join(' ')}]`;
}

/** Kubernetes: "Pod Quality of Service Classes". */
function qosClassOf(containers: readonly Json[]): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const all = containers.map((container) => {
    const resources = jsonIn(container, 'resources');
    return { limits: jsonIn(resources, 'limits'), requests: jsonIn(resources, 'requests') };
  });
  if (all.every(({ limits, requests }) => Object.keys({ ...limits, ...requests }).length === 0))
    return 'BestEffort';
  const isGuaranteed = all.every(({ limits, requests }) =>
    ['cpu', 'memory'].every(
      (name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name],
    ),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
