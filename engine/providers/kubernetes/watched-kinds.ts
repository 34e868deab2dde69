import type { Kind } from '../../resources/resource.ts';
import type { StaticConfiguration, TraefikVersion } from '../../static/static-configuration.ts';

/** Objects of one kind, in one namespace or all, that are listed and watched together. */
export interface WatchedKind {
  readonly kind: Kind;
  /** `v1`, `traefik.io/v1alpha1`. */
  readonly apiVersion: string;
  /** The name in paths and in RBAC rules: `ingressroutes`. */
  readonly plural: string;
  /** undefined: all, or the kind has none. */
  readonly namespace: string | undefined;
  /** What the API selects by; empty: everything. */
  readonly labelSelector: string;
}

/** The release that no longer reads `traefik.containo.us` (Traefik: migration from v2 to v3). */
const ONE_GROUP: TraefikVersion = 300;
/** The release that reads EndpointSlices; those before read Endpoints. */
const READS_SLICES: TraefikVersion = 301;
/** The release that reads certificate authorities from ConfigMaps. */
const READS_CONFIG_MAPS: TraefikVersion = 304;

const TRAEFIK_KINDS: readonly Kind[] = [
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
  'Middleware',
  'MiddlewareTCP',
  'ServersTransport',
  'ServersTransportTCP',
  'TLSOption',
  'TLSStore',
  'TraefikService',
];

/** Kinds that the old group never had. */
const NEW_GROUP_ONLY: ReadonlySet<Kind> = new Set<Kind>(['ServersTransportTCP']);

/** Helm keeps its releases in Secrets; Traefik leaves them where they are. */
const NOT_HELM = 'owner!=helm';

/** The paths of an API that objects of a kind are read from. */
export function pathOf({ apiVersion, namespace, plural }: WatchedKind): string {
  const root = apiVersion.includes('/') ? '/apis' : '/api';
  return `${root}/${apiVersion}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}`;
}

/** The API group of a version: empty for `v1`. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Which of the two providers an API is watched for. */
export interface WatchedProviders {
  readonly crd: boolean;
  readonly ingress: boolean;
}

/**
 * What is watched: the objects of each provider where that looks, and what both refer to where one of them does. A label
 * selector is for Traefik's own objects, and that of the Ingress provider for Ingress objects, as in Traefik.
 */
export function watchedKinds(
  options: StaticConfiguration,
  { crd, ingress }: WatchedProviders,
): WatchedKind[] {
  const { kubernetesCrd, kubernetesIngress, traefikVersion } = options;
  const ofIngress = ingress ? kubernetesIngress : undefined;
  const crdNamespaces = crd ? kubernetesCrd.namespaces : [];
  const ingressNamespaces = ofIngress?.namespaces ?? [];
  const watchesAll = (crd && crdNamespaces.length === 0) || (ofIngress && ingressNamespaces.length === 0);
  const sharedNamespaces = watchesAll ? [] : [...new Set([...crdNamespaces, ...ingressNamespaces])].sort();
  const looksAtCluster =
    (crd && !kubernetesCrd.disableClusterScopeResources) ||
    (ofIngress !== undefined && !ofIngress.disableClusterScopeResources);
  const looksAtClasses =
    ofIngress !== undefined &&
    !ofIngress.disableClusterScopeResources &&
    !ofIngress.disableIngressClassLookup;

  const kinds: WatchedKind[] = [];
  const add = (
    kind: Kind,
    apiVersion: string,
    namespaces: readonly string[] | 'cluster',
    labelSelector = '',
    plural = `${kind.toLowerCase()}s`,
  ): void => {
    const places = namespaces === 'cluster' || namespaces.length === 0 ? [undefined] : namespaces;
    for (const namespace of places) kinds.push({ kind, apiVersion, plural, namespace, labelSelector });
  };
  const groups = traefikVersion < ONE_GROUP ? ['traefik.io', 'traefik.containo.us'] : ['traefik.io'];
  for (const group of crd ? groups : []) {
    for (const kind of TRAEFIK_KINDS) {
      if (group !== 'traefik.io' && NEW_GROUP_ONLY.has(kind)) continue;
      add(kind, `${group}/v1alpha1`, crdNamespaces, kubernetesCrd.labelSelector);
    }
  }
  if (ofIngress) {
    add('Ingress', 'networking.k8s.io/v1', ingressNamespaces, ofIngress.labelSelector, 'ingresses');
  }
  if (looksAtClasses) add('IngressClass', 'networking.k8s.io/v1', 'cluster', '', 'ingressclasses');
  add('Service', 'v1', sharedNamespaces);
  if (traefikVersion < READS_SLICES) add('Endpoints', 'v1', sharedNamespaces, '', 'endpoints');
  else add('EndpointSlice', 'discovery.k8s.io/v1', sharedNamespaces);
  add('Secret', 'v1', sharedNamespaces, NOT_HELM);
  if (crd && traefikVersion >= READS_CONFIG_MAPS) add('ConfigMap', 'v1', sharedNamespaces);
  if (looksAtCluster) add('Node', 'v1', 'cluster');
  return kinds;
}
