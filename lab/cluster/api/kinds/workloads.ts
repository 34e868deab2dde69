import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, notNegative, oneOf } from '../causes.ts';
import { isAlike } from '../json.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';
import type { PodTemplate } from './pod-spec.ts';
import {
  defaultTemplate,
  selectorChange,
  selectorProblems,
  templateProblems,
  type WorkloadSpec,
} from './pod-template.ts';

interface RollingUpdate {
  maxUnavailable?: number | string;
  maxSurge?: number | string;
  partition?: number;
}

interface DeploymentSpec extends WorkloadSpec {
  strategy?: { type?: string; rollingUpdate?: RollingUpdate };
  progressDeadlineSeconds?: number;
}

interface UpdatedSpec extends WorkloadSpec {
  updateStrategy?: { type?: string; rollingUpdate?: RollingUpdate };
}

interface StatefulSetSpec extends UpdatedSpec {
  podManagementPolicy?: string;
  serviceName?: string;
  persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
}

export const deployment: KindRules = {
  defaults: (draft) => {
    const spec = part<DeploymentSpec>(draft, 'spec');
    defaultTemplate(spec);
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    spec.strategy ??= {};
    spec.strategy.type ??= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate ??= {};
      spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
      spec.strategy.rollingUpdate.maxSurge ??= '25%';
    }
  },
  begin: (draft) => {
    draft['status'] = {};
  },
  validate: (object) => {
    const spec = specOf<DeploymentSpec>(object);
    return [
      ...notNegative('spec.replicas', spec.replicas),
      ...selectorProblems(spec, 'deployment'),
      ...strategyProblems(spec),
      ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
      ...notNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
      ...deadlineProblems(spec),
    ];
  },
  validateChange: selectorChange,
};

export const replicaSet: KindRules = {
  defaults: (draft) => {
    const spec = part<WorkloadSpec>(draft, 'spec');
    defaultTemplate(spec);
    spec.replicas ??= 1;
  },
  begin: (draft) => {
    draft['status'] = { replicas: 0 };
  },
  validate: (object) => {
    const spec = specOf<WorkloadSpec>(object);
    return [
      ...notNegative('spec.replicas', spec.replicas),
      ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
      ...selectorProblems(spec, 'deployment'),
    ];
  },
  validateChange: selectorChange,
};

export const statefulSet: KindRules = {
  defaults: (draft) => {
    const spec = part<StatefulSetSpec>(draft, 'spec');
    defaultTemplate(spec);
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.podManagementPolicy ??= 'OrderedReady';
    spec.persistentVolumeClaimRetentionPolicy ??= {};
    spec.persistentVolumeClaimRetentionPolicy.whenDeleted ??= 'Retain';
    spec.persistentVolumeClaimRetentionPolicy.whenScaled ??= 'Retain';
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ??= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.partition ??= 0;
    }
  },
  begin: (draft) => {
    draft['status'] = { replicas: 0, availableReplicas: 0 };
  },
  validate: (object) => {
    const spec = specOf<StatefulSetSpec>(object);
    return [
      ...oneOf('spec.podManagementPolicy', spec.podManagementPolicy, ['OrderedReady', 'Parallel']),
      ...oneOf('spec.updateStrategy', spec.updateStrategy?.type, ['RollingUpdate', 'OnDelete']),
      ...notNegative('spec.replicas', spec.replicas),
      ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
      ...selectorProblems(spec, 'statefulset'),
    ];
  },
  validateChange: (object, before) =>
    isAlike(withoutMutable(object), withoutMutable(before))
      ? []
      : [
          cause.forbidden(
            'spec',
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
          ),
        ],
};

export const daemonSet: KindRules = {
  defaults: (draft) => {
    const spec = part<UpdatedSpec>(draft, 'spec');
    defaultTemplate(spec);
    spec.revisionHistoryLimit ??= 10;
    spec.updateStrategy ??= {};
    spec.updateStrategy.type ??= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate ??= {};
      spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
      spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
    }
  },
  begin: (draft) => {
    draft['status'] = {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    };
  },
  validate: (object) => {
    const spec = specOf<UpdatedSpec>(object);
    return [
      ...selectorProblems(spec, 'daemonset'),
      ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
      ...oneOf('spec.updateStrategy.type', spec.updateStrategy?.type, ['RollingUpdate', 'OnDelete']),
      ...notNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ];
  },
  validateChange: selectorChange,
};

/** The selector is a mapping of labels here, and what is not said of it and of the labels follows from the template. */
export const replicationController: KindRules = {
  defaults: (draft) => {
    const spec = part<{ replicas?: number; selector?: Record<string, string>; template?: PodTemplate }>(
      draft,
      'spec',
    );
    defaultTemplate(spec as WorkloadSpec);
    spec.replicas ??= 1;
    const labels = spec.template?.metadata?.labels;
    if (labels && Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (labels && Object.keys(draft.metadata.labels ?? {}).length === 0)
      draft.metadata.labels = { ...labels };
  },
  begin: (draft) => {
    draft['status'] = { replicas: 0 };
  },
  validate: (object) => {
    const spec = specOf<{ replicas?: number; selector?: Record<string, string>; template?: PodTemplate }>(
      object,
    );
    const matchLabels = spec.selector ?? {};
    return [
      ...notNegative('spec.replicas', spec.replicas),
      ...(Object.keys(matchLabels).length === 0
        ? [cause.required('spec.selector')]
        : templateProblems(spec.template, { matchLabels })),
    ];
  },
};

function withoutMutable(object: KubeObject): object {
  const {
    replicas: _replicas,
    template: _template,
    updateStrategy: _strategy,
    revisionHistoryLimit: _limit,
    minReadySeconds: _seconds,
    persistentVolumeClaimRetentionPolicy: _policy,
    ordinals: _ordinals,
    ...rest
  } = specOf<StatefulSetSpec & { ordinals?: object }>(object);
  return rest;
}

function deadlineProblems({
  progressDeadlineSeconds: deadline,
  minReadySeconds = 0,
}: DeploymentSpec): StatusCause[] {
  const field = 'spec.progressDeadlineSeconds';
  if (deadline === undefined) return [];
  const negative = notNegative(field, deadline);
  return deadline > minReadySeconds
    ? negative
    : [...negative, cause.invalid(field, deadline, 'must be greater than minReadySeconds')];
}

function strategyProblems({ strategy = {} }: DeploymentSpec): StatusCause[] {
  const field = 'spec.strategy';
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    return rollingUpdate
      ? [cause.forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (type !== 'RollingUpdate') return [cause.notSupported(field, strategy, ['Recreate', 'RollingUpdate'])];
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
  return [
    ...amountProblems(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable),
    ...amountProblems(`${field}.rollingUpdate.maxSurge`, maxSurge),
    ...(Number.parseInt(`${maxUnavailable}`, 10) === 0 && Number.parseInt(`${maxSurge}`, 10) === 0
      ? [
          cause.invalid(
            `${field}.rollingUpdate.maxUnavailable`,
            maxUnavailable,
            'may not be 0 when `maxSurge` is 0',
          ),
        ]
      : []),
  ];
}

/** A number of pods, or a share of them. */
function amountProblems(field: string, amount: number | string): StatusCause[] {
  if (typeof amount === 'number') return notNegative(field, amount);
  return /^[0-9]+%$/.test(amount)
    ? []
    : [
        cause.invalid(
          field,
          amount,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}
