import { isJson } from '../objects/json.ts';
import type { Json } from '../objects/object.ts';

/** Where `kubectl apply` keeps what it applied last. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Objects do not change in place, so the note of each is made once. */
const notes = new WeakMap<Json, string>();

/**
 * What `kubectl apply` notes of an object that it applies: its JSON as Go writes it, with sorted keys and without the
 * note itself. kubectl compares with it what a file says the next time.
 */
export function lastAppliedOf(object: Json): string {
  const known = notes.get(object);
  if (known !== undefined) return known;
  const metadata = isJson(object['metadata']) ? object['metadata'] : {};
  const annotations = isJson(metadata['annotations']) ? metadata['annotations'] : {};
  const { [LAST_APPLIED]: _last, ...others } = annotations;
  const note = `${goJson({ ...object, metadata: { ...metadata, annotations: others } })}\n`;
  notes.set(object, note);
  return note;
}

/** Go: `encoding/json`, which escapes what could end a script element. */
function goJson(value: unknown): string {
  return JSON.stringify(value, sorted).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sorted(_key: string, value: unknown): unknown {
  return isJson(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
}

/** What the note of an object says; undefined if it has none that can be read. */
export function readLastApplied(annotations: Readonly<Record<string, string>>): Json | undefined {
  const text = annotations[LAST_APPLIED];
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
