import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { namespaceOf, type ResourceOf } from '../../engine/decisions.ts';
import { LabelIndex } from './label-index.ts';
import { hashOf } from './names.ts';
import type { PodRecord } from './pod-record.ts';
import type { PodPort } from './pod-runtime.ts';
import { findTargetPort, type ServicePort } from './target-port.ts';

type Service = ResourceOf<'Service'>;
type EndpointSlice = ResourceOf<'EndpointSlice'>;
type Pod = ResourceOf<'Pod'>;

interface ReachablePort {
  readonly servicePort: ServicePort;
  readonly podPort: PodPort;
}

/** Letters that tell the slices of a Service apart. */
const HASH_LENGTH = 10;

/** Keeps the EndpointSlices of Services that have a selector. */
export class EndpointController {
  #slices = new Map<string, EndpointSlice>();
  /** What came of a Service and a pod, as long as neither is another object. */
  #made = new Map<Service, Map<Pod, readonly EndpointSlice[]>>();

  /**
   * One slice per Service and pod that takes traffic, since each pod has its own port of the host here; pods in the
   * order they were made. A slice that did not change is the same object as before.
   */
  reconcile(services: readonly Service[], pods: readonly PodRecord[]): readonly EndpointSlice[] {
    const ready = podIndex(pods.filter((pod) => pod.ready));
    const made = new Map<Service, Map<Pod, readonly EndpointSlice[]>>();
    for (const service of services) {
      const before = this.#made.get(service);
      const own = new Map<Pod, readonly EndpointSlice[]>();
      for (const pod of podsOfService(service, ready)) {
        own.set(pod.resource, before?.get(pod.resource) ?? this.#slicesOf(service, pod));
      }
      made.set(service, own);
    }
    const slices = [...made.values()].flatMap((own) => [...own.values()].flat());
    this.#made = made;
    this.#slices = new Map(slices.map((slice) => [nameOf(slice), slice]));
    return slices;
  }

  #slicesOf(service: Service, pod: PodRecord): EndpointSlice[] {
    return slicesOf(service, pod).map((slice) => {
      const before = this.#slices.get(nameOf(slice));
      return before && isSame(before, slice) ? before : slice;
    });
  }
}

/** The pods by namespace and label. */
export function podIndex(pods: readonly PodRecord[]): LabelIndex<PodRecord> {
  return new LabelIndex(
    pods,
    ({ resource }) => namespaceOf(resource),
    ({ resource }) => resource.metadata.labels,
  );
}

/** The pods that the Service's own selector finds. A Service without a selector has endpoints that somebody wrote. */
export function podsOfService(service: Service, pods: LabelIndex<PodRecord>): readonly PodRecord[] {
  const { selector = {}, type } = service.spec;
  if (type === 'ExternalName' || Object.keys(selector).length === 0) return [];
  return pods.select(namespaceOf(service), selector);
}

function nameOf(slice: EndpointSlice): string {
  return `${namespaceOf(slice)}/${slice.metadata.name}`;
}

function slicesOf(service: Service, pod: PodRecord): EndpointSlice[] {
  const reachable = service.spec.ports.flatMap((servicePort): ReachablePort[] => {
    const podPort = findTargetPort(servicePort, pod.running?.ports ?? []);
    return podPort ? [{ servicePort, podPort }] : [];
  });
  const byHost = Map.groupBy(reachable, ({ podPort }) => podPort.host);
  return [...byHost].map(([host, ports]) => sliceOf(service, pod.resource, host, ports));
}

function sliceOf(service: Service, pod: Pod, host: string, ports: readonly ReachablePort[]): EndpointSlice {
  const namespace = namespaceOf(service);
  const { name, creationTimestamp } = pod.metadata;
  const content: Omit<EndpointSlice, 'origin' | 'object'> = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.metadata.name}-${hashOf([service.metadata.name, name, host], HASH_LENGTH)}`,
      namespace,
      labels: {
        'kubernetes.io/service-name': service.metadata.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      annotations: {},
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    addressType: addressType(host),
    endpoints: [
      {
        addresses: [host],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', namespace, name },
      },
    ],
    ports: ports.map(({ servicePort, podPort }) => ({
      name: servicePort.name ?? '',
      port: podPort.port,
      protocol: podPort.protocol,
    })),
  };
  return { ...content, origin: service.origin, object: { ...content } };
}

function addressType(host: string): 'IPv4' | 'IPv6' | 'FQDN' {
  switch (isIP(host)) {
    case 4:
      return 'IPv4';
    case 6:
      return 'IPv6';
    default:
      return 'FQDN';
  }
}

function isSame(one: EndpointSlice, other: EndpointSlice): boolean {
  return one.origin === other.origin && isDeepStrictEqual(one.object, other.object);
}
