import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import type { ResourceReference } from './diagnostic.ts';
import type { Origin } from './origin.ts';
import { kinds } from './schemas/kinds.ts';

/** The kinds that are read: Traefik's, and those of Kubernetes that traffic depends on. */
export type Kind = keyof typeof kinds;

interface Written {
  /** Where it is written. */
  readonly origin: Origin;
  /** The manifest as written, as plain JSON: what `kubectl apply` compares to say `unchanged`. */
  readonly object: Readonly<Record<string, unknown>>;
}

/** The resource type of one kind, or the union for several: `ResourceOf<'IngressRoute'>`. */
export type ResourceOf<K extends Kind> = { [P in K]: z.infer<(typeof kinds)[P]['schema']> & Written }[K];

/** A manifest that was read and is valid. Fields are spelled as Kubernetes and Traefik spell them. */
export type Resource = ResourceOf<Kind>;

/** True if resources of this kind live in a namespace. */
export function isNamespaced(kind: Kind): boolean {
  return kinds[kind].namespaced;
}

/** True if this is a kind that is read. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}

/** The namespace the resource is in: `default` if none is written, as for kubectl; empty for cluster-scoped kinds. */
export function namespaceOf(resource: Resource): string {
  return isNamespaced(resource.kind) ? (resource.metadata.namespace ?? 'default') : '';
}

/** What names the resource among all others. */
export function referenceOf(resource: Resource): ResourceReference {
  return { kind: resource.kind, namespace: namespaceOf(resource), name: resource.metadata.name };
}

/** The bytes of one key of a secret, `undefined` if it has no such key. `stringData` wins over `data`. */
export function secretValue(secret: ResourceOf<'Secret'>, key: string): Buffer | undefined {
  const { data = {}, stringData = {} } = secret;
  const written = Object.hasOwn(stringData, key) ? stringData[key] : undefined;
  if (written !== undefined) return Buffer.from(written, 'utf8');
  const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
}
