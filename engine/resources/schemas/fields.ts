import { z } from 'zod';
import { parseDuration } from '../duration.ts';

/*
 * The vocabulary of the schemas. Every schema carries, as its zod `error`, a noun phrase that says what is allowed
 * there: findings are worded from it and never from zod's own messages.
 */

/** What the keys of a "one of these types" mapping are called, for mappings made by `typedBy`. */
export const typeNouns = z.registry<{ noun: string }>();

/** The values of strings that are accepted but have no effect unless they are one of these, made by `effective`. */
export const effectiveValues = z.registry<{ values: readonly string[] }>();

/** A mapping with these fields. Other fields are pruned, as Kubernetes does. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.object(shape, 'a mapping');
}

/** A mapping whose keys name a type (`weighted`, `addPrefix`): one with only unknown keys is wrong, not pruned. */
export function typedBy<Shape extends z.core.$ZodLooseShape>(noun: string, shape: Shape) {
  return fields(shape).register(typeNouns, { noun });
}

/** A list that is the same absent and empty. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'a list').default([]);
}

/** A list for which absent and empty differ, or that may not be absent. */
export function plainList<Item extends z.ZodType>(item: Item) {
  return z.array(item, 'a list');
}

/** One of these strings. */
export function choice<const Values extends readonly [string, ...string[]]>(...values: Values) {
  const quoted = values.map((value) => `\`${value}\``);
  const last = quoted.at(-1) ?? '';
  return z.enum(values, quoted.length === 1 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`);
}

/** A string that Kubernetes accepts whatever it says, and Traefik ignores unless it is one of these. */
export function effective(...values: readonly string[]) {
  return z.string('a string').register(effectiveValues, { values });
}

/** A whole number within bounds, both included. */
export function integer(minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY) {
  let allowed = 'a whole number';
  if (maximum !== Number.POSITIVE_INFINITY) allowed += ` from ${minimum} to ${maximum}`;
  else if (minimum !== Number.NEGATIVE_INFINITY) allowed += `, ${minimum} or more`;
  return z
    .number(allowed)
    .refine((value) => Number.isInteger(value) && value >= minimum && value <= maximum, allowed);
}

export const text = z.string('a string');
export const flag = z.boolean('true or false');
export const texts = plainList(text);
export const textMap = z.record(z.string(), text, 'a mapping of strings');
export const anyMap = z.record(z.string(), z.unknown(), 'a mapping');
export const anything = z.unknown().optional();

/** Fields that Kubernetes has and nothing here reads: known, so that they raise no finding, and kept as written. */
export function unread<const Name extends string>(...names: readonly Name[]): Record<Name, typeof anything> {
  return Object.fromEntries(names.map((name) => [name, anything])) as Record<Name, typeof anything>;
}

export const portNumber = integer(1, 65535);

const portPhrase = 'a port number from 1 to 65535 or the name of a port';
/** The number of a port or its name. */
export const port = z.union(
  [
    z.number().refine((value) => Number.isInteger(value) && value >= 1 && value <= 65535, portPhrase),
    z.string().min(1, portPhrase),
  ],
  portPhrase,
);

/** As a route names a port of a Service: 0 and an empty text are none, and a fault of that route alone. */
export const portReference = z.union([port, z.literal([0, ''])], portPhrase);

const durationPhrase = 'a duration such as `500ms`, `10s` or `1m30s`, or a whole number of seconds';
/** A duration as written; `parseDuration` reads it. */
export const duration = z
  .union([z.number(), z.string()], durationPhrase)
  .refine((value) => parseDuration(value) !== undefined, durationPhrase);

/** A duration where Kubernetes takes no number. */
export const durationText = z
  .string('a string')
  .refine((value) => parseDuration(value) !== undefined, durationPhrase);

/** What a resource of Traefik refers to another by. */
export const objectReference = fields({ name: text, namespace: text.optional() });
