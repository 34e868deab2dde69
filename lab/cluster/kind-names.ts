import type { Resource } from '../../engine/core.ts';
import { ClusterError } from './cluster-error.ts';

type Kind = Resource['kind'];

/** The plural of every kind, and its short names, as kubectl takes them. */
const NAMES: Readonly<Record<Kind, readonly [plural: string, ...short: string[]]>> = {
  ConfigMap: ['configmaps', 'cm'],
  DaemonSet: ['daemonsets', 'ds'],
  Deployment: ['deployments', 'deploy'],
  DynamicConfiguration: ['dynamicconfigurations'],
  Endpoints: ['endpoints', 'ep'],
  EndpointSlice: ['endpointslices'],
  Ingress: ['ingresses', 'ing'],
  IngressClass: ['ingressclasses'],
  IngressRoute: ['ingressroutes'],
  IngressRouteTCP: ['ingressroutetcps'],
  IngressRouteUDP: ['ingressrouteudps'],
  Middleware: ['middlewares'],
  MiddlewareTCP: ['middlewaretcps'],
  Namespace: ['namespaces', 'ns'],
  Node: ['nodes', 'no'],
  Pod: ['pods', 'po'],
  ReplicaSet: ['replicasets', 'rs'],
  Secret: ['secrets'],
  ServersTransport: ['serverstransports'],
  ServersTransportTCP: ['serverstransporttcps'],
  Service: ['services', 'svc'],
  StatefulSet: ['statefulsets', 'sts'],
  TLSOption: ['tlsoptions'],
  TLSStore: ['tlsstores'],
  TraefikService: ['traefikservices'],
};

/**
 * The kind that a name stands for: the kind itself, its plural or a short name, in any case, with its API group or
 * without (`svc`, `pods`, `traefikservices.traefik.io`).
 *
 * @throws ClusterError `kind-not-known`
 */
export function kindNamed(name: string): Kind {
  const wanted = name.toLowerCase().replace(/\..*$/, '');
  const kinds = Object.keys(NAMES).filter(isKind);
  const kind = kinds.find(
    (candidate) => candidate.toLowerCase() === wanted || NAMES[candidate].includes(wanted),
  );
  if (kind) return kind;
  const plurals = kinds.map((candidate) => NAMES[candidate][0]).join(', ');
  throw new ClusterError('kind-not-known', `there is no resource type "${name}"; there are ${plurals}`);
}

/** `ingressroutes`. */
export function pluralOf(kind: Kind): string {
  return NAMES[kind][0];
}

function isKind(name: string): name is Kind {
  return Object.hasOwn(NAMES, name);
}
