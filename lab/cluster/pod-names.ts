import { namespaceOf } from '../../engine/decisions.ts';
import { generateName } from './names.ts';
import type { PodRecord } from './pod-record.ts';

/** Names for new pods, unlike those of all pods that are there. */
export class PodNames {
  readonly #pods: () => readonly PodRecord[];
  readonly #random: () => number;
  #taken: Map<string, Set<string>> | undefined;

  constructor(pods: () => readonly PodRecord[], random: () => number) {
    this.#pods = pods;
    this.#random = random;
  }

  next(namespace: string, prefix: string): string {
    // Most passes make no pod, and need no names.
    this.#taken ??= namesByNamespace(this.#pods());
    const taken = this.#taken.get(namespace) ?? new Set();
    const name = generateName(prefix, this.#random, (text) => taken.has(text));
    this.#taken.set(namespace, taken.add(name));
    return name;
  }
}

function namesByNamespace(records: readonly PodRecord[]): Map<string, Set<string>> {
  const byNamespace = Map.groupBy(records, ({ resource }) => namespaceOf(resource));
  return new Map(
    [...byNamespace].map(([namespace, own]) => [
      namespace,
      new Set(own.map(({ resource }) => resource.metadata.name)),
    ]),
  );
}
