import type { Json } from '../objects/object.ts';
import { builtInString, objectMeta } from './builtin-schema.ts';
import { isMapping, mappings, strings } from './json.ts';
import type { Combined, SchemaLimits, SchemaNode, SchemaType } from './schema-node.ts';

/** Names in a CustomResourceDefinition and in `SchemaLimits` that are the same, with the type of their values. */
const LIMITS: Readonly<Record<keyof SchemaLimits, 'list' | 'number' | 'boolean' | 'string'>> = {
  enum: 'list',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'boolean',
  exclusiveMaximum: 'boolean',
  multipleOf: 'number',
  minLength: 'number',
  maxLength: 'number',
  pattern: 'string',
  format: 'string',
  minItems: 'number',
  maxItems: 'number',
  uniqueItems: 'boolean',
  minProperties: 'number',
  maxProperties: 'number',
};

const COMBINING = ['allOf', 'anyOf', 'oneOf', 'not'] as const;

/** What stands around a schema: the root of a kind, and an embedded resource, have the metadata of an object. */
interface Place {
  readonly name?: string;
  readonly isObject?: boolean;
}

/** A structural schema (Kubernetes: "Specifying a structural schema"), read where somebody asks. */
class DefinedShape implements SchemaNode {
  readonly builtIn = false;
  readonly type: SchemaType;
  readonly name?: string;
  readonly description?: string;
  readonly required: readonly string[];
  readonly preserveUnknown: boolean;
  readonly nullable: boolean;
  readonly default?: unknown;
  readonly listType: 'atomic' | 'set' | 'map';
  readonly listKeys: readonly string[];
  readonly mapType: 'granular' | 'atomic';
  readonly retainKeys = false;
  readonly limits: SchemaLimits;
  readonly #schema: Json;
  readonly #isObject: boolean;
  readonly #isCombined: boolean;
  #fields: ReadonlyMap<string, SchemaNode> | undefined;
  #items: SchemaNode | undefined;
  #combined: Combined | undefined;

  constructor(schema: Json, { name, isObject = schema['x-kubernetes-embedded-resource'] === true }: Place) {
    this.#schema = schema;
    this.#isObject = isObject;
    this.#isCombined = COMBINING.some((word) => word in schema);
    if (name !== undefined) this.name = name;
    if (typeof schema['description'] === 'string') this.description = schema['description'];
    if ('default' in schema) this.default = schema['default'];
    this.type = typeOf(schema, isObject);
    this.required = strings(schema['required']);
    this.preserveUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
    this.nullable = schema['nullable'] === true;
    const listType = schema['x-kubernetes-list-type'];
    this.listType = listType === 'set' || listType === 'map' ? listType : 'atomic';
    this.listKeys = strings(schema['x-kubernetes-list-map-keys']);
    this.mapType = schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'granular';
    this.limits = limitsOf(schema);
  }

  get missed(): readonly string[] {
    return this.required;
  }

  get fields(): ReadonlyMap<string, SchemaNode> {
    this.#fields ??= fieldsOf(this.#schema, this.#isObject);
    return this.#fields;
  }

  get items(): SchemaNode | undefined {
    if (this.type !== 'map' && this.type !== 'list') return undefined;
    this.#items ??= definedShape(this.#schema[this.type === 'map' ? 'additionalProperties' : 'items']);
    return this.#items;
  }

  get combined(): Combined | undefined {
    if (this.#isCombined) this.#combined ??= combinedOf(this.#schema);
    return this.#combined;
  }
}

/** The shape that an `openAPIV3Schema`, or a part of it, describes. */
export function definedShape(schema: unknown, place: Place = {}): SchemaNode {
  return new DefinedShape(isMapping(schema) ? schema : {}, place);
}

function typeOf(schema: Json, isObject: boolean): SchemaType {
  if (schema['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  const type = schema['type'];
  if (type === 'array' || (type === undefined && isMapping(schema['items']))) return 'list';
  if (type === 'string' || type === 'integer' || type === 'number' || type === 'boolean') return type;
  const described = isMapping(schema['properties']);
  if (type !== 'object' && !described && !isObject) return 'any';
  const values = schema['additionalProperties'];
  return !described && (values === true || isMapping(values)) ? 'map' : 'object';
}

function fieldsOf(schema: Json, isObject: boolean): ReadonlyMap<string, SchemaNode> {
  const properties = isMapping(schema['properties']) ? schema['properties'] : {};
  const fields = new Map(Object.entries(properties).map(([name, field]) => [name, definedShape(field)]));
  if (!isObject) return fields;
  return fields.set('apiVersion', builtInString()).set('kind', builtInString()).set('metadata', objectMeta());
}

function limitsOf(schema: Json): SchemaLimits {
  return Object.fromEntries(
    Object.entries(LIMITS)
      .map(([name, type]) => [name, schema[name], type] as const)
      .filter(([, value, type]) => (type === 'list' ? Array.isArray(value) : typeof value === type)),
  );
}

/** That a whole number or a text is either of the two needs no saying twice. */
function combinedOf(schema: Json): Combined {
  const isEither = schema['x-kubernetes-int-or-string'] === true;
  const shapes = (word: 'allOf' | 'anyOf' | 'oneOf') => {
    const written = mappings(schema[word]).filter((part) => !(isEither && isIntOrString(part)));
    return written.length > 0 ? { [word]: written.map((part) => definedShape(part)) } : {};
  };
  const { not } = schema;
  return {
    ...shapes('allOf'),
    ...shapes('anyOf'),
    ...shapes('oneOf'),
    ...(isMapping(not) ? { not: definedShape(not) } : {}),
  };
}

/** `{ type: integer }`, `{ type: string }`, or an `anyOf` of both: the forms that structural schemas may say it in. */
function isIntOrString(part: Json): boolean {
  const [word = '', ...others] = Object.keys(part);
  if (others.length > 0) return false;
  if (word === 'anyOf') return mappings(part['anyOf']).every(isIntOrString);
  return word === 'type' && (part['type'] === 'integer' || part['type'] === 'string');
}
