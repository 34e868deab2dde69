import { type CrdField, type CrdMapping, crdMappings } from '../../../engine/core.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import { fieldDescription, KIND_DESCRIPTIONS } from './traefik-descriptions.ts';

const DURATION = '^([0-9]+(ns|us|µs|ms|s|m|h)?)+$';
const STATUSES = '^([1-5][0-9]{2}[,-]?)+$';
const VERSION = 'v1alpha1';

interface Group {
  readonly name: string;
  /** The release of Traefik whose fields it has; absent: all that there are. */
  readonly release?: string;
}

/**
 * The group of today, and the one that Traefik had up to 2.11, whose kinds have no fields that came later. The first
 * is the one that is meant where both have a name.
 */
const GROUPS: readonly Group[] = [{ name: 'traefik.io' }, { name: 'traefik.containo.us', release: '2.11' }];

/** By `kind.path`: values of fields that are absent. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  'IngressRoute.routes[].observability.traceVerbosity': 'minimal',
};

let made: readonly KubeObject[] | undefined;

/**
 * Traefik's CustomResourceDefinitions: the kinds of `traefik.io`, then those of `traefik.containo.us`. As Traefik's own,
 * they have no printer columns, no short names and no subresources.
 */
export function traefikDefinitions(): readonly KubeObject[] {
  made ??= GROUPS.flatMap((group) => {
    const mappings = crdMappings().map((mapping) => released(mapping, group.release));
    const kinds = mappings.filter(({ path, fields }) => path.length === 0 && fields.length > 0);
    return kinds.map(({ kind }) => definition(group.name, kind, mappings));
  });
  return made;
}

function released({ kind, path, fields }: CrdMapping, release: string | undefined): CrdMapping {
  const kept = fields.filter(
    ({ since, before }) => release === undefined || since === release || before === release,
  );
  return { kind, path, fields: kept };
}

function definition(group: string, kind: string, mappings: readonly CrdMapping[]): KubeObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular },
      scope: 'Namespaced',
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: objectSchema(kind, mappings) },
        },
      ],
    },
  };
}

function objectSchema(kind: string, mappings: readonly CrdMapping[]): Json {
  const own = new Map(
    mappings.filter((mapping) => mapping.kind === kind).map(({ path, fields }) => [path.join('.'), fields]),
  );
  return {
    description: KIND_DESCRIPTIONS[kind],
    type: 'object',
    required: ['metadata', 'spec'],
    properties: {
      apiVersion: { description: 'Group and version that the object is written in.', type: 'string' },
      kind: { description: 'What the object is.', type: 'string' },
      metadata: { type: 'object' },
      spec: { description: KIND_DESCRIPTIONS[kind], ...mappingSchema({ kind, own }, []) },
    },
  };
}

interface Kind {
  readonly kind: string;
  /** By path below `spec`. */
  readonly own: ReadonlyMap<string, readonly CrdField[]>;
}

function mappingSchema(kind: Kind, path: readonly string[]): Json {
  const fields = kind.own.get(path.join('.')) ?? [];
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(fields.map((field) => [field.name, described(kind, path, field)])),
  };
}

function described(kind: Kind, path: readonly string[], field: CrdField): Json {
  const description = fieldDescription(path.at(-1) ?? '', field.name);
  const schema = fieldSchema(kind, path, field);
  const place = [kind.kind, ...path, field.name].join('.');
  return {
    ...(description === undefined ? {} : { description }),
    ...schema,
    ...(place in DEFAULTS ? { default: DEFAULTS[place] } : {}),
  };
}

function fieldSchema(kind: Kind, path: readonly string[], field: CrdField): Json {
  const { name, holder } = field;
  if (holder === 'map') return { type: 'object', additionalProperties: valueSchema(field) };
  if (holder === 'list') {
    const inner = [...path, `${name}[]`];
    const isMapping = kind.own.has(inner.join('.'));
    return { type: 'array', items: isMapping ? mappingSchema(kind, inner) : valueSchema(field) };
  }
  const inner = [...path, name];
  return kind.own.has(inner.join('.')) ? mappingSchema(kind, inner) : valueSchema(field);
}

function valueSchema({ form, holder, minimum, maximum, patterned, choice }: CrdField): Json {
  switch (form) {
    case 'anything':
      return { 'x-kubernetes-preserve-unknown-fields': true };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        type: 'integer',
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case 'integer-or-text':
      return {
        anyOf: [{ type: 'integer' }, { type: 'string' }],
        'x-kubernetes-int-or-string': true,
        ...(patterned ? { pattern: DURATION } : {}),
      };
    case 'text':
      return {
        type: 'string',
        ...(choice === undefined ? {} : { enum: choice }),
        ...(patterned && holder === 'list' ? { pattern: STATUSES } : {}),
      };
  }
}
