import type { ResourceOf } from '../resources/resource.ts';
import type { KubernetesIngressProvider } from '../static/static-configuration.ts';

const CONTROLLER = 'traefik.io/ingress-controller';

/**
 * Whether a provider takes an Ingress: by the IngressClass that it names, which must be Traefik's; without one by the
 * annotation. `classes` is asked only if the Ingress names one.
 */
export function isOfIngressClass(
  { spec, metadata: { annotations } }: ResourceOf<'Ingress'>,
  { ingressClass, disableIngressClassLookup, disableClusterScopeResources }: KubernetesIngressProvider,
  classes: () => readonly ResourceOf<'IngressClass'>[],
): boolean {
  const named = spec?.ingressClassName;
  if (named === undefined) {
    const written = annotations['kubernetes.io/ingress.class'] ?? '';
    return written === ingressClass || (ingressClass === '' && written === 'traefik');
  }
  if (disableIngressClassLookup || disableClusterScopeResources) return false;
  return classes().some(
    ({ metadata: { name }, spec: { controller } = {} }) =>
      name === named && controller === CONTROLLER && (ingressClass === '' || name === ingressClass),
  );
}
