import { inVersion } from '../api/versions.ts';
import type { KubeObject, ObjectMeta } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { printerOf } from '../printing/index.ts';
import type { Form } from './media-types.ts';

/** How much of an object a row of a table carries. */
export type IncludeObject = 'Metadata' | 'None' | 'Object';

/** How objects of one kind are sent. */
export interface Shape {
  readonly type: ResourceType;
  readonly form: Form;
  readonly includeObject: IncludeObject;
}

/** Metadata of a list. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** One object; as the only row of a table, if that is the form. `now` in milliseconds: ages are told by it. */
export function representOne(object: KubeObject, shape: Shape, now: number): unknown {
  const { type, form } = shape;
  const served = inVersion(type, object);
  if (form === 'table') {
    return tableOf([served], { resourceVersion: object.metadata.resourceVersion ?? '' }, shape, now);
  }
  return form === 'partial' ? partial(served.metadata) : served;
}

/** Many objects, as a list or a table. */
export function representMany(
  objects: readonly KubeObject[],
  metadata: ListMeta,
  shape: Shape,
  now: number,
): unknown {
  const { type, form } = shape;
  const served = objects.map((object) => inVersion(type, object));
  switch (form) {
    case 'table':
      return tableOf(served, metadata, shape, now);
    case 'partial':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: served.map((object) => partial(object.metadata)),
      };
    default:
      return { kind: type.listKind, apiVersion: apiVersionOf(type), metadata, items: served };
  }
}

/**
 * The object that tells up to where a watch has come, and nothing else. It must be of the kind that is watched:
 * clients leave out any other.
 */
export function bookmarkOf(shape: Shape, revision: number, initialEventsEnd: boolean): unknown {
  const metadata = {
    resourceVersion: `${revision}`,
    creationTimestamp: null,
    ...(initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
  };
  switch (shape.form) {
    case 'table':
      return {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { resourceVersion: `${revision}` },
        rows: [{ cells: [], object: { ...PARTIAL, metadata } }],
      };
    case 'partial':
      return { ...PARTIAL, metadata };
    default:
      return { kind: shape.type.kind, apiVersion: apiVersionOf(shape.type), metadata };
  }
}

const PARTIAL = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' } as const;

function partial(metadata: ObjectMeta): unknown {
  return { ...PARTIAL, metadata };
}

function tableOf(
  objects: readonly KubeObject[],
  metadata: ListMeta,
  { type, includeObject }: Shape,
  now: number,
): unknown {
  const printer = printerOf(type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: printer.columns,
    rows: objects.map((object) => ({
      cells: printer.cells(object, now),
      ...(includeObject === 'None'
        ? { object: null }
        : { object: includeObject === 'Object' ? object : partial(object.metadata) }),
    })),
  };
}
