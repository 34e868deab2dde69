import type { ApiObject } from '../../../engine/index.ts';
import { jsonIn, jsonListIn } from '../../cluster/objects/json.ts';
import type { Json } from '../../cluster/objects/object.ts';
import { ClusterWorldError } from './cluster-world-error.ts';
import type { RelayedPod, RelayedPods } from './relayed-pods.ts';

/** Slices whose addresses somebody else has written in Endpoints; those are read themselves. */
const MIRRORED = 'endpointslicemirroring-controller.k8s.io';

/**
 * An EndpointSlice as it is to be read here: one slice for each pod, since each has ports of its own, at the addresses of
 * what stands for it. Endpoints that are no pods, and ports that are not TCP, stay as they are.
 *
 * @throws ClusterWorldError `cluster-not-reached` for UDP ports of pods that are reached through the API
 */
export async function relayedSlices(
  slice: ApiObject,
  service: ApiObject | undefined,
  pods: RelayedPods,
): Promise<readonly ApiObject[]> {
  const namespace = slice.metadata.namespace ?? '';
  if (jsonIn(slice.metadata, 'labels')['endpointslice.kubernetes.io/managed-by'] === MIRRORED) return [];
  const ports = jsonListIn(slice, 'ports');
  const [streams, others] = [ports.filter(isStream), ports.filter((port) => !isStream(port))];
  const slices: ApiObject[] = [];
  const rest: Json[] = [];
  for (const [index, endpoint] of jsonListIn(slice, 'endpoints').entries()) {
    const { kind, name } = jsonIn(endpoint, 'targetRef');
    const pod = kind === 'Pod' ? pods.find(namespace, String(name)) : undefined;
    const [host] = Array.isArray(endpoint['addresses']) ? endpoint['addresses'] : [];
    if (!pod || typeof host !== 'string') {
      rest.push(endpoint);
      continue;
    }
    if (jsonIn(endpoint, 'conditions')['ready'] === false) continue;
    const part = (suffix: string, addresses: readonly string[], own: readonly Json[]): ApiObject => ({
      ...slice,
      metadata: { ...slice.metadata, name: `${slice.metadata.name}-${index}${suffix}` },
      addressType: 'IPv4',
      endpoints: [{ ...endpoint, addresses }],
      ports: own,
    });
    const relayed = await Promise.all(
      streams.map(async (port) => {
        const number = Number(port['port']);
        const containerPort = containerPortOf(port, service, pod) ?? number;
        return { port, address: await pods.relay({ pod, containerPort, host, port: number }) };
      }),
    );
    const [first] = relayed;
    if (first) {
      const own = relayed.map(({ port, address }) => ({ ...port, port: address.port }));
      slices.push(part('', [first.address.host], own));
    }
    if (others.length === 0) continue;
    if (pods.reachOf(host) === 'forward') throw notForwarded(slice, others);
    slices.push(part('-udp', [host], others));
  }
  return rest.length === 0 ? slices : [...slices, { ...slice, endpoints: rest }];
}

function notForwarded({ metadata }: ApiObject, ports: readonly Json[]): ClusterWorldError {
  const service = String(jsonIn(metadata, 'labels')['kubernetes.io/service-name'] ?? metadata.name);
  const protocols = [...new Set(ports.map(({ protocol }) => protocol))].join(' and ');
  return new ClusterWorldError(
    'cluster-not-reached',
    `Service ${service} has ${protocols} ports, which the Kubernetes API does not forward: where the addresses of pods can be ` +
      'reached from here, set INGRESS_LAB_PODS=direct; else leave these scenarios out, as with --tags "not @udp"',
  );
}

function isStream(port: Json): boolean {
  return (port['protocol'] ?? 'TCP') === 'TCP';
}

/** The container's port behind a port of a slice: they may differ where a pod's ports are mapped to others. */
function containerPortOf(
  { name = '' }: Json,
  service: ApiObject | undefined,
  { object }: RelayedPod,
): number | undefined {
  const ports = service ? jsonListIn(jsonIn(service, 'spec'), 'ports') : [];
  const port = ports.find((candidate) => (candidate['name'] ?? '') === name);
  const target = port?.['targetPort'] ?? port?.['port'];
  if (typeof target !== 'string') return typeof target === 'number' ? target : undefined;
  const declared = jsonListIn(jsonIn(object, 'spec'), 'containers').flatMap((container) =>
    jsonListIn(container, 'ports'),
  );
  const found = declared.find((candidate) => candidate['name'] === target)?.['containerPort'];
  return typeof found === 'number' ? found : undefined;
}
