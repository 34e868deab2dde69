import type { ApiObject, Resource, ResourceReference } from '../../../engine/index.ts';
import { jsonIn } from '../../cluster/objects/json.ts';
import type { Collections } from './collections.ts';
import { relayedSlices } from './endpoint-relays.ts';
import type { ScenarioNamespaces } from './namespaces.ts';
import type { RelayedPods } from './relayed-pods.ts';
import { ResourceView } from './resource-view.ts';

interface RoutedObjectsOptions {
  readonly collections: Collections;
  readonly namespaces: ScenarioNamespaces;
  readonly pods: RelayedPods;
  /** What the scenario wrote last of an object. */
  readonly writtenOf: (reference: ResourceReference) => Resource | undefined;
}

/** What proxies here route by: the objects of the cluster as the scenario wrote them, with endpoints that are reached here. */
export class RoutedObjects {
  readonly #options: RoutedObjectsOptions;
  readonly #view = new ResourceView();

  constructor(options: RoutedObjectsOptions) {
    this.#options = options;
  }

  /**
   * @param made namespaces, as the cluster has them
   * @throws ClusterWorldError `cluster-not-reached`
   */
  async read(made: readonly ApiObject[]): Promise<readonly Resource[]> {
    const { collections, namespaces, pods } = this.#options;
    const services = new Map([...collections.all('Service')].map((service) => [placeOf(service), service]));
    const objects = [...made];
    for (const object of collections.all()) {
      if (object.metadata['deletionTimestamp'] !== undefined) continue;
      if (object['kind'] !== 'EndpointSlice') objects.push(object);
      else {
        const { namespace } = object.metadata;
        const name = jsonIn(object.metadata, 'labels')['kubernetes.io/service-name'];
        objects.push(...(await relayedSlices(object, services.get(`${namespace}/${name}`), pods)));
      }
    }
    const shown = objects.map((object) => this.#asWritten(namespaces.restore(object)));
    return this.#view.read(shown, (object) => this.#writtenOf(object)?.origin);
  }

  #writtenOf({ kind, metadata: { namespace = '', name } }: ApiObject): Resource | undefined {
    return this.#options.writtenOf({ kind: String(kind), namespace, name });
  }

  /** A cluster keeps `stringData` of a Secret as `data`; findings are about what stands in the manifest. */
  #asWritten(object: ApiObject): ApiObject {
    const written = this.#writtenOf(object);
    if (written?.kind !== 'Secret' || !written.stringData) return object;
    const texts = written.stringData;
    const { data, ...rest } = object;
    const others = Object.entries(jsonIn({ data }, 'data')).filter(
      ([key, value]) => Buffer.from(String(value), 'base64').toString() !== texts[key],
    );
    return { ...rest, stringData: texts, ...(others.length > 0 && { data: Object.fromEntries(others) }) };
  }
}

function placeOf({ metadata: { namespace, name } }: ApiObject): string {
  return `${namespace}/${name}`;
}
