import {
  type Diagnostic,
  namespaceOf,
  parseManifests,
  type Resource,
  type ResourceReference,
  referenceOf,
} from '../../engine/core.ts';
import { deepFrozen, ReadTexts } from './read-texts.ts';
import { withMetadata } from './revise.ts';
import { selects } from './selector.ts';
import { keyOf } from './store.ts';
import { isWorkload } from './workload.ts';

/** What a text holds for a cluster. */
export interface ReadManifests {
  /** Valid objects, each with its namespace filled in. */
  readonly resources: readonly Resource[];
  readonly diagnostics: readonly Diagnostic[];
  /** Objects that are written but not valid. */
  readonly rejected: readonly ResourceReference[];
  /** True if something in the text cannot even be named: a document that is not YAML, an object without a name. */
  readonly unnamed: boolean;
}

const known = new ReadTexts<ReadManifests>();

/**
 * Reads manifests as `kubectl apply -n NAMESPACE` does. Without a namespace the default is `default`. What the same text
 * said before is the same object again, which nobody may change.
 */
export function readFor(text: string, file: string, namespace: string | undefined): ReadManifests {
  const key = `${namespace ?? ''}\n${file}`;
  const before = known.get(text, key);
  if (before) return before;
  const read = readAnew(text, file, namespace);
  // Of Traefik's files the text does not say it all: they name others.
  if (read.resources.some(({ kind }) => kind === 'DynamicConfiguration')) return read;
  known.set(text, key, deepFrozen(read));
  return read;
}

function readAnew(text: string, file: string, namespace: string | undefined): ReadManifests {
  const loaded = parseManifests(text, file);
  const diagnostics = loaded.diagnostics.map((diagnostic) => inNamespace(diagnostic, namespace));
  const resources: Resource[] = [];
  const refused: Diagnostic[] = [];
  for (const resource of loaded.resources) {
    const placed = place(resource, namespace);
    const refusal = namespaceMismatch(resource, namespace) ?? selectorMismatch(placed);
    if (refusal) refused.push(refusal);
    else resources.push(placed);
  }
  const accepted = new Set(resources.map((resource) => keyOf(referenceOf(resource))));
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const rejected = [...errors, ...refused.filter(({ code }) => code !== 'namespace-mismatch')]
    .flatMap(({ resource }) => (resource ? [resource] : []))
    .filter((reference) => !accepted.has(keyOf(reference)));
  return {
    resources,
    diagnostics: [...diagnostics, ...refused],
    rejected: [...new Map(rejected.map((reference) => [keyOf(reference), reference])).values()],
    unnamed: errors.some(({ resource }) => resource === undefined),
  };
}

function place(resource: Resource, namespace: string | undefined): Resource {
  if (isClusterScoped(resource)) return resource;
  return withMetadata(resource, { namespace: resource.metadata.namespace ?? namespace ?? 'default' });
}

function isClusterScoped(resource: Resource): boolean {
  return namespaceOf(resource) === '';
}

/** An object that is not valid is named as if it had been written in the namespace asked for. */
function inNamespace(diagnostic: Diagnostic, namespace: string | undefined): Diagnostic {
  const { resource } = diagnostic;
  if (namespace === undefined || resource?.namespace !== 'default') return diagnostic;
  return { ...diagnostic, resource: { ...resource, namespace } };
}

function namespaceMismatch(resource: Resource, namespace: string | undefined): Diagnostic | undefined {
  const written = resource.metadata.namespace;
  if (namespace === undefined || written === undefined || written === namespace) return undefined;
  if (isClusterScoped(resource)) return undefined;
  return {
    severity: 'error',
    code: 'namespace-mismatch',
    message: `the namespace from the provided object "${written}" does not match the namespace "${namespace}". You must pass '--namespace=${written}' to perform this operation.`,
    resource: referenceOf(resource),
    position: resource.origin.position(['metadata', 'namespace']),
  };
}

/** Kubernetes refuses a workload that would not recognize its own pods. */
function selectorMismatch(resource: Resource): Diagnostic | undefined {
  if (!isWorkload(resource)) return undefined;
  const { selector, template } = resource.spec;
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length === 0 && selector.matchExpressions.length === 0;
  if (!isEmpty && selects(selector, template.metadata.labels)) return undefined;
  return {
    severity: 'error',
    code: isEmpty ? 'selector-empty' : 'selector-mismatch',
    message: isEmpty
      ? `\`spec.selector\` is empty, which a ${resource.kind} may not have`
      : '`selector` does not match template `labels`',
    advice: 'let `spec.selector.matchLabels` name labels that `spec.template.metadata.labels` has',
    resource: referenceOf(resource),
    position: resource.origin.position(['spec', 'selector']),
  };
}
