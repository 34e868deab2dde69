import { namespaceOf } from '../../engine/core.ts';
import { generateName } from './names.ts';
import type { PodRecord } from './pod-record.ts';
import type { PodRuntime } from './pod-runtime.ts';

/** Names for new pods, unlike those of all pods that are there. */
export class PodNames {
  readonly #pods: () => readonly PodRecord[];
  readonly #random: () => number;
  readonly #idle: PodRuntime['idleNames'];
  #taken: Map<string, Set<string>> | undefined;

  /** `idle`: names that are best taken first. */
  constructor(pods: () => readonly PodRecord[], random: () => number, idle?: PodRuntime['idleNames']) {
    this.#pods = pods;
    this.#random = random;
    this.#idle = idle;
  }

  /** `PREFIX` with random letters. */
  next(namespace: string, prefix: string): string {
    return this.#take(namespace, (taken) => {
      const idle = this.#idle?.(namespace, prefix).find((name) => !taken.has(name));
      return idle ?? generateName(prefix, this.#random, (text) => taken.has(text));
    });
  }

  /** `PREFIX` with the lowest number that is free. */
  numbered(namespace: string, prefix: string): string {
    return this.#take(namespace, (taken) => {
      let number = 0;
      while (taken.has(`${prefix}${number}`)) number += 1;
      return `${prefix}${number}`;
    });
  }

  #take(namespace: string, choose: (taken: ReadonlySet<string>) => string): string {
    // Most passes make no pod, and need no names.
    this.#taken ??= namesByNamespace(this.#pods());
    const taken = this.#taken.get(namespace) ?? new Set();
    const name = choose(taken);
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
