import type { ResourceOf } from '../../../engine/core.ts';
import type { OwnWrites } from '../live/own-writes.ts';
import { visible } from '../live/to-object.ts';
import { jsonIn } from '../objects/json.ts';
import type { Json, KubeObject, OwnerReference } from '../objects/object.ts';
import type { PodRecord } from '../pod-record.ts';
import { TEMPLATE_HASH } from '../template-hash.ts';
import { isPaused } from '../workload.ts';
import type { EventRecorder } from './event-recorder.ts';
import { replicaSetStatus } from './workload-status.ts';

export const REPLICA_SETS = 'replicasets.apps';
const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
/** Old ReplicaSets that are kept to go back to, if a Deployment does not say (Kubernetes: `revisionHistoryLimit`). */
const HISTORY_LIMIT = 10;

interface Look {
  readonly deployment: ResourceOf<'Deployment'>;
  /** As an API has it. */
  readonly object: KubeObject;
  /** Names the template as it is now. */
  readonly hash: string;
  /** Those that are not terminating. */
  readonly pods: readonly PodRecord[];
}

/** The ReplicaSets of one Deployment: one for each template that it has or had. */
export class ReplicaSets {
  readonly #writes: OwnWrites;
  readonly #events: EventRecorder;
  /** By hash of the template. */
  readonly #names = new Map<string, string>();
  #namespace = '';

  constructor(writes: OwnWrites, events: EventRecorder) {
    this.#writes = writes;
    this.#events = events;
  }

  /** The ReplicaSet of a template, as an API has it. */
  get(hash: string): KubeObject | undefined {
    const name = this.#names.get(hash);
    return name === undefined ? undefined : this.#writes.get(REPLICA_SETS, this.#namespace, name);
  }

  get all(): KubeObject[] {
    return [...this.#names.keys()].flatMap((hash) => this.get(hash) ?? []);
  }

  /**
   * Brings them in line with the Deployment and its pods. Answers the newest one; none, if the Deployment was paused before
   * it had any.
   */
  reconcile(template: Look): KubeObject | undefined {
    const { deployment, object, pods } = template;
    this.#namespace = object.metadata.namespace ?? 'default';
    const byHash = Map.groupBy(pods, (pod) => pod.hash);
    const hash = isPaused(deployment) ? this.#newestHash(byHash.keys()) : template.hash;
    if (hash === undefined) return undefined;
    const look = { ...template, hash };
    this.#names.set(hash, `${deployment.metadata.name}-${hash}`);
    // Pods whose template nobody knows any more were made before this was looked at.
    for (const other of byHash.keys()) this.#names.set(other, `${deployment.metadata.name}-${other}`);
    const newest = this.#keep(look, hash, deployment.spec.replicas ?? 1, byHash.get(hash) ?? []);
    for (const other of this.#names.keys()) {
      const own = byHash.get(other) ?? [];
      if (other !== hash) this.#keep(look, other, own.length, own);
    }
    this.#forgetOld(object, hash, byHash);
    return newest;
  }

  /** That of the newest revision, or of the newest pods where none is known yet. */
  #newestHash(ofPods: Iterable<string>): string | undefined {
    const [revised] = [...this.#names.keys()].sort(
      (one, other) => this.#revision(other) - this.#revision(one),
    );
    return revised ?? [...ofPods].at(-1);
  }

  #revision(hash: string): number {
    const object = this.get(hash);
    return object ? revisionOf(object) : 0;
  }

  /** Removes them all. */
  remove(): void {
    for (const name of this.#names.values()) this.#writes.remove(REPLICA_SETS, this.#namespace, name);
    this.#names.clear();
  }

  #keep(look: Look, hash: string, replicas: number, pods: readonly PodRecord[]): KubeObject {
    const { deployment, object } = look;
    const before = this.get(hash);
    const isNewest = hash === look.hash;
    const generation = before?.metadata.generation ?? 1;
    const isScaled = before === undefined || jsonIn(before, 'spec')['replicas'] !== replicas;
    const ready = pods.filter((pod) => pod.ready).length;
    const specification = before ? { ...jsonIn(before, 'spec'), replicas } : specOf(object, hash, replicas);
    const kept = this.#writes.keep(REPLICA_SETS, {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        ...before?.metadata,
        name: `${deployment.metadata.name}-${hash}`,
        namespace: this.#namespace,
        labels: before?.metadata.labels ?? templateLabels(object, hash),
        annotations: this.#annotationsOf(look, before, isNewest),
        ownerReferences: [ownerOf(object)],
      },
      spec: specification,
      status: replicaSetStatus(before && isScaled ? generation + 1 : generation, pods.length, ready),
    });
    if (isScaled) this.#tellScaled(object, kept, before, replicas);
    return kept;
  }

  #annotationsOf(
    { object, deployment }: Look,
    before: KubeObject | undefined,
    isNewest: boolean,
  ): Record<string, string> {
    const known = before?.metadata.annotations ?? {};
    if (!isNewest) return { ...known };
    const replicas = deployment.spec.replicas ?? 1;
    const latest = Math.max(0, ...this.all.map(revisionOf));
    const own = before ? revisionOf(before) : 0;
    const revision = own === latest && own > 0 ? own : latest + 1;
    const past = [known[REVISION_HISTORY], own > 0 && own !== revision ? `${own}` : undefined];
    const history = past.filter((item) => item !== undefined).join(',');
    return {
      ...known,
      ...visible(object.metadata.annotations),
      'deployment.kubernetes.io/desired-replicas': `${replicas}`,
      'deployment.kubernetes.io/max-replicas': `${replicas + Math.ceil(replicas / 4)}`,
      [REVISION]: `${revision}`,
      ...(history === '' ? {} : { [REVISION_HISTORY]: history }),
    };
  }

  #tellScaled(
    deployment: KubeObject,
    kept: KubeObject,
    before: KubeObject | undefined,
    replicas: number,
  ): void {
    const last = before ? Number(jsonIn(before, 'spec')['replicas'] ?? 0) : 0;
    if (last === replicas) return;
    const direction = replicas > last ? 'up' : 'down';
    this.#events.record(deployment, {
      reason: 'ScalingReplicaSet',
      message: `Scaled ${direction} replica set ${kept.metadata.name} from ${last} to ${replicas}`,
      component: 'deployment-controller',
    });
  }

  #forgetOld(deployment: KubeObject, hash: string, byHash: ReadonlyMap<string, unknown>): void {
    const limit = jsonIn(deployment, 'spec')['revisionHistoryLimit'];
    const idle = [...this.#names.keys()].filter((other) => other !== hash && !byHash.has(other));
    const excess = idle.length - (typeof limit === 'number' ? limit : HISTORY_LIMIT);
    if (excess <= 0) return;
    const oldest = idle.sort((one, other) => this.#revision(one) - this.#revision(other)).slice(0, excess);
    for (const other of oldest) {
      this.#writes.remove(REPLICA_SETS, this.#namespace, this.#names.get(other) ?? '');
      this.#names.delete(other);
    }
  }
}

/** Which of its Deployment's templates it stands for, counted from 1. */
function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** The Deployment with the number of its newest revision. */
export function withRevision(deployment: KubeObject, newest: KubeObject): KubeObject {
  const annotations = { ...deployment.metadata.annotations, [REVISION]: `${revisionOf(newest)}` };
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}

/** Who controls what was made on behalf of this. */
export function ownerOf({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  const { name, uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

function templateLabels(deployment: KubeObject, hash: string): Record<string, string> {
  const template = jsonIn(jsonIn(deployment, 'spec'), 'template');
  const labels = jsonIn(jsonIn(template, 'metadata'), 'labels');
  return { ...(labels as Record<string, string>), [TEMPLATE_HASH]: hash };
}

function specOf(deployment: KubeObject, hash: string, replicas: number): Json {
  const { selector, template, minReadySeconds } = jsonIn(deployment, 'spec');
  const own = jsonIn({ template }, 'template');
  const matching = jsonIn({ selector }, 'selector');
  return {
    replicas,
    ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
    selector: { ...matching, matchLabels: { ...jsonIn(matching, 'matchLabels'), [TEMPLATE_HASH]: hash } },
    template: { ...own, metadata: { ...jsonIn(own, 'metadata'), labels: templateLabels(deployment, hash) } },
  };
}
