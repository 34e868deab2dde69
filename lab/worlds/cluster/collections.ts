import {
  type ApiObject,
  type KubernetesError,
  type KubernetesTransport,
  Reflector,
  type Resource,
  systemClock,
} from '../../../engine/index.ts';
import type { ServedKind } from './connection.ts';

/** A kind whose objects are read, in one namespace or (for kinds that have none) of the whole cluster. */
export interface Collected extends ServedKind {
  readonly kind: Resource['kind'];
  readonly namespace: string;
}

/** What is known of one kind in one place. */
class Collection {
  readonly collected: Collected;
  readonly objects = new Map<string, ApiObject>();
  /** Resolves when all objects were listed once. */
  readonly listed = Promise.withResolvers<void>();

  constructor(collected: Collected) {
    this.collected = collected;
  }
}

/** The objects of some kinds in some namespaces, as the API has them. Owns the watches. */
export class Collections {
  readonly #transport: KubernetesTransport;
  readonly #onChange: () => void;
  readonly #ending = new AbortController();
  readonly #all = new Map<string, Collection>();
  readonly #running = new Set<Promise<void>>();
  #failure: KubernetesError | undefined;

  constructor(transport: KubernetesTransport, onChange: () => void) {
    this.#transport = transport;
    this.#onChange = onChange;
  }

  /** Why the API did not answer last; undefined if it did. */
  get failure(): KubernetesError | undefined {
    return this.#failure;
  }

  /** Begins to follow a kind; resolves when it has been listed. */
  follow(collected: Collected): Promise<void> {
    const key = keyOf(collected.apiVersion, collected.kind, collected.namespace);
    const known = this.#all.get(key);
    if (known) return known.listed.promise;
    const collection = new Collection(collected);
    this.#all.set(key, collection);
    const { objects, listed } = collection;
    const reflector = new Reflector({
      transport: this.#transport,
      watched: {
        kind: collected.kind,
        apiVersion: collected.apiVersion,
        plural: collected.plural,
        namespace: collected.namespaced ? collected.namespace : undefined,
        labelSelector: '',
      },
      sink: {
        replace: (all) => {
          objects.clear();
          for (const object of all) objects.set(object.metadata.name, object);
          listed.resolve();
          this.#onChange();
        },
        upsert: (object) => {
          objects.set(object.metadata.name, object);
          this.#onChange();
        },
        remove: (object) => {
          objects.delete(object.metadata.name);
          this.#onChange();
        },
        answered: () => {
          this.#failure = undefined;
        },
        failed: (_verb, error) => {
          this.#failure = error;
          if (error.status === 403) listed.reject(error);
        },
      },
      clock: systemClock,
      random: Math.random,
    });
    this.#running.add(reflector.run(this.#ending.signal));
    return listed.promise;
  }

  /** As the API has it; undefined if it has none, or the kind is not followed there. */
  find(apiVersion: string, kind: string, namespace: string, name: string): ApiObject | undefined {
    return this.#all.get(keyOf(apiVersion, kind, namespace))?.objects.get(name);
  }

  /** The objects of a kind, or of all kinds, each named by its kind. */
  *all(kind?: string): Generator<ApiObject> {
    for (const { collected, objects } of this.#all.values()) {
      if (kind !== undefined && collected.kind !== kind) continue;
      for (const object of objects.values())
        yield { ...object, apiVersion: collected.apiVersion, kind: collected.kind };
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    for (const { listed } of this.#all.values()) listed.resolve();
    await Promise.all(this.#running);
  }
}

function keyOf(apiVersion: string, kind: string, namespace: string): string {
  return `${apiVersion}/${kind}/${namespace}`;
}
