import type { Resource } from '../../../engine/core.ts';
import { jsonIn, withoutNulls } from '../objects/json.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import type { StoredObject } from '../store.ts';
import { LAST_APPLIED, lastAppliedOf } from './last-applied.ts';

/** Annotations and labels that controllers and clients keep for themselves, and that nothing here routes or selects by. */
const HIDDEN: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  'deployment.kubernetes.io/revision',
  'kubernetes.io/metadata.name',
]);

/** Labels or annotations as those see them who route by them. */
export function visible(map: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !HIDDEN.has(name)));
}

function hidden(map: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => HIDDEN.has(name)));
}

/** The object that an API shows of what is in force. `before`: as it was; what an API itself gave it stays. */
export function toObject({ resource, written }: StoredObject, before: KubeObject | undefined): KubeObject {
  const { status: _status, ...content } = withoutNulls(resource.object);
  const { name, namespace, labels, annotations, creationTimestamp } = resource.metadata;
  const applied = written && isFromText(written) ? { [LAST_APPLIED]: lastAppliedOf(written.object) } : {};
  const marks = resource.kind === 'Namespace' ? { 'kubernetes.io/metadata.name': name } : {};
  const metadata = {
    ...before?.metadata,
    ...(before ? {} : jsonIn(content, 'metadata')),
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    labels: { ...hidden(before?.metadata.labels), ...marks, ...labels },
    annotations: { ...hidden(before?.metadata.annotations), ...annotations, ...applied },
  };
  const object = { ...content, apiVersion: resource.apiVersion, kind: resource.kind };
  return {
    ...settled(object, before),
    metadata: withoutEmpty(metadata),
    ...statusOf(resource, before),
  };
}

/** Objects of an API carry the note of who applied them, if anybody did. */
function isFromText({ object }: Resource): boolean {
  return jsonIn(object, 'metadata')['uid'] === undefined;
}

function statusOf({ kind, object }: Resource, before: KubeObject | undefined): Json {
  if (before?.['status'] !== undefined) return { status: before['status'] };
  if (kind === 'Namespace') return { status: { phase: 'Active' } };
  return kind === 'Node' && object['status'] !== undefined ? { status: object['status'] } : {};
}

type Typed = Json & Pick<KubeObject, 'apiVersion' | 'kind'>;

/** What an API makes of a specification when it is written. */
function settled(object: Typed, before: KubeObject | undefined): Typed {
  switch (object.kind) {
    case 'Secret':
      return withEncodedData(object);
    case 'Namespace':
      return { ...object, spec: { finalizers: ['kubernetes'] } };
    case 'Pod':
      // What a pod was given when it was admitted and scheduled stays.
      return { ...object, spec: { ...(before ? jsonIn(before, 'spec') : {}), ...jsonIn(object, 'spec') } };
    default:
      return object;
  }
}

/** `stringData` is never stored (Kubernetes: Secret). */
function withEncodedData(secret: Typed): Typed {
  const { stringData: _plain, ...stored } = secret;
  const encoded = Object.entries(jsonIn(secret, 'stringData')).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  const data = { ...jsonIn(secret, 'data'), ...Object.fromEntries(encoded) };
  return { type: 'Opaque', ...stored, ...(Object.keys(data).length === 0 ? {} : { data }) };
}

function withoutEmpty(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  const { labels = {}, annotations = {}, ...others } = metadata;
  return {
    ...others,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}
