import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';

/** Which object a request is about. */
export interface ObjectName {
  readonly type: ResourceType;
  /** Empty for kinds of the cluster. */
  readonly namespace: string;
  readonly name: string;
}

/** A part of an object that is written by itself. */
export type Subresource = 'status' | 'scale';

/** How a write is done (Kubernetes API reference, "Query parameters" of each verb). */
export interface WriteOptions {
  /** Who writes. Default: `unknown`. Server-side apply insists on one. */
  readonly fieldManager?: string;
  /** What becomes of fields that are not known: an error, a warning, nothing. They are left out in any case. Default: Warn. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Everything but the keeping of the result. */
  readonly dryRun?: boolean;
  readonly subresource?: Subresource;
}

/** What came of a write. */
export interface Written {
  /** The object as it is kept (the Scale of it, if that was asked for). */
  readonly object: KubeObject;
  readonly outcome: 'created' | 'configured' | 'unchanged';
  /** For people: fields that were left out, what is deprecated. */
  readonly warnings: readonly string[];
}

/** A patch, by its media type: RFC 6902, RFC 7396, Kubernetes' strategic merge and server-side apply. */
export type Patch =
  | { readonly type: 'json'; readonly body: readonly unknown[] }
  | { readonly type: 'merge' | 'strategic'; readonly body: Json }
  | { readonly type: 'apply'; readonly body: Json; readonly force: boolean };

/** What is asked of a list. */
export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** `metadata.name=x`, and what a kind offers besides (`status.phase` of pods). */
  readonly fieldSelector?: string;
  /** From 1; absent: all at once. */
  readonly limit?: number;
  /** Where an earlier answer ended. */
  readonly continueAt?: string;
}

/** Part of a list, sorted by namespace and name, at one moment. */
export interface Listed {
  readonly items: readonly KubeObject[];
  /** The resource version to watch from. */
  readonly revision: number;
  /** Where to go on; absent at the end. */
  readonly continueAt?: string;
  readonly remaining?: number;
}

/** How an object is deleted (Kubernetes: `DeleteOptions`). */
export interface DeleteOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds that a pod may take to end; default: what it says itself. */
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/** What came of a deletion. */
export interface Deleted {
  readonly object: KubeObject;
  /** False: it ends when those who hold it (finalizers, its dependents, its program) are done. */
  readonly gone: boolean;
}

/** Selects objects by label and field, as lists and watches do. */
export type ObjectFilter = (object: KubeObject) => boolean;
