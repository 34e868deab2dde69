import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, oneOf } from '../causes.ts';
import { isAlike } from '../json.ts';
import { dnsLabel, pathSegment } from '../name-rules.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';

/** Rules of the kinds that a cluster is run with: namespaces, nodes, rights, scaling, disruption. */

export const namespace: KindRules = {
  name: dnsLabel,
  defaults: (draft) => {
    const { name, labels } = draft.metadata;
    if (name) draft.metadata.labels = { ...labels, 'kubernetes.io/metadata.name': name };
  },
  begin: (draft) => {
    part<{ finalizers?: string[] }>(draft, 'spec').finalizers = ['kubernetes'];
    draft['status'] = { phase: 'Active' };
  },
};

interface RoleRef {
  apiGroup?: string;
  kind?: string;
  name?: string;
}

export const role: KindRules = { name: pathSegment };

export const roleBinding: KindRules = {
  name: pathSegment,
  defaults: (draft) => {
    const RBAC = 'rbac.authorization.k8s.io';
    const roleRef = draft['roleRef'] as RoleRef | undefined;
    if (roleRef) roleRef.apiGroup ??= RBAC;
    for (const subject of (draft['subjects'] ?? []) as { kind?: string; apiGroup?: string }[]) {
      if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ??= RBAC;
    }
  },
  validate: (object) => {
    const { apiGroup = '', kind = '', name = '' } = (object['roleRef'] ?? {}) as RoleRef;
    return [
      ...oneOf('roleRef.apiGroup', apiGroup, ['rbac.authorization.k8s.io']),
      ...oneOf('roleRef.kind', kind, ['Role', 'ClusterRole']),
      ...(name === '' ? [cause.required('roleRef.name')] : []),
    ];
  },
  validateChange: (object, before) =>
    isAlike(object['roleRef'], before['roleRef'])
      ? []
      : [cause.invalid('roleRef', object['roleRef'], 'cannot change roleRef')],
};

interface AutoscalerSpec {
  minReplicas?: number;
  maxReplicas?: number;
  scaleTargetRef?: { kind?: string; name?: string };
  metrics?: unknown[];
}

export const horizontalPodAutoscaler: KindRules = {
  defaults: (draft) => {
    const spec = part<AutoscalerSpec>(draft, 'spec');
    spec.minReplicas ??= 1;
    spec.metrics ??= [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ];
  },
  validate: (object) => {
    const { minReplicas = 1, maxReplicas = 0, scaleTargetRef = {} } = specOf<AutoscalerSpec>(object);
    return [
      ...(minReplicas < 1
        ? [cause.invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')]
        : []),
      ...(maxReplicas < 1 ? [cause.invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')] : []),
      ...(maxReplicas < minReplicas
        ? [cause.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')]
        : []),
      ...(scaleTargetRef.kind ? [] : [cause.required('spec.scaleTargetRef.kind')]),
      ...(scaleTargetRef.name ? [] : [cause.required('spec.scaleTargetRef.name')]),
    ];
  },
};

export const podDisruptionBudget: KindRules = {
  validate: (object) => {
    const spec = specOf<{ minAvailable?: number | string; maxUnavailable?: number | string }>(object);
    return spec.minAvailable !== undefined && spec.maxUnavailable !== undefined
      ? [cause.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set')]
      : [];
  },
};

export const persistentVolumeClaim: KindRules = {
  defaults: (draft) => {
    part<{ volumeMode?: string }>(draft, 'spec').volumeMode ??= 'Filesystem';
  },
  begin: (draft) => {
    draft['status'] = { phase: 'Pending' };
  },
  validate: claimProblems,
};

function claimProblems(object: KubeObject): StatusCause[] {
  const { accessModes = [], resources = {} } = specOf<{
    accessModes?: string[];
    resources?: { requests?: { storage?: unknown } };
  }>(object);
  return [
    ...(accessModes.length === 0
      ? [cause.required('spec.accessModes', 'at least 1 access mode is required')]
      : []),
    ...(resources.requests?.storage === undefined ? [cause.required('spec.resources[storage]')] : []),
  ];
}
