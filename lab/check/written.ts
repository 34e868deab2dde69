import { formatReference, type Resource, referenceOf } from '../../engine/core.ts';
import type { Element } from './rule.ts';

/** Looks up what people wrote of a part of the configuration: whether a field is there at all, which a default hides. */
export class Written {
  readonly #resources: ReadonlyMap<string, Resource>;

  constructor(resources: readonly Resource[]) {
    this.#resources = new Map(
      resources.map((resource) => [formatReference(referenceOf(resource)), resource]),
    );
  }

  /** The object that it was compiled from. */
  resourceOf({ resource }: Pick<Element, 'resource'>): Resource | undefined {
    return resource && this.#resources.get(formatReference(resource));
  }

  /** What is written at a path of that object, `undefined` if nothing is. */
  at(element: Pick<Element, 'resource'>, path: Element['path']): unknown {
    return path.reduce(step, this.resourceOf(element)?.object);
  }
}

/** Names of fields are compared without regard to case, as the file provider does. */
function step(value: unknown, name: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const wanted = String(name).toLowerCase();
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
