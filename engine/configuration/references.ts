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
  if (reference.name.includes('@')) {
    const name = foreignName(context, namespaceOf(referrer), reference.name, [...path, 'name']);
    warnOfNamespace(context, referrer, reference, path);
    return name;
  }
  return qualify(normalize(`${context.namespaceFor(reference, referrer, path)}-${reference.name}`));
}

/** Says of a namespace beside `name@provider` that it does nothing. */
export function warnOfNamespace(
  context: CompileContext,
  referrer: Resource,
  { name, namespace }: ObjectReference,
  path: FieldPath,
): void {
  if (!namespace) return;
  context.reporter.warning(referrer, [...path, 'namespace'], {
    code: 'field-ignored',
    message: `namespace "${namespace}" is ignored: "${name}" names a provider`,
    advice: 'leave it out',
  });
}

/**
 * `name@provider` as written. Its namespace cannot be told from the name, so objects of this provider can be named in
 * this way only where namespaces may be crossed.
 *
 * @param namespace of whoever names it
 * @throws CompileError
 */
export function foreignName(
  context: CompileContext,
  namespace: string,
  name: string,
  path: FieldPath,
): string {
  checkCrossProvider(context, namespace, name, path);
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

/**
 * Refuses `name@provider` in a namespace that may not name providers.
 *
 * @throws CompileError
 */
export function checkCrossProvider(
  context: CompileContext,
  namespace: string,
  name: string,
  path: FieldPath,
): void {
  const { crossProviderNamespaces } = context.options.kubernetesCrd;
  if (!crossProviderNamespaces || crossProviderNamespaces.includes(namespace)) return;
  throw new CompileError(
    'cross-provider',
    path,
    `"${name}" names a provider: namespace "${namespace}" is not in crossProviderNamespaces`,
    `write the bare name, or start with --providers.kubernetescrd.crossprovidernamespaces=${namespace}`,
  );
}
