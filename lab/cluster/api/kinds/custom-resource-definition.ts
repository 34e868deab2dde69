import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import { cause, IMMUTABLE, invalidEach, oneOf } from '../causes.ts';
import { isAlike } from '../json.ts';
import { dns1035Label, dnsSubdomain } from '../name-rules.ts';
import { type KindRules, part, specOf } from './kind-rules.ts';

/** The fields of a CustomResourceDefinition's spec that are read or filled in (`apiextensions/v1`). */
export interface DefinitionSpec {
  group?: string;
  scope?: string;
  names?: DefinitionNames;
  versions?: DefinitionVersion[];
  conversion?: { strategy?: string };
  preserveUnknownFields?: boolean;
}

export interface DefinitionNames {
  plural?: string;
  singular?: string;
  kind?: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

interface DefinitionVersion {
  name?: string;
  served?: boolean;
  storage?: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: object };
}

/** Its status is the work of `Definitions`. */
export const customResourceDefinition: KindRules = {
  defaults: (draft) => {
    const spec = part<DefinitionSpec>(draft, 'spec');
    spec.conversion ??= { strategy: 'None' };
    if (!spec.names) return;
    const { kind } = spec.names;
    if (kind === undefined) return;
    spec.names.singular ??= kind.toLowerCase();
    spec.names.listKind ??= `${kind}List`;
  },
  validate: (object) => {
    const spec = specOf<DefinitionSpec>(object);
    const { group = '', scope = '', names = {}, versions = [] } = spec;
    return [
      ...(object.metadata.name === `${names.plural ?? ''}.${group}`
        ? []
        : [cause.invalid('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group')]),
      ...groupProblems(group),
      ...(scope === ''
        ? [cause.required('spec.scope')]
        : oneOf('spec.scope', scope, ['Cluster', 'Namespaced'])),
      ...(spec.preserveUnknownFields === true
        ? [
            cause.invalid(
              'spec.preserveUnknownFields',
              true,
              'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
            ),
          ]
        : []),
      ...versionsProblems(versions),
      ...namesProblems(names),
      ...conversionProblems(spec.conversion),
    ];
  },
  validateChange: (object, before) => {
    const [spec, old] = [specOf<DefinitionSpec>(object), specOf<DefinitionSpec>(before)];
    return [
      ...unchanged('spec.group', spec.group, old.group),
      ...unchanged('spec.scope', spec.scope, old.scope),
      ...unchanged('spec.names.kind', spec.names?.kind, old.names?.kind),
      ...unchanged('spec.names.plural', spec.names?.plural, old.names?.plural),
      ...lostVersions(object, before),
    ];
  },
};

function unchanged(field: string, value: unknown, before: unknown): StatusCause[] {
  return isAlike(value, before) ? [] : [cause.invalid(field, value ?? '', IMMUTABLE)];
}

function groupProblems(group: string): StatusCause[] {
  if (group === '') return [cause.required('spec.group')];
  const problems = invalidEach('spec.group', group, dnsSubdomain(group));
  if (problems.length > 0 || group.includes('.')) return problems;
  return [cause.invalid('spec.group', group, 'should be a domain with at least one dot')];
}

function versionsProblems(versions: readonly DefinitionVersion[]): StatusCause[] {
  const field = 'spec.versions';
  return [
    ...versions.flatMap(({ name = '', schema }, index) => [
      ...invalidEach(`${field}[${index}].name`, name, dns1035Label(name)),
      ...(versions.findIndex((one) => one.name === name) < index
        ? [cause.invalid(`${field}[${index}].name`, name, 'must be unique')]
        : []),
      ...(schema?.openAPIV3Schema
        ? []
        : [cause.required(`${field}[${index}].schema.openAPIV3Schema`, 'schemas are required')]),
    ]),
    ...(versions.filter(({ storage }) => storage === true).length === 1
      ? []
      : [
          cause.invalid(
            field,
            versions.map(({ name }) => name),
            'must have exactly one version marked as storage version',
          ),
        ]),
  ];
}

function namesProblems({
  plural = '',
  singular,
  kind = '',
  listKind,
  shortNames = [],
}: DefinitionNames): StatusCause[] {
  const field = 'spec.names';
  return [
    ...(plural === ''
      ? [cause.required(`${field}.plural`)]
      : invalidEach(`${field}.plural`, plural, dns1035Label(plural))),
    ...(singular ? invalidEach(`${field}.singular`, singular, dns1035Label(singular)) : []),
    ...shortNames.flatMap((name, index) =>
      invalidEach(`${field}.shortNames[${index}]`, name, dns1035Label(name)),
    ),
    ...(kind === ''
      ? [cause.required(`${field}.kind`)]
      : invalidEach(`${field}.kind`, kind, dns1035Label(kind.toLowerCase()).map(mayBeMixed))),
    ...(listKind
      ? invalidEach(`${field}.listKind`, listKind, dns1035Label(listKind.toLowerCase()).map(mayBeMixed))
      : []),
    ...(kind !== '' && kind === listKind
      ? [cause.invalid(`${field}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
  ];
}

function mayBeMixed(problem: string): string {
  return `may have mixed case, but should otherwise match: ${problem}`;
}

/** A webhook would have to be called, which nothing here does. */
function conversionProblems(conversion: DefinitionSpec['conversion']): StatusCause[] {
  const { strategy } = conversion ?? {};
  return strategy === undefined || strategy === 'None'
    ? []
    : [cause.notSupported('spec.conversion.strategy', strategy, ['None'])];
}

/** Objects may be stored in any version that ever was the one for storage. */
function lostVersions(object: KubeObject, before: KubeObject): StatusCause[] {
  const names = new Set((specOf<DefinitionSpec>(object).versions ?? []).map(({ name }) => name));
  const { storedVersions = [] } = (before['status'] ?? {}) as { storedVersions?: string[] };
  return storedVersions
    .filter((version) => !names.has(version))
    .map((version) =>
      cause.invalid(
        'status.storedVersions[0]',
        version,
        `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
      ),
    );
}
