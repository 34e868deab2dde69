import { namespaceOf, type Resource } from '../resources/resource.ts';
import type { StaticConfiguration, TraefikVersion } from '../static/static-configuration.ts';
import { type LabelSelector, parseLabelSelector } from './label-selector.ts';

/** The release that reads the class from the specification. */
const CLASS_IN_SPEC: TraefikVersion = 307;

/** The kinds that an ingress class applies to. */
const CLASSED: ReadonlySet<Resource['kind']> = new Set([
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
]);

/** The kinds that a label selector applies to: all of Traefik's, and nothing of Kubernetes itself. */
const SELECTED: ReadonlySet<Resource['kind']> = new Set([
  ...CLASSED,
  'TraefikService',
  'Middleware',
  'MiddlewareTCP',
  'TLSOption',
  'TLSStore',
  'ServersTransport',
  'ServersTransportTCP',
]);

/**
 * Which objects a provider sees: those of the namespaces it watches, of its ingress class and with its labels
 * (Traefik: `providers.kubernetesCRD` namespaces, ingressClass, labelSelector).
 *
 * @throws LabelSelectorError
 */
export function admission({
  kubernetesCrd: provider,
  kubernetesIngress: ingress,
  traefikVersion,
}: Pick<StaticConfiguration, 'kubernetesCrd' | 'kubernetesIngress' | 'traefikVersion'>): (
  resource: Resource,
) => boolean {
  const selects: LabelSelector = parseLabelSelector(provider.labelSelector);
  const selectsIngress: LabelSelector = parseLabelSelector(ingress?.labelSelector ?? '');
  return (resource) => {
    const namespace = namespaceOf(resource);
    if (resource.kind === 'Ingress') {
      return isWatched(ingress?.namespaces ?? [], namespace) && selectsIngress(resource.metadata.labels);
    }
    // Helm keeps its releases in Secrets, which Traefik leaves alone (`owner!=helm`).
    if (resource.kind === 'Secret' && resource.metadata.labels['owner'] === 'helm') return false;
    const ofTraefik = SELECTED.has(resource.kind);
    // What both providers look at is there if one of them watches; what may be named from where, the compiler decides.
    const watchedByOther = !ofTraefik && ingress !== undefined && isWatched(ingress.namespaces, namespace);
    if (!isWatched(provider.namespaces, namespace) && !watchedByOther) return false;
    if (ofTraefik && !selects(resource.metadata.labels)) return false;
    return (
      !CLASSED.has(resource.kind) || isOfClass(writtenClass(resource, traefikVersion), provider.ingressClass)
    );
  };
}

/** Without a list all namespaces are watched; objects of the cluster always are. */
function isWatched(namespaces: readonly string[], namespace: string): boolean {
  return namespaces.length === 0 || namespace === '' || namespaces.includes(namespace);
}

/** Traefik's rule: the class asked for exactly; where none is asked for, none or `traefik`. Case counts. */
function isOfClass(ingressClass: string, wanted: string): boolean {
  return ingressClass === wanted || (wanted === '' && ingressClass === 'traefik');
}

/** `spec.ingressClassName` if written, even empty; else the annotation. Before Traefik 3.7 the annotation alone. */
function writtenClass(resource: Resource, version: TraefikVersion): string {
  const annotation = resource.metadata.annotations['kubernetes.io/ingress.class'] ?? '';
  if (version < CLASS_IN_SPEC) return annotation;
  switch (resource.kind) {
    case 'IngressRoute':
    case 'IngressRouteTCP':
    case 'IngressRouteUDP':
      return resource.spec.ingressClassName ?? annotation;
    default:
      return annotation;
  }
}
