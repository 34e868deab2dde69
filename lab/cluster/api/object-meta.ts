import type { ObjectMeta, OwnerReference } from '../objects/object.ts';
import type { StatusCause } from '../objects/status.ts';
import { cause, IMMUTABLE, invalidEach } from './causes.ts';
import { dnsLabel, labelValue, type NameRule, qualifiedKey } from './name-rules.ts';

const ANNOTATION_BYTES = 256 * 1024;

/** What must hold of the metadata of every object (apimachinery, `ValidateObjectMeta`). */
export function metadataProblems(
  metadata: ObjectMeta,
  namespaced: boolean,
  nameRule: NameRule,
): StatusCause[] {
  const { name = '', generateName = '', namespace = '' } = metadata;
  return [
    ...(generateName === ''
      ? []
      : invalidEach('metadata.generateName', generateName, nameRule(generateName.replace(/(?<=.)-$/, 'a')))),
    ...(name === ''
      ? [cause.required('metadata.name', 'name or generateName is required')]
      : invalidEach('metadata.name', name, nameRule(name))),
    ...namespaceProblems(namespace, namespaced),
    ...labelProblems(metadata.labels, 'metadata.labels'),
    ...annotationProblems(metadata.annotations, 'metadata.annotations'),
    ...ownerProblems(metadata.ownerReferences ?? []),
    ...finalizerProblems(metadata.finalizers ?? []),
  ];
}

/** What of the metadata may not change. */
export function metadataChangeProblems(metadata: ObjectMeta, before: ObjectMeta): StatusCause[] {
  const problems: StatusCause[] = [];
  if (before.deletionTimestamp !== undefined) {
    const added = (metadata.finalizers ?? []).filter((finalizer) => !before.finalizers?.includes(finalizer));
    if (added.length > 0) {
      problems.push(
        cause.forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`,
        ),
      );
    }
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    if (metadata[field] !== before[field]) {
      problems.push(cause.invalid(`metadata.${field}`, metadata[field] ?? '', IMMUTABLE));
    }
  }
  return problems;
}

export function labelProblems(
  labels: Readonly<Record<string, string>> | undefined,
  field: string,
): StatusCause[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...invalidEach(field, key, qualifiedKey(key)),
    ...invalidEach(field, value, labelValue(value)),
  ]);
}

export function annotationProblems(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
): StatusCause[] {
  const entries = Object.entries(annotations ?? {});
  const problems = entries.flatMap(([key]) => invalidEach(field, key, qualifiedKey(key.toLowerCase())));
  // No character is more than three bytes for each unit of its length: most objects need no counting.
  const units = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  if (units * 3 > ANNOTATION_BYTES) {
    const bytes = entries.reduce(
      (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
      0,
    );
    if (bytes > ANNOTATION_BYTES) problems.push(cause.tooLong(field, ANNOTATION_BYTES));
  }
  return problems;
}

function namespaceProblems(namespace: string, namespaced: boolean): StatusCause[] {
  if (!namespaced) {
    return namespace === '' ? [] : [cause.forbidden('metadata.namespace', 'not allowed on this type')];
  }
  if (namespace === '') return [cause.required('metadata.namespace')];
  return invalidEach('metadata.namespace', namespace, dnsLabel(namespace));
}

function ownerProblems(owners: readonly OwnerReference[]): StatusCause[] {
  const field = 'metadata.ownerReferences';
  const problems = owners.flatMap((owner) => [
    ...((owner.apiVersion ?? '') === ''
      ? [cause.invalid(`${field}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty')]
      : []),
    ...(['kind', 'name', 'uid'] as const)
      .filter((part) => (owner[part] ?? '') === '')
      .map((part) => cause.invalid(`${field}.${part}`, '', 'must not be empty')),
  ]);
  const [first, second] = owners.filter(({ controller }) => controller === true);
  if (first && second) {
    problems.push(
      cause.invalid(
        field,
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`,
      ),
    );
  }
  return problems;
}

function finalizerProblems(finalizers: readonly string[]): StatusCause[] {
  const field = 'metadata.finalizers';
  const problems = finalizers.flatMap((finalizer) => invalidEach(field, finalizer, qualifiedKey(finalizer)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    problems.push(
      cause.invalid(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    );
  }
  return problems;
}
