import type { KubeObject } from '../objects/object.ts';
import { ageOf, NONE, nameOf, orNone } from './cells.ts';
import { at, listAt, numberAt, textAt } from './fields.ts';
import { type CellOf, type Printer, printer } from './printer.ts';
import { scalingTargets } from './scaling-targets.ts';

const UNSET = '<unset>';

/** What a label that gives a Node a role begins with, and the older label whose value is one. */
const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE = 'kubernetes.io/role';

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** Kinds of the cluster itself, of storage and of scaling. */
export const INFRASTRUCTURE_PRINTERS: Readonly<Record<string, Printer>> = {
  namespaces: printer({
    Name: nameOf,
    Status: (namespace) => textAt(namespace, 'status', 'phase'),
    Age: ageOf,
  }),
  nodes: printer(
    {
      Name: nameOf,
      Status: nodeStatus,
      Roles: nodeRoles,
      Age: ageOf,
      Version: (node) => textAt(node, 'status', 'nodeInfo', 'kubeletVersion'),
    },
    {
      'Internal-IP': nodeAddress('InternalIP'),
      'External-IP': nodeAddress('ExternalIP'),
      'OS-Image': nodeInfo('osImage'),
      'Kernel-Version': nodeInfo('kernelVersion'),
      'Container-Runtime': nodeInfo('containerRuntimeVersion'),
    },
  ),
  persistentvolumes: printer(
    {
      Name: nameOf,
      Capacity: (volume) => textAt(volume, 'spec', 'capacity', 'storage'),
      'Access Modes': (volume) => accessModes(listAt(volume, 'spec', 'accessModes')),
      'Reclaim Policy': (volume) => textAt(volume, 'spec', 'persistentVolumeReclaimPolicy'),
      Status: phaseOrTerminating,
      Claim: (volume) =>
        at(volume, 'spec', 'claimRef') === undefined
          ? ''
          : `${textAt(volume, 'spec', 'claimRef', 'namespace')}/${textAt(volume, 'spec', 'claimRef', 'name')}`,
      StorageClass: (volume) => textAt(volume, 'spec', 'storageClassName'),
      VolumeAttributesClass: (volume) => textAt(volume, 'spec', 'volumeAttributesClassName') || UNSET,
      Reason: (volume) => textAt(volume, 'status', 'reason'),
      Age: ageOf,
    },
    { VolumeMode: (volume) => textAt(volume, 'spec', 'volumeMode') || UNSET },
  ),
  persistentvolumeclaims: printer(
    {
      Name: nameOf,
      Status: phaseOrTerminating,
      Volume: (claim) => textAt(claim, 'spec', 'volumeName'),
      Capacity: (claim) =>
        textAt(claim, 'spec', 'volumeName') === '' ? '' : textAt(claim, 'status', 'capacity', 'storage'),
      'Access Modes': (claim) =>
        textAt(claim, 'spec', 'volumeName') === '' ? '' : accessModes(listAt(claim, 'status', 'accessModes')),
      StorageClass: (claim) => textAt(claim, 'spec', 'storageClassName'),
      VolumeAttributesClass: (claim) => textAt(claim, 'spec', 'volumeAttributesClassName') || UNSET,
      Age: ageOf,
    },
    { VolumeMode: (claim) => textAt(claim, 'spec', 'volumeMode') || UNSET },
  ),
  'horizontalpodautoscalers.autoscaling': printer({
    Name: nameOf,
    Reference: (scaler) =>
      `${textAt(scaler, 'spec', 'scaleTargetRef', 'kind')}/${textAt(scaler, 'spec', 'scaleTargetRef', 'name')}`,
    Targets: scalingTargets,
    MinPods: (scaler) => textAt(scaler, 'spec', 'minReplicas') || UNSET,
    MaxPods: (scaler) => numberAt(scaler, 'spec', 'maxReplicas'),
    Replicas: (scaler) => numberAt(scaler, 'status', 'currentReplicas'),
    Age: ageOf,
  }),
};

function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'Ready',
  );
  const status = ready === undefined ? 'Unknown' : textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status;
}

function nodeRoles({ metadata: { labels = {} } }: KubeObject): string {
  const roles = Object.keys(labels).flatMap((label) => {
    if (label.startsWith(ROLE_PREFIX)) return [label.slice(ROLE_PREFIX.length)];
    return label === ROLE ? [labels[label] ?? ''] : [];
  });
  return orNone([...new Set(roles.filter((role) => role !== ''))].sort().join(','));
}

function nodeAddress(type: string): CellOf {
  return (node) => {
    const found = listAt(node, 'status', 'addresses').find((address) => textAt(address, 'type') === type);
    return found === undefined ? NONE : textAt(found, 'address');
  };
}

function nodeInfo(field: string): CellOf {
  return (node) => textAt(node, 'status', 'nodeInfo', field) || '<unknown>';
}

function phaseOrTerminating(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined ? textAt(object, 'status', 'phase') : 'Terminating';
}

function accessModes(modes: readonly unknown[]): string {
  return Object.entries(ACCESS_MODES)
    .flatMap(([mode, short]) => (modes.includes(mode) ? [short] : []))
    .join(',');
}
