import { isIP } from 'node:net';
import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, invalidEach, oneOf } from '../causes.ts';
import { dns1035Label, dnsLabel, dnsSubdomain, portName, portNumber } from '../name-rules.ts';
import { labelProblems } from '../object-meta.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';

/** The fields of a ServiceSpec that are read or filled in (Kubernetes API, `core/v1`). */
export interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  ipFamilies?: string[];
  ipFamilyPolicy?: string;
  externalName?: string;
  sessionAffinity?: string;
  sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } };
  internalTrafficPolicy?: string;
  externalTrafficPolicy?: string;
  allocateLoadBalancerNodePorts?: boolean;
  publishNotReadyAddresses?: boolean;
  selector?: Record<string, string>;
  ports?: ServicePort[];
  externalIPs?: string[];
}

export interface ServicePort {
  name?: string;
  protocol?: string;
  port?: number;
  targetPort?: number | string;
  nodePort?: number;
}

export const HEADLESS = 'None';
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
/** How long a client stays with a pod: three hours (`ClientIP` affinity). */
const AFFINITY_SECONDS = 10_800;

export const service: KindRules = {
  name: dns1035Label,
  defaults: (draft) => defaultService(part<ServiceSpec>(draft, 'spec')),
  begin: (draft) => {
    draft['status'] = { loadBalancer: {} };
  },
  carryOver: (draft, before) => keepAddresses(part<ServiceSpec>(draft, 'spec'), specOf<ServiceSpec>(before)),
  validate: (object) => serviceProblems(specOf<ServiceSpec>(object)),
  validateChange: addressChange,
};

/** True for Services that are reached at an address of the cluster, or at none that they could be reached at. */
export function hasClusterAddress({ type }: ServiceSpec): boolean {
  return type !== 'ExternalName';
}

export function hasNodePorts({ type, allocateLoadBalancerNodePorts }: ServiceSpec): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}

function defaultService(spec: ServiceSpec): void {
  spec.type ??= 'ClusterIP';
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'ClientIP') {
    spec.sessionAffinityConfig ??= { clientIP: { timeoutSeconds: AFFINITY_SECONDS } };
  }
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') {
      if (port.port !== undefined) port.targetPort = port.port;
    }
  }
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
  if (!hasClusterAddress(spec)) return;
  spec.internalTrafficPolicy ??= 'Cluster';
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  const [address = spec.clusterIP] = spec.clusterIPs ?? [];
  if (address !== undefined && address !== '') {
    spec.clusterIP ??= address;
    spec.clusterIPs ??= [address];
  }
}

/** Addresses and ports that were given stay, where an update leaves them out; what a type has no use for goes. */
function keepAddresses(spec: ServiceSpec, before: Readonly<ServiceSpec>): void {
  const type = spec.type ?? 'ClusterIP';
  if (type === 'ExternalName') {
    if (spec.clusterIP === before.clusterIP) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
      delete spec.ipFamilies;
      delete spec.ipFamilyPolicy;
      delete spec.internalTrafficPolicy;
    }
  } else if (before.clusterIP !== undefined) {
    spec.clusterIP ??= before.clusterIP;
    const isOnlyOneChanged = spec.clusterIP !== before.clusterIP && spec.clusterIPs?.[0] === before.clusterIP;
    if (spec.clusterIPs === undefined || isOnlyOneChanged) spec.clusterIPs = [spec.clusterIP];
  }
  if (hasNodePorts({ ...spec, type }) && hasNodePorts(before)) keepNodePorts(spec, before);
  if (type === 'ClusterIP' && hasNodePorts(before)) dropNodePorts(spec, before);
}

function keepNodePorts(spec: ServiceSpec, before: Readonly<ServiceSpec>): void {
  const used = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort));
  for (const port of spec.ports ?? []) {
    const old = before.ports?.find(
      (one) => one.port === port.port && (one.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
    );
    if (port.nodePort === undefined && old?.nodePort !== undefined && !used.has(old.nodePort)) {
      port.nodePort = old.nodePort;
    }
  }
}

/** What nobody asked for goes with the type that needed it. */
function dropNodePorts(spec: ServiceSpec, before: Readonly<ServiceSpec>): void {
  const old = new Set((before.ports ?? []).map(({ nodePort }) => nodePort));
  for (const port of spec.ports ?? []) {
    if (old.has(port.nodePort)) delete port.nodePort;
  }
  if (spec.externalTrafficPolicy === before.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  delete spec.allocateLoadBalancerNodePorts;
}

function serviceProblems(spec: ServiceSpec): StatusCause[] {
  const { type = '', ports = [], clusterIP } = spec;
  const isHeadless = clusterIP === HEADLESS;
  return [
    ...(ports.length === 0 && !isHeadless && type !== 'ExternalName' ? [cause.required('spec.ports')] : []),
    ...(isHeadless && (type === 'LoadBalancer' || type === 'NodePort')
      ? [cause.invalid('spec.clusterIPs[0]', HEADLESS, `may not be set to 'None' for ${type} services`)]
      : []),
    ...(type === 'ExternalName' ? externalNameProblems(spec) : []),
    ...ports.flatMap((port, index) => portProblems(port, index, spec)),
    ...labelProblems(spec.selector, 'spec.selector'),
    ...oneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']),
    ...oneOf('spec.type', type, TYPES),
    ...clusterAddressProblems(spec),
    ...(spec.externalIPs ?? []).flatMap((address, index) =>
      addressProblems(address, `spec.externalIPs[${index}]`),
    ),
    ...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']),
    ...externalPolicyProblems(spec),
  ];
}

function externalNameProblems({ clusterIP, externalName = '' }: ServiceSpec): StatusCause[] {
  const host = externalName.replace(/\.$/, '');
  return [
    ...(clusterIP ? [cause.forbidden('spec.clusterIPs', 'may not be set for ExternalName services')] : []),
    ...(host === ''
      ? [cause.required('spec.externalName')]
      : invalidEach('spec.externalName', host, dnsSubdomain(host))),
  ];
}

function portProblems(
  port: ServicePort,
  index: number,
  { ports = [], type, clusterIP }: ServiceSpec,
): StatusCause[] {
  const field = `spec.ports[${index}]`;
  const { name = '', port: number = 0, protocol, targetPort, nodePort } = port;
  const before = ports.slice(0, index);
  const isTwice = before.some((one) => one.port === number && one.protocol === protocol);
  return [
    ...(name === '' && ports.length > 1 ? [cause.required(`${field}.name`)] : []),
    ...(name === '' ? [] : invalidEach(`${field}.name`, name, dnsLabel(name))),
    ...(name !== '' && before.some((one) => one.name === name)
      ? [cause.duplicate(`${field}.name`, name)]
      : []),
    ...invalidEach(`${field}.port`, number, portNumber(number)),
    ...oneOf(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
    ...(typeof targetPort === 'string'
      ? invalidEach(`${field}.targetPort`, targetPort, portName(targetPort))
      : []),
    ...(typeof targetPort === 'number' && clusterIP !== HEADLESS
      ? invalidEach(`${field}.targetPort`, targetPort, portNumber(targetPort))
      : []),
    ...(nodePort !== undefined && nodePort !== 0 && (type === 'ClusterIP' || type === 'ExternalName')
      ? [cause.forbidden(`${field}.nodePort`, `may not be used when \`type\` is '${type}'`)]
      : []),
    ...(isTwice
      ? [
          cause.duplicate(field, {
            Name: '',
            Protocol: protocol,
            AppProtocol: null,
            Port: number,
            TargetPort: 0,
            NodePort: 0,
          }),
        ]
      : []),
  ];
}

function clusterAddressProblems({ clusterIP = '', clusterIPs = [], type }: ServiceSpec): StatusCause[] {
  if (type === 'ExternalName') return [];
  if (clusterIPs.length > 1) {
    return [
      cause.invalid(
        'spec.clusterIPs',
        clusterIPs,
        'may only hold up to 1 values: the cluster has addresses of IPv4 alone',
      ),
    ];
  }
  const [first = ''] = clusterIPs;
  if (first !== clusterIP) {
    return [cause.invalid('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`')];
  }
  return first === '' || first === HEADLESS ? [] : addressProblems(first, 'spec.clusterIPs[0]');
}

function externalPolicyProblems({
  externalTrafficPolicy,
  type,
  externalIPs = [],
}: ServiceSpec): StatusCause[] {
  const field = 'spec.externalTrafficPolicy';
  const isExternal = type === 'NodePort' || type === 'LoadBalancer' || externalIPs.length > 0;
  if (externalTrafficPolicy !== undefined && !isExternal) {
    return [
      cause.invalid(field, externalTrafficPolicy, 'may only be set for externally-accessible services'),
    ];
  }
  return oneOf(field, externalTrafficPolicy, ['Cluster', 'Local']);
}

function addressProblems(address: string, field: string): StatusCause[] {
  return isIP(address) !== 0
    ? []
    : [cause.invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

function addressChange(object: KubeObject, before: KubeObject): StatusCause[] {
  const [spec, old] = [specOf<ServiceSpec>(object), specOf<ServiceSpec>(before)];
  if (!hasClusterAddress(spec) || !hasClusterAddress(old)) return [];
  const [[first], [was]] = [spec.clusterIPs ?? [], old.clusterIPs ?? []];
  if (was === undefined || was === '' || first === was) return [];
  return first === undefined
    ? [cause.invalid('spec.clusterIPs[0]', spec.clusterIPs ?? null, 'primary clusterIP can not be unset')]
    : [cause.invalid('spec.clusterIPs[0]', spec.clusterIPs, 'may not change once set')];
}
