import type { KubeObject } from './object.ts';

/** A column that `kubectl get` shows of a custom resource (CRD `additionalPrinterColumns`). */
export interface PrinterColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly jsonPath: string;
  readonly description?: string;
  readonly format?: string;
  /** Above 0: shown with `-o wide` alone. */
  readonly priority?: number;
}

/** One kind that the API serves, in one version of its group. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  /** In paths: `ingressroutes`. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** `all` is what `kubectl get all` asks for. */
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly ('status' | 'scale')[];
  /** The CustomResourceDefinition that it comes of; absent for built-in kinds. */
  readonly definition?: KubeObject;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf({ group, version }: Pick<ResourceType, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** `deployments.apps`, or `pods`: names the objects of a kind in all its versions, and the kind in messages. */
export function qualifiedName({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}
