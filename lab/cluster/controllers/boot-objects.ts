import type { OwnWrites } from '../live/own-writes.ts';
import { timestamp } from '../live/own-writes.ts';
import type { KubeObject } from '../objects/object.ts';
import { NODE, NODE_ADDRESS } from './node.ts';

/** What every cluster has from its first moment. */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** A version that clients of today get along with. */
const KUBERNETES_VERSION = 'v1.32.0';

/** Objects that belong to the cluster itself: nothing routes by them, and nobody is shown them but through the API. */
const BOOT_OBJECTS: ReadonlySet<string> = new Set([
  `nodes//${NODE}`,
  'services/default/kubernetes',
  'endpoints/default/kubernetes',
  'endpointslices.discovery.k8s.io/default/kubernetes',
]);

export function isBootObject(resource: string, { metadata }: KubeObject): boolean {
  return BOOT_OBJECTS.has(`${resource}/${metadata.namespace ?? ''}/${metadata.name}`);
}

/** Writes the objects that are there before anybody writes one. */
export function writeBootObjects(writes: OwnWrites, now: Date): void {
  for (const name of NAMESPACES) writes.keep('namespaces', namespaceObject(name));
  writes.keep('nodes', nodeObject(timestamp(now)));
  writes.keep('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
    status: { loadBalancer: {} },
  });
}

/** A namespace as an API keeps it. */
export function namespaceObject(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** What each namespace has besides what people write. */
export function writeNamespaceObjects(writes: OwnWrites, namespace: string): void {
  if (writes.get('serviceaccounts', namespace, 'default')) return;
  writes.keep('serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace },
  });
}

function nodeObject(now: string): KubeObject {
  const capacity = { cpu: '8', memory: '16Gi', pods: '1000', 'ephemeral-storage': '100Gi' };
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: NODE,
      labels: {
        'kubernetes.io/hostname': NODE,
        'kubernetes.io/os': process.platform,
        'kubernetes.io/arch': architecture,
        'node-role.kubernetes.io/control-plane': '',
      },
    },
    spec: {},
    status: {
      addresses: [
        { type: 'InternalIP', address: NODE_ADDRESS },
        { type: 'Hostname', address: NODE },
      ],
      capacity,
      allocatable: capacity,
      conditions: [
        condition(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      nodeInfo: {
        architecture,
        bootID: '',
        containerRuntimeVersion: `lab://${process.version}`,
        kernelVersion: '',
        kubeProxyVersion: KUBERNETES_VERSION,
        kubeletVersion: KUBERNETES_VERSION,
        machineID: '',
        operatingSystem: process.platform,
        osImage: 'ingress-lab',
        systemUUID: '',
      },
    },
  };

  function condition(type: string, status: string, reason: string, message: string) {
    return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
  }
}
