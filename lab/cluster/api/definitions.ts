import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { typesOfDefinition } from '../schema/definition-types.ts';
import type { Draft } from './json.ts';
import type { DefinitionNames, DefinitionSpec } from './kinds/custom-resource-definition.ts';
import { specOf } from './kinds/kind-rules.ts';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

interface Condition {
  type: string;
  status: 'True' | 'False';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

interface DefinitionStatus {
  conditions?: Condition[];
  acceptedNames?: DefinitionNames;
  storedVersions?: string[];
}

/** True for the kind whose objects define further kinds. */
export function isDefinition(type: ResourceType): boolean {
  return type.definition === undefined && qualifiedName(type) === DEFINITIONS;
}

/** Keeps what is served, and the status of each CustomResourceDefinition, as the definitions in a store say it. */
export class Definitions {
  readonly #store: ObjectStore;
  readonly #registry: Registry;

  constructor(store: ObjectStore, registry: Registry) {
    this.#store = store;
    this.#registry = registry;
    for (const definition of store.list(DEFINITIONS)) this.serve(definition);
  }

  /** Gives the definition its status, in place: what a cluster says as soon as it serves the kinds. */
  conclude(draft: Draft, before: KubeObject | undefined, now: string): void {
    const spec = specOf<DefinitionSpec>(draft);
    const old = (before?.['status'] ?? {}) as DefinitionStatus;
    const taken = this.#takenName(draft.metadata.name, spec);
    const stored = (spec.versions ?? []).find(({ storage }) => storage === true)?.name;
    const wanted = [
      taken === undefined
        ? condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found')
        : condition('NamesAccepted', 'False', taken.reason, `"${taken.name}" is already in use`),
      taken === undefined
        ? condition('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted')
        : condition('Established', 'False', 'NotAccepted', 'not all names are accepted'),
    ];
    const status: DefinitionStatus = {
      conditions: wanted.map((one) => ({ ...one, lastTransitionTime: sinceWhen(one, old, now) })),
      acceptedNames:
        taken === undefined ? { ...spec.names } : (old.acceptedNames ?? { plural: '', kind: '' }),
      storedVersions: [
        ...new Set([...(old.storedVersions ?? []), ...(stored === undefined ? [] : [stored])]),
      ],
    };
    draft['status'] = status;
  }

  /** Serves what the definition says from now on. One whose names are another's is not served. */
  serve(definition: KubeObject): void {
    const { conditions = [] } = (definition['status'] ?? {}) as DefinitionStatus;
    const isRefused = conditions.some(({ type, status }) => type === 'Established' && status !== 'True');
    if (isRefused) this.#registry.forget(definition.metadata.name);
    else this.#registry.define(definition.metadata.name, typesOfDefinition(definition));
  }

  /** Ends all objects of the kinds that the definition gave, and serves them no longer. */
  retire(definition: KubeObject): void {
    const { group = '', names = {} } = specOf<DefinitionSpec>(definition);
    const resource = qualifiedName({ group, plural: names.plural ?? '' });
    for (const { metadata } of this.#store.list(resource)) {
      this.#store.delete(resource, metadata.namespace ?? '', metadata.name);
    }
    this.#registry.forget(definition.metadata.name);
  }

  /** A name that another definition of the group has. */
  #takenName(
    name: string,
    { group, names = {} }: DefinitionSpec,
  ): { name: string; reason: string } | undefined {
    const others = this.#store
      .list(DEFINITIONS)
      .filter((other) => other.metadata.name !== name && specOf<DefinitionSpec>(other).group === group)
      .map((other) => specOf<DefinitionSpec>(other).names ?? {});
    const kinds = new Set(others.flatMap(({ kind, listKind }) => [kind, listKind]));
    const resources = new Set(
      others.flatMap(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames]),
    );
    const candidates = [
      { name: names.plural, reason: 'PluralConflict', taken: resources },
      { name: names.singular, reason: 'SingularConflict', taken: resources },
      ...(names.shortNames ?? []).map((one) => ({
        name: one,
        reason: 'ShortNamesConflict',
        taken: resources,
      })),
      { name: names.kind, reason: 'KindConflict', taken: kinds },
      { name: names.listKind, reason: 'ListKindConflict', taken: kinds },
    ];
    for (const candidate of candidates) {
      if (candidate.name !== undefined && candidate.taken.has(candidate.name)) {
        return { name: candidate.name, reason: candidate.reason };
      }
    }
    return undefined;
  }
}

function condition(type: string, status: 'True' | 'False', reason: string, message: string) {
  return { type, status, reason, message };
}

function sinceWhen(one: Omit<Condition, 'lastTransitionTime'>, old: DefinitionStatus, now: string): string {
  const before = old.conditions?.find(({ type }) => type === one.type);
  return before?.status === one.status ? before.lastTransitionTime : now;
}
