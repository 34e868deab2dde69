import type { FieldPath } from '../resources/origin.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { type ServicePort, servicePort } from './service-port.ts';

/** A reference to a Kubernetes Service, as routes and TraefikServices write it. */
export interface ServiceReference {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly port?: number | string | undefined;
  readonly nativeLB?: boolean | undefined;
  readonly nodePortLB?: boolean | undefined;
}

/** One address behind a Service. */
interface Address {
  readonly host: string;
  readonly port: number;
  readonly pod?: string;
  /** Its pod is terminating: it serves what it has, and gets nothing new. HTTP only. */
  readonly fenced?: boolean;
}

/** A Service's port and the addresses behind it. */
export interface ResolvedService {
  readonly port: ServicePort;
  readonly addresses: readonly Address[];
}

type Protocol = 'http' | 'stream';

/**
 * From a Service to its servers, as Traefik's provider does it with EndpointSlices
 * (Traefik: `pkg/provider/kubernetes/crd`, loadServers).
 *
 * @throws CompileError if the Service, its port or its endpoints are missing.
 */
export function resolveService(
  context: CompileContext,
  referrer: Resource,
  reference: ServiceReference,
  path: FieldPath,
  protocol: Protocol,
): ResolvedService {
  const namespace = context.namespaceFor(reference, referrer, path);
  const provider = context.providerOf(referrer);
  const isIngress = referrer.kind === 'Ingress';
  const id = `${namespace}/${reference.name}`;
  if (provider.namespaces.length > 0 && !provider.namespaces.includes(namespace)) {
    throw new CompileError(
      'namespace-not-watched',
      [...path, 'namespace'],
      `failed to get service ${id}: namespace is not within watched namespaces`,
      `add ${namespace} to --providers.kubernetescrd.namespaces`,
    );
  }
  const service = context.find('Service', namespace, reference.name);
  if (!service) {
    throw new CompileError(
      'service-not-found',
      [...path, 'name'],
      `kubernetes service not found: ${id}`,
      reference.name.includes('@')
        ? 'a name with a provider is never a Kubernetes Service: write kind: TraefikService'
        : `add a Service "${reference.name}" in namespace "${namespace}", or correct the name`,
      context.wasRejected({ kind: 'Service', namespace, name: reference.name }),
    );
  }
  const port = servicePort(service, reference.port, path, isIngress);
  const onNodes = reference.nodePortLB && service.spec.type === 'NodePort';
  // An IngressRoute prefers the Service's own address to the nodes, everything else the nodes.
  if (onNodes && (isIngress || protocol === 'stream')) {
    return { port, addresses: nodeAddresses(context, referrer, port, id, path) };
  }
  if (service.spec.type === 'ExternalName') {
    return { port, addresses: [externalAddress(context, referrer, service, port, id, path)] };
  }
  // What TraefikServices and Middlewares name is not asked for by default (Traefik: configBuilder).
  const isIndirect = referrer.kind === 'TraefikService' || referrer.kind === 'Middleware';
  if (reference.nativeLB ?? (provider.nativeLbByDefault && !isIndirect)) {
    return { port, addresses: [clusterAddress(service, port, id, path)] };
  }
  if (onNodes) return { port, addresses: nodeAddresses(context, referrer, port, id, path) };
  const addresses = endpointAddresses(context, namespace, reference.name, port.name, protocol);
  if (addresses.length === 0 && !provider.allowEmptyServices) {
    throw new CompileError(
      'service-without-endpoints',
      [...path, 'name'],
      `${hasNoSubsets(context, namespace, reference.name) ? 'subset not found' : 'no servers found'} for ${id}`,
      `let its selector match the labels of a running pod, or start with ${flag(referrer, 'allowemptyservices')} to answer 503 instead of 404`,
    );
  }
  return { port, addresses };
}

/** The flag that allows something, of the provider that reads an object. */
function flag({ kind }: Resource, option: string): string {
  return `--providers.${kind === 'Ingress' ? 'kubernetesingress' : 'kubernetescrd'}.${option}=true`;
}

function externalAddress(
  context: CompileContext,
  referrer: Resource,
  service: ResourceOf<'Service'>,
  port: ServicePort,
  id: string,
  path: FieldPath,
): Address {
  if (!context.providerOf(referrer).allowExternalNameServices) {
    throw new CompileError(
      'external-name-not-allowed',
      [...path, 'name'],
      `externalName services not allowed: ${id}`,
      `start with ${flag(referrer, 'allowexternalnameservices')}`,
    );
  }
  return { host: service.spec.externalName ?? '', port: port.number };
}

/** The Service's own address: Kubernetes balances, not the proxy. */
function clusterAddress(
  service: ResourceOf<'Service'>,
  port: ServicePort,
  id: string,
  path: FieldPath,
): Address {
  const { clusterIP = '' } = service.spec;
  if (clusterIP !== '' && clusterIP !== 'None') return { host: clusterIP, port: port.number };
  throw new CompileError(
    'service-without-address',
    [...path, 'nativeLB'],
    clusterIP === 'None'
      ? `no clusterIP on headless service: ${id}`
      : `no clusterIP found for service: ${id}`,
    'leave out nativeLB, to balance over the pods',
  );
}

/** The port that the Service has on every node (Traefik: nodePortLB). */
function nodeAddresses(
  context: CompileContext,
  referrer: Resource,
  { nodePort = 0 }: ServicePort,
  id: string,
  path: FieldPath,
): Address[] {
  if (context.providerOf(referrer).disableClusterScopeResources) {
    throw new CompileError(
      'nodes-not-watched',
      [...path, 'nodePortLB'],
      'nodes lookup is disabled',
      `leave out nodePortLB, or start without ${flag(referrer, 'disableclusterscoperesources')}`,
    );
  }
  const hosts = context
    .ofKind('Node')
    .flatMap(({ status }) => status?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => address);
  if (hosts.length > 0 && nodePort > 0) return hosts.map((host) => ({ host, port: nodePort }));
  throw new CompileError(
    'nodes-not-found',
    [...path, 'nodePortLB'],
    `no servers were generated for service ${id}`,
    nodePort > 0 ? 'apply a Node with an InternalIP' : 'give the port of the Service a nodePort',
  );
}

/** The release that reads EndpointSlices; those before read Endpoints. */
const READS_SLICES: TraefikVersion = 301;
/** The release whose HTTP services keep endpoints that are not ready, but serve still. */
const READS_SERVING: TraefikVersion = 303;

/** Each host and port once, in the order in which they are listed. */
function endpointAddresses(
  context: CompileContext,
  namespace: string,
  name: string,
  portName: string,
  protocol: Protocol,
): Address[] {
  const version = context.options.traefikVersion;
  const slices = context.endpointSlices(namespace, name);
  // A cluster mirrors Endpoints that somebody wrote, without slices beside them, to slices.
  const readsEndpoints = version < READS_SLICES || slices.length === 0;
  const endpoints = readsEndpoints ? context.find('Endpoints', namespace, name) : undefined;
  const listed = endpoints
    ? subsetAddresses(endpoints, portName)
    : // Where a cluster would keep Endpoints beside its slices, these say the same.
      sliceAddresses(
        slices,
        portName,
        protocol === 'http' && version >= READS_SERVING ? 'serving' : 'ready',
        version < READS_SLICES,
      );
  const distinct = new Map<string, Address>();
  for (const address of listed) {
    const key = `${address.host} ${address.port}`;
    if (!distinct.has(key)) distinct.set(key, address);
  }
  return [...distinct.values()];
}

/** Whether there are Endpoints, and nothing in them: releases that read them say so. */
function hasNoSubsets(context: CompileContext, namespace: string, name: string): boolean {
  return context.version < READS_SLICES && context.find('Endpoints', namespace, name)?.subsets.length === 0;
}

/** @param unsetCounts endpoints that do not say whether they are ready count as ready; whether they serve, always */
function* sliceAddresses(
  slices: readonly ResourceOf<'EndpointSlice'>[],
  portName: string,
  condition: 'ready' | 'serving',
  unsetCounts: boolean,
): Generator<Address> {
  for (const slice of slices) {
    const port = slice.ports.find((candidate) => (candidate.name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses: hosts, conditions = {}, targetRef } of slice.endpoints) {
      const usable = conditions[condition] ?? (unsetCounts || condition === 'serving');
      if (!usable) continue;
      const fenced = condition === 'serving' && conditions.terminating === true;
      for (const host of hosts) yield { host, port, ...podOf(targetRef), ...(fenced ? { fenced } : {}) };
    }
  }
}

/** Addresses that are not ready are listed apart, and not read. */
function* subsetAddresses({ subsets }: ResourceOf<'Endpoints'>, portName: string): Generator<Address> {
  for (const { addresses, ports } of subsets) {
    const port = ports.find((candidate) => (candidate.name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const { ip: host, targetRef } of addresses) yield { host, port, ...podOf(targetRef) };
  }
}

function podOf(target: unknown): { readonly pod?: string } {
  const isPod = typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'Pod';
  return isPod && 'name' in target && typeof target.name === 'string' ? { pod: target.name } : {};
}
