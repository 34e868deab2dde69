import { namespaceOf, type ResourceOf, referenceOf } from '../../engine/index.ts';
import { generateName, hashOf } from './names.ts';
import type { PodFleet } from './pod-fleet.ts';
import type { PodRecord } from './pod-record.ts';
import { selects } from './selector.ts';
import { keyOf } from './store.ts';

type Deployment = ResourceOf<'Deployment'>;
type Pod = ResourceOf<'Pod'>;

interface DeploymentControllerOptions {
  readonly fleet: PodFleet;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly now: () => Date;
}

/** The label that says which template a pod was made from. */
const TEMPLATE_HASH = 'pod-template-hash';
/** Letters of the name that a template gives its pods. */
const HASH_LENGTH = 10;

/**
 * Keeps the pods that Deployments ask for and those that were written themselves.
 *
 * A changed template rolls: all new pods start first, and the old ones end when every new one is ready. A new pod that
 * fails keeps the old ones in service. A failed pod is not started again: it is replaced when it is deleted or its
 * template changes.
 */
export class DeploymentController {
  readonly #fleet: PodFleet;
  readonly #random: () => number;
  readonly #now: () => Date;

  constructor({ fleet, random, now }: DeploymentControllerOptions) {
    this.#fleet = fleet;
    this.#random = random;
    this.#now = now;
  }

  reconcile(deployments: readonly Deployment[], pods: readonly Pod[]): void {
    const owners = new Set([...deployments, ...pods].map((resource) => keyOf(referenceOf(resource))));
    for (const record of this.#alive()) {
      if (record.owner !== undefined && !owners.has(record.owner)) this.#fleet.terminate(record);
    }
    for (const deployment of deployments) this.#reconcileDeployment(deployment);
    for (const pod of pods) this.#reconcilePod(pod);
  }

  #reconcileDeployment(deployment: Deployment): void {
    const owner = keyOf(referenceOf(deployment));
    const { selector, replicas = 1 } = deployment.spec;
    const hash = templateHash(deployment);
    for (const record of this.#ownedBy(owner)) {
      if (!selects(selector, record.resource.metadata.labels)) record.release();
    }
    const current = this.#ownedBy(owner).filter((record) => record.hash === hash);
    for (const record of leastUseful(current).slice(0, Math.max(0, current.length - replicas))) {
      this.#fleet.terminate(record);
    }
    for (let missing = replicas - current.length; missing > 0; missing -= 1) {
      const pod = this.#podOf(deployment, hash);
      this.#fleet.create(pod, { owner, hash, workload: deployment.metadata.name });
    }
    const inService = this.#ownedBy(owner);
    if (inService.filter((record) => record.hash === hash && record.ready).length < replicas) return;
    for (const record of inService) if (record.hash !== hash) this.#fleet.terminate(record);
  }

  /** A cluster refuses most changes of a Pod; here the changed one takes the place of the old. */
  #reconcilePod(pod: Pod): void {
    const owner = keyOf(referenceOf(pod));
    const hash = hashOf(pod.spec, HASH_LENGTH);
    const [record] = this.#ownedBy(owner);
    if (record && record.hash === hash) {
      record.describe(pod);
      return;
    }
    if (record) this.#fleet.terminate(record);
    this.#fleet.create(pod, { owner, hash, workload: pod.metadata.name });
  }

  #podOf(deployment: Deployment, hash: string): Pod {
    const { metadata, spec } = deployment.spec.template;
    const namespace = namespaceOf(deployment);
    const taken = new Set(
      this.#fleet.pods
        .filter(({ resource }) => namespaceOf(resource) === namespace)
        .map(({ resource }) => resource.metadata.name),
    );
    const name = generateName(`${deployment.metadata.name}-${hash}-`, this.#random, (text) =>
      taken.has(text),
    );
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: { ...metadata.labels, [TEMPLATE_HASH]: hash },
        annotations: metadata.annotations,
        creationTimestamp: this.#now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
      },
      spec,
    } as const;
    return { ...object, origin: templateOrigin(deployment), object };
  }

  #alive(): PodRecord[] {
    return this.#fleet.pods.filter(({ terminating }) => !terminating);
  }

  #ownedBy(owner: string): PodRecord[] {
    return this.#alive().filter((record) => record.owner === owner);
  }
}

/** True if the pod was made from the Deployment's template as it is now. */
export function isUpToDate(pod: Pod, deployment: Deployment): boolean {
  return pod.metadata.labels[TEMPLATE_HASH] === templateHash(deployment);
}

function templateHash({ spec }: Deployment): string {
  return hashOf(spec.template, HASH_LENGTH);
}

/** A generated pod is written where its template is. */
function templateOrigin({ origin }: Deployment): Pod['origin'] {
  return {
    file: origin.file,
    position: (path = [], offset) => origin.position(['spec', 'template', ...path], offset),
  };
}

/** The pods to part with first: failed ones, then waiting ones, then the newest. */
function leastUseful(records: readonly PodRecord[]): PodRecord[] {
  const rank = { Failed: 0, Pending: 1, Running: 2 };
  return records.toReversed().sort((one, other) => rank[one.phase] - rank[other.phase]);
}
