import type { Cluster } from '../cluster.ts';
import type { KubeObject } from '../objects/object.ts';

/** Writes the objects of a cluster as an API does on behalf of its clients. */
export class TestApi {
  readonly #cluster: Cluster;
  #uids = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get(resource: string, name: string, namespace = 'default'): KubeObject {
    const object = this.#cluster.objects.get(resource, namespace, name);
    if (!object) throw new Error(`there is no ${resource} ${namespace}/${name}`);
    return object;
  }

  /** The objects of a kind. */
  list(resource: string, namespace = 'default'): KubeObject[] {
    return this.#cluster.objects.list(resource, namespace);
  }

  names(resource: string, namespace = 'default'): string[] {
    return this.list(resource, namespace).map(({ metadata }) => metadata.name);
  }

  create(resource: string, object: KubeObject): KubeObject {
    this.#uids += 1;
    const metadata = { namespace: 'default', uid: `made-${this.#uids}`, ...object.metadata };
    return this.#cluster.objects.put(resource, { ...object, metadata });
  }

  edit(resource: string, name: string, change: (object: KubeObject) => KubeObject): KubeObject {
    return this.#cluster.objects.put(resource, change(this.get(resource, name)));
  }

  /** Sets fields of the specification. */
  patch(resource: string, name: string, spec: Readonly<Record<string, unknown>>): KubeObject {
    return this.edit(resource, name, (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), ...spec },
    }));
  }

  label(resource: string, name: string, labels: Readonly<Record<string, string>>): KubeObject {
    return this.edit(resource, name, (object) => ({
      ...object,
      metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
    }));
  }

  /** What holds an object is noted; what nothing holds is gone. */
  delete(resource: string, name: string, finalizers: readonly string[] = [], namespace = 'default'): void {
    const { objects } = this.#cluster;
    if (finalizers.length === 0 && !['pods', 'namespaces'].includes(resource)) {
      objects.delete(resource, namespace, name);
      return;
    }
    const object = this.get(resource, name, namespace);
    const deletionTimestamp = '2026-11-23T10:00:00Z';
    const metadata = {
      ...object.metadata,
      deletionTimestamp,
      ...(finalizers.length === 0 ? {} : { finalizers }),
    };
    objects.put(resource, { ...object, metadata });
  }
}
