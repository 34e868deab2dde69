import { z } from 'zod';
import { CORE, define } from './definition.ts';
import {
  anything,
  choice,
  fields,
  flag,
  integer,
  list,
  plainList,
  portNumber,
  text,
  textMap,
  texts,
  unread,
} from './fields.ts';
import { templateMetadata } from './metadata.ts';

const APPS = ['apps/v1'] as const;

const containerPort = fields({
  containerPort: portNumber,
  name: text.optional(),
  protocol: choice('TCP', 'UDP', 'SCTP').optional(),
  ...unread('hostIP', 'hostPort'),
});

const container = fields({
  name: text,
  image: text.optional(),
  command: texts.optional(),
  args: texts.optional(),
  env: list(fields({ name: text, value: text.optional(), valueFrom: anything })),
  ports: list(containerPort),
  ...unread(
    'envFrom',
    'imagePullPolicy',
    'lifecycle',
    'livenessProbe',
    'readinessProbe',
    'resizePolicy',
    'resources',
    'restartPolicy',
    'restartPolicyRules',
    'securityContext',
    'startupProbe',
    'stdin',
    'stdinOnce',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'tty',
    'volumeDevices',
    'volumeMounts',
    'workingDir',
  ),
});

/** Kubernetes: PodSpec. */
const podSpec = fields({
  containers: list(container),
  initContainers: plainList(container).optional(),
  hostname: text.optional(),
  nodeName: text.optional(),
  ...unread(
    'activeDeadlineSeconds',
    'affinity',
    'automountServiceAccountToken',
    'dnsConfig',
    'dnsPolicy',
    'enableServiceLinks',
    'ephemeralContainers',
    'hostAliases',
    'hostIPC',
    'hostNetwork',
    'hostPID',
    'hostUsers',
    'hostnameOverride',
    'imagePullSecrets',
    'nodeSelector',
    'os',
    'overhead',
    'preemptionPolicy',
    'priority',
    'priorityClassName',
    'readinessGates',
    'resourceClaims',
    'resources',
    'restartPolicy',
    'runtimeClassName',
    'schedulerName',
    'schedulingGates',
    'securityContext',
    'serviceAccount',
    'serviceAccountName',
    'setHostnameAsFQDN',
    'shareProcessNamespace',
    'subdomain',
    'terminationGracePeriodSeconds',
    'tolerations',
    'topologySpreadConstraints',
    'volumes',
  ),
});

/** Kubernetes: Pod v1. Its status is read as a cluster reports it; what else it says is kept. */
export const pod = define('Pod', CORE, {
  spec: podSpec,
  status: z
    .looseObject(
      {
        phase: text.optional(),
        podIP: text.optional(),
        conditions: list(z.looseObject({ type: text, status: text }, 'a mapping')),
      },
      'a mapping',
    )
    .optional(),
});

const selector = fields({
  matchLabels: textMap.optional(),
  matchExpressions: list(
    fields({
      key: text,
      operator: choice('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: texts.optional(),
    }),
  ),
});

const template = fields({ metadata: templateMetadata, spec: podSpec });

/** Kubernetes refuses a workload whose selector does not match its own pods. */
function selectsItsPods(
  { selector, template }: Pick<z.infer<typeof deploymentSpec>, 'selector' | 'template'>,
  context: z.RefinementCtx,
): void {
  for (const [label, value] of Object.entries(selector.matchLabels ?? {})) {
    if (template.metadata.labels[label] === value) continue;
    context.addIssue({
      code: 'custom',
      path: ['template', 'metadata', 'labels', label],
      message: `\`${value}\`, as in \`spec.selector.matchLabels\``,
    });
  }
}

const deploymentSpec = fields({
  replicas: integer(0).optional(),
  selector,
  template,
  paused: flag.optional(),
  ...unread('minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit', 'strategy'),
});

/** Kubernetes: Deployment apps/v1. */
export const deployment = define('Deployment', APPS, {
  spec: deploymentSpec.superRefine(selectsItsPods),
  status: anything,
});

/** Kubernetes: StatefulSet apps/v1. */
export const statefulSet = define('StatefulSet', APPS, {
  spec: fields({
    replicas: integer(0).optional(),
    selector,
    template,
    ...unread(
      'minReadySeconds',
      'ordinals',
      'persistentVolumeClaimRetentionPolicy',
      'podManagementPolicy',
      'revisionHistoryLimit',
      'serviceName',
      'updateStrategy',
      'volumeClaimTemplates',
    ),
  }).superRefine(selectsItsPods),
  status: anything,
});

/** Kubernetes: DaemonSet apps/v1. */
export const daemonSet = define('DaemonSet', APPS, {
  spec: fields({
    selector,
    template,
    ...unread('minReadySeconds', 'revisionHistoryLimit', 'updateStrategy'),
  }).superRefine(selectsItsPods),
  status: anything,
});

/** Kubernetes: ReplicaSet apps/v1. */
export const replicaSet = define('ReplicaSet', APPS, {
  spec: fields({
    replicas: integer(0).optional(),
    selector,
    template,
    ...unread('minReadySeconds'),
  }).superRefine(selectsItsPods),
  status: anything,
});
