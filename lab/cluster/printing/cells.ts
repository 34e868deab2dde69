import { formatAge } from '../age.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import { listAt, mapAt, textAt } from './fields.ts';

/** What kubectl prints where there is nothing. */
export const NONE = '<none>';

/** The most entries of a list of addresses, hosts or ports that kubectl shows. */
const MOST_SHOWN = 3;

export function nameOf(object: KubeObject): string {
  return object.metadata.name;
}

/** How old the object is. `now` is in milliseconds since 1970, here and everywhere in this room. */
export function ageOf(object: KubeObject, now: number): string {
  return since(object.metadata.creationTimestamp, now);
}

/** Time that has passed since an RFC 3339 time, as kubectl prints it. */
export function since(time: unknown, now: number): string {
  const moment = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(moment) ? '<unknown>' : formatAge(now - moment);
}

/** When the object was made, as the tables of kinds show it that have no printer of their own. */
export function createdAt(object: KubeObject): string {
  return object.metadata.creationTimestamp ?? '<unknown>';
}

export function orNone(text: string): string {
  return text === '' ? NONE : text;
}

/** All entries with commas between, or the first three and how many there are besides. */
export function shortened(items: readonly string[], empty: string): string {
  if (items.length === 0) return empty;
  const more = items.length - MOST_SHOWN;
  return more > 0 ? `${items.slice(0, MOST_SHOWN).join(',')} + ${more} more...` : items.join(',');
}

/** `app=whoami,tier=web`, sorted by key. */
export function formatLabels(labels: Json): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`);
  return orNone(pairs.join(','));
}

/** A LabelSelector as one text: `app=whoami,tier in (web,api),!old`. */
export function formatSelector(selector: unknown): string {
  const labels = mapAt(selector, 'matchLabels');
  const parts = Object.keys(labels).map((key) => ({ key, text: `${key}=${String(labels[key])}` }));
  for (const expression of listAt(selector, 'matchExpressions')) {
    const key = textAt(expression, 'key');
    const values = listAt(expression, 'values').map(String).sort().join(',');
    const operator = textAt(expression, 'operator');
    if (operator === 'Exists') parts.push({ key, text: key });
    else if (operator === 'DoesNotExist') parts.push({ key, text: `!${key}` });
    else parts.push({ key, text: `${key} ${operator === 'In' ? 'in' : 'notin'} (${values})` });
  }
  parts.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  return orNone(parts.map(({ text }) => text).join(','));
}

/** Names of the containers of a pod's `spec`, with commas between. */
export function containerNames(spec: unknown): string {
  return listAt(spec, 'containers')
    .map((container) => textAt(container, 'name'))
    .join(',');
}

/** Their images. */
export function containerImages(spec: unknown): string {
  return listAt(spec, 'containers')
    .map((container) => textAt(container, 'image'))
    .join(',');
}
