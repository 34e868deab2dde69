import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';
import { normalize, qualify } from './names.ts';

/** How objects of Traefik name each other. */
export interface ObjectReference {
  readonly name: string;
  readonly namespace?: string | undefined;
}

/**
 * The qualified name that a reference means: `name@provider` is taken literally, a bare name is of the namespace
 * written, else of the referrer's (Traefik: `pkg/provider/kubernetes/crd`, resolveReference).
 *
 * @throws CompileError if namespaces would be crossed and may not be.
 */
export function resolveReference(
  context: CompileContext,
  referrer: Resource,
  reference: ObjectReference,
  path: FieldPath,
): string {
  if (reference.name.includes('@')) return foreignName(context, referrer, reference.name, [...path, 'name']);
  return qualify(normalize(`${context.namespaceFor(reference, referrer, path)}-${reference.name}`));
}

/**
 * `name@provider` as written. Its namespace cannot be told from the name, so objects of this provider can be named in
 * this way only where namespaces may be crossed.
 *
 * @throws CompileError
 */
export function foreignName(
  context: CompileContext,
  referrer: Resource,
  name: string,
  path: FieldPath,
): string {
  const { crossProviderNamespaces } = context.options.kubernetesCrd;
  if (crossProviderNamespaces && !crossProviderNamespaces.includes(namespaceOf(referrer))) {
    throw new CompileError(
      'cross-provider',
      path,
      `"${name}" names a provider: namespace "${namespaceOf(referrer)}" is not in crossProviderNamespaces`,
      `write the bare name, or start with --providers.kubernetescrd.crossprovidernamespaces=${namespaceOf(referrer)}`,
    );
  }
  if (name.endsWith('@kubernetescrd') && !context.options.kubernetesCrd.allowCrossNamespace) {
    throw new CompileError(
      'cross-namespace',
      path,
      `"${name}" names an object of any namespace, which is not allowed`,
      'write the bare name, or start with --providers.kubernetescrd.allowcrossnamespace=true',
    );
  }
  return name;
}
