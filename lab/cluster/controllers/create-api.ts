import { KubernetesApi } from '../api/kubernetes-api.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { traefikDefinitions } from '../schema/traefik-definitions.ts';

interface CreateApiOptions {
  readonly objects: ObjectStore;
  readonly registry: Registry;
  readonly now: () => Date;
}

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/** Makes an API over the objects, with the definitions of Traefik's kinds. */
export function createApi({ objects, registry, now }: CreateApiOptions): KubernetesApi {
  const api = new KubernetesApi({
    store: objects,
    registry,
    now,
    // What the luck of a scenario decides, it decides whether or not somebody looks.
    random: Math.random,
  });
  for (const definition of traefikDefinitions()) {
    const type = registry.ofKind(definition.apiVersion, definition.kind);
    if (type && !objects.get(DEFINITIONS, '', definition.metadata.name)) api.keep(type, definition);
  }
  return api;
}
