import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause } from '../causes.ts';
import { isAlike } from '../json.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';
import { defaultPodSpec } from './pod-defaults.ts';
import { type Container, containersOf, type PodSpec, type Toleration } from './pod-spec.ts';
import { podSpecProblems } from './pod-validation.ts';

/** How long a pod stays on a node that is lost: five minutes (admission plugin DefaultTolerationSeconds). */
const TOLERATION_SECONDS = 300;
const LOST = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export const pod: KindRules = {
  defaults: (draft) => {
    const spec = part<PodSpec>(draft, 'spec');
    defaultPodSpec(spec);
    spec.enableServiceLinks ??= true;
    for (const { container } of containersOf(spec, '')) requestLimits(container);
  },
  begin: (draft) => {
    const spec = part<PodSpec>(draft, 'spec');
    // What admission plugins of every cluster add: ServiceAccount, Priority, DefaultTolerationSeconds.
    spec.serviceAccountName ??= 'default';
    spec.serviceAccount ??= spec.serviceAccountName;
    spec.priority ??= 0;
    spec.preemptionPolicy ??= 'PreemptLowerPriority';
    tolerateLostNodes(spec);
    draft['status'] = { phase: 'Pending', qosClass: qosOf(spec) };
  },
  validate: (object) => podSpecProblems(specOf<PodSpec>(object), 'spec'),
  validateChange,
};

/** What a container may use at most is what it asks for, unless it says so itself. */
function requestLimits({ resources }: Container): void {
  if (!resources?.limits) return;
  resources.requests = { ...resources.limits, ...resources.requests };
}

function tolerateLostNodes(spec: PodSpec): void {
  const tolerations: Toleration[] = spec.tolerations ?? [];
  for (const key of LOST) {
    const tolerated = tolerations.some(
      (one) =>
        (one.key === key || (one.key ?? '') === '') &&
        (one.effect === 'NoExecute' || (one.effect ?? '') === ''),
    );
    if (!tolerated) {
      tolerations.push({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: TOLERATION_SECONDS,
      });
    }
  }
  spec.tolerations = tolerations;
}

/** Who goes first when memory runs out (Kubernetes: Pod Quality of Service Classes). */
function qosOf(spec: PodSpec): string {
  const resources = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map(
    (one) => one.resources ?? {},
  );
  const isNamed = (values: object | undefined) =>
    values !== undefined && ('cpu' in values || 'memory' in values);
  if (!resources.some(({ requests, limits }) => isNamed(requests) || isNamed(limits))) return 'BestEffort';
  const isGuaranteed = resources.every(
    ({ requests = {}, limits = {} }) =>
      limits['cpu'] !== undefined &&
      limits['memory'] !== undefined &&
      String(requests['cpu']) === String(limits['cpu']) &&
      String(requests['memory']) === String(limits['memory']),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

/** A pod is what it is: another image and further tolerations are all that it can be given (Kubernetes: "Pod update and replacement"). */
function validateChange(object: KubeObject, before: KubeObject): StatusCause[] {
  const [spec, old] = [specOf<PodSpec>(object), specOf<PodSpec>(before)];
  for (const group of ['containers', 'initContainers'] as const) {
    if ((spec[group] ?? []).length !== (old[group] ?? []).length) {
      return [cause.forbidden(`spec.${group}`, 'pod updates may not add or remove containers')];
    }
  }
  if (isAlike(withoutChangeable(spec, old), withoutChangeable(old, old))) return [];
  return [
    cause.forbidden(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ];
}

function withoutChangeable(spec: Readonly<PodSpec>, old: Readonly<PodSpec>): object {
  const { activeDeadlineSeconds: _, ...rest } = spec;
  const withoutImage = (containers: readonly Container[] = []) =>
    containers.map((one) => ({ ...one, image: '' }));
  const kept = (old.tolerations ?? []).every((one) => spec.tolerations?.some((other) => isAlike(one, other)));
  return {
    ...rest,
    containers: withoutImage(spec.containers),
    initContainers: withoutImage(spec.initContainers),
    tolerations: kept ? [] : spec.tolerations,
  };
}
