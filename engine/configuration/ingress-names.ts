import type { FieldPath } from '../resources/origin.ts';
import type { CompileContext } from './context.ts';
import { qualify } from './names.ts';

/** What Traefik reads from annotations begins so (Traefik: reference/routing-configuration/kubernetes/ingress). */
export const ANNOTATION_PREFIX = 'traefik.ingress.kubernetes.io/';

/** Where an annotation of Traefik is written, by its name behind the prefix. */
export function annotationPath(name: string): FieldPath {
  return ['metadata', 'annotations', `${ANNOTATION_PREFIX}${name}`];
}

/** A name without a provider is of this one, which has neither middlewares nor transports. */
export function ownName(name: string): string {
  return name.includes('@') ? name : qualify(name, 'kubernetes');
}

/** Whether objects of a namespace may name those of other providers (Traefik: `crossProviderNamespaces`). */
export function foreignIsAllowed(context: CompileContext, namespace: string): boolean {
  return context.options.kubernetesIngress?.crossProviderNamespaces?.includes(namespace) ?? true;
}
