import type { Json, KubeObject } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import type { FieldSet } from './field-set.ts';
import { isObject } from './json.ts';
import { compare, fieldsOf } from './owned-fields.ts';

/** Where `kubectl apply` on the client's side keeps what it applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The fields that `kubectl apply` on the client's side set and nobody changed since: its server-side kind may take them
 * over without a conflict (Kubernetes: server-side apply, "Migration from client-side apply").
 */
export function fieldsOfLastApplied(schema: SchemaNode, live: KubeObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return undefined;
  const applied = parsed(text);
  if (!isObject(applied) || applied['apiVersion'] !== live.apiVersion) return undefined;
  const { added, modified, removed } = compare(schema, applied, live);
  return fieldsOf(schema, applied).difference(modified).difference(added).difference(removed);
}

/** The object with the annotation brought up to date, if it has one: kubectl can go back to the client's side later. */
export function withLastApplied(object: Json, applied: Json): Json {
  const { metadata } = object;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  if (!isObject(metadata) || !isObject(annotations) || !annotations[LAST_APPLIED]) return object;
  const text = `${JSON.stringify(sorted(withoutAnnotation(applied)))}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function withoutAnnotation(applied: Json): Json {
  const { metadata } = applied;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  if (!isObject(metadata) || !isObject(annotations)) return applied;
  const { [LAST_APPLIED]: _, ...rest } = annotations;
  return { ...applied, metadata: { ...metadata, annotations: rest } };
}

/** With keys in order, as Go writes them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [name, sorted(field)]);
  return Object.fromEntries(fields.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
