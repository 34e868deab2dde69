import { namespaceOf, type ResourceOf } from '../../../engine/core.ts';
import type { OwnWrites } from '../live/own-writes.ts';
import type { KubeObject } from '../objects/object.ts';
import { NODE } from './node.ts';
import { ownerOf } from './replica-sets.ts';

type Service = ResourceOf<'Service'>;
type EndpointSlice = ResourceOf<'EndpointSlice'>;

export const SLICES = 'endpointslices.discovery.k8s.io';
export const ENDPOINTS = 'endpoints';

/** Keeps the EndpointSlices and Endpoints of Services that have a selector (Traefik before 3.1 reads the latter). */
export class EndpointObjects {
  readonly #writes: OwnWrites;
  /** What was written, by namespace and name; forgotten where somebody else wrote since. */
  readonly #slices = new Map<string, EndpointSlice | undefined>();
  readonly #endpoints = new Map<string, readonly (Service | EndpointSlice)[] | undefined>();

  constructor(writes: OwnWrites) {
    this.#writes = writes;
  }

  /** Whether an object is one of these; the next look puts right what somebody else did to it. */
  disturb(resource: string, { metadata: { namespace, name } }: KubeObject): boolean {
    const known: Map<string, unknown> = resource === SLICES ? this.#slices : this.#endpoints;
    const key = `${namespace}/${name}`;
    if ((resource !== SLICES && resource !== ENDPOINTS) || !known.has(key)) return false;
    known.set(key, undefined);
    return true;
  }

  /** `written`: whether somebody wrote the Endpoints of a Service. */
  reconcile(
    services: readonly Service[],
    slices: readonly EndpointSlice[],
    written: (service: Service) => boolean,
  ): void {
    const byService = Map.groupBy(
      slices,
      (slice) => `${namespaceOf(slice)}/${slice.metadata.labels['kubernetes.io/service-name'] ?? ''}`,
    );
    const current = new Set<string>();
    const owners = new Set<string>();
    for (const service of services) {
      if (!hasEndpoints(service)) continue;
      const key = `${namespaceOf(service)}/${service.metadata.name}`;
      const own = byService.get(key) ?? [];
      for (const slice of own) {
        current.add(nameOf(slice));
        if (this.#slices.get(nameOf(slice)) !== slice) this.#keepSlice(service, slice);
      }
      if (written(service)) continue;
      owners.add(key);
      if (!sameItems([service, ...own], this.#endpoints.get(key))) this.#keepEndpoints(key, service, own);
    }
    this.#forget(SLICES, this.#slices, current);
    this.#forget(ENDPOINTS, this.#endpoints, owners);
  }

  #forget(resource: string, known: Map<string, unknown>, current: ReadonlySet<string>): void {
    for (const key of known.keys()) {
      if (current.has(key)) continue;
      known.delete(key);
      const slash = key.indexOf('/');
      this.#writes.remove(resource, key.slice(0, slash), key.slice(slash + 1));
    }
  }

  #keepSlice(service: Service, slice: EndpointSlice): void {
    this.#slices.set(nameOf(slice), slice);
    const { name, namespace = 'default', labels } = slice.metadata;
    const owner = this.#writes.get('services', namespace, service.metadata.name);
    this.#writes.keep(SLICES, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name,
        generateName: `${service.metadata.name}-`,
        namespace,
        labels,
        ...(owner ? { ownerReferences: [ownerOf(owner)] } : {}),
      },
      addressType: slice.addressType,
      endpoints: slice.endpoints.map(({ targetRef, ...endpoint }) => ({
        ...endpoint,
        nodeName: NODE,
        targetRef: this.#podReference(namespace, targetRef?.name ?? ''),
      })),
      ports: slice.ports,
    });
  }

  #keepEndpoints(key: string, service: Service, slices: readonly EndpointSlice[]): void {
    this.#endpoints.set(key, [service, ...slices]);
    const namespace = namespaceOf(service);
    this.#writes.keep(ENDPOINTS, {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: service.metadata.name, namespace, labels: service.metadata.labels },
      // Each pod has its own ports here.
      ...(slices.length === 0
        ? {}
        : {
            subsets: slices.map(({ endpoints, ports }) => ({
              addresses: endpoints.flatMap(({ addresses, targetRef }) =>
                addresses.map((ip) => ({
                  ip,
                  nodeName: NODE,
                  targetRef: this.#podReference(namespace, targetRef?.name ?? ''),
                })),
              ),
              ports,
            })),
          }),
    });
  }

  #podReference(namespace: string, name: string): object {
    const uid = this.#writes.get('pods', namespace, name)?.metadata.uid;
    return { kind: 'Pod', namespace, name, ...(uid === undefined ? {} : { uid }) };
  }
}

function hasEndpoints({ spec: { selector = {}, type } }: Service): boolean {
  return type !== 'ExternalName' && Object.keys(selector).length > 0;
}

function nameOf(slice: EndpointSlice): string {
  return `${namespaceOf(slice)}/${slice.metadata.name}`;
}

function sameItems(some: readonly unknown[], others: readonly unknown[] | undefined): boolean {
  return some.length === others?.length && some.every((item, index) => item === others[index]);
}
