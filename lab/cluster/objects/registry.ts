import { BUILT_IN_TYPES } from './builtin-types.ts';
import { apiVersionOf, type ResourceType } from './resource-type.ts';

/** The kinds that an API serves: the built-in ones, and those that CustomResourceDefinitions add. */
export class Registry {
  readonly #builtIn = BUILT_IN_TYPES;
  /** By name of the CustomResourceDefinition, in the order they were established. */
  readonly #custom = new Map<string, readonly ResourceType[]>();
  readonly #byPath = new Map<string, ResourceType>();
  readonly #byKind = new Map<string, ResourceType>();
  #generation = 1;
  /** Whether what is served can be found: most clusters are never asked. */
  #indexed = false;

  /** Grows with each change of what is served. */
  get generation(): number {
    return this.#generation;
  }

  /** All kinds, in the order of discovery: where two groups have one name, the first is the one that is meant. */
  get types(): readonly ResourceType[] {
    return [...this.#builtIn, ...[...this.#custom.values()].flat()];
  }

  /** The kind at a path: `find('apps', 'v1', 'deployments')`. */
  find(group: string, version: string, plural: string): ResourceType | undefined {
    this.#index();
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  /** The kind that an object says it is: `ofKind('apps/v1', 'Deployment')`. */
  ofKind(apiVersion: string, kind: string): ResourceType | undefined {
    this.#index();
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** Serves these kinds, one for each served version, instead of those that this definition gave before. */
  define(definition: string, types: readonly ResourceType[]): void {
    this.#custom.set(definition, types);
    this.#changed();
  }

  /** Serves the kinds of this definition no longer. */
  forget(definition: string): void {
    if (this.#custom.delete(definition)) this.#changed();
  }

  #changed(): void {
    this.#generation += 1;
    this.#indexed = false;
  }

  #index(): void {
    if (this.#indexed) return;
    this.#indexed = true;
    this.#byPath.clear();
    this.#byKind.clear();
    for (const type of this.types) {
      this.#byPath.set(`${type.group}/${type.version}/${type.plural}`, type);
      this.#byKind.set(`${apiVersionOf(type)}/${type.kind}`, type);
    }
  }
}
