import { namespaceOf, type Resource } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { type LabelSelector, parseLabelSelector } from './label-selector.ts';

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
}: Pick<StaticConfiguration, 'kubernetesCrd'>): (resource: Resource) => boolean {
  const selects: LabelSelector = parseLabelSelector(provider.labelSelector);
  const namespaces = new Set(provider.namespaces);
  return (resource) => {
    const namespace = namespaceOf(resource);
    if (namespaces.size > 0 && namespace !== '' && !namespaces.has(namespace)) return false;
    if (SELECTED.has(resource.kind) && !selects(resource.metadata.labels)) return false;
    return !CLASSED.has(resource.kind) || isOfClass(resource, provider.ingressClass);
  };
}

/** Traefik's rule: the class asked for exactly; where none is asked for, none or `traefik`. Case counts. */
function isOfClass(resource: Resource, wanted: string): boolean {
  const ingressClass = writtenClass(resource);
  return ingressClass === wanted || (wanted === '' && ingressClass === 'traefik');
}

/** `spec.ingressClassName` if written, even empty; else the annotation (Traefik 3.7). */
function writtenClass(resource: Resource): string {
  const annotation = resource.metadata.annotations['kubernetes.io/ingress.class'] ?? '';
  switch (resource.kind) {
    case 'IngressRoute':
    case 'IngressRouteTCP':
    case 'IngressRouteUDP':
      return resource.spec.ingressClassName ?? annotation;
    default:
      return annotation;
  }
}
