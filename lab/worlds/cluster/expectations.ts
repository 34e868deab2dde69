import { formatReference, type ResourceReference } from '../../../engine/index.ts';
import type { Collections } from './collections.ts';

/** An object of the cluster. */
interface ClusterObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface Expected extends ClusterObjectName {
  /** As the scenario names it. */
  readonly reference: ResourceReference;
  /** The version that a write came to; undefined: it was deleted. */
  readonly resourceVersion: string | undefined;
}

/** What was written and has to be seen before the scenario goes on. */
export class Expectations {
  readonly #all = new Map<string, Expected>();

  add(expected: Expected): void {
    const { apiVersion, kind, namespace, name } = expected;
    this.#all.set([apiVersion, kind, namespace, name].join('/'), expected);
  }

  /** What is not seen yet, for people. */
  missing(collections: Collections): string[] {
    const missing: string[] = [];
    for (const [key, expected] of [...this.#all]) {
      if (isMet(expected, collections)) this.#all.delete(key);
      else {
        const what =
          expected.resourceVersion === undefined ? 'is still there' : 'is not seen as it was written';
        missing.push(`${formatReference(expected.reference)} ${what}`);
      }
    }
    return missing;
  }
}

function isMet({ resourceVersion, ...name }: Expected, collections: Collections): boolean {
  const seen = collections.find(name.apiVersion, name.kind, name.namespace, name.name);
  if (resourceVersion === undefined) return !seen || seen.metadata['deletionTimestamp'] !== undefined;
  // Versions of one kind are numbers that grow (Kubernetes: API concepts, "Resource versions").
  return BigInt(seen?.metadata.resourceVersion ?? 0) >= BigInt(resourceVersion);
}
