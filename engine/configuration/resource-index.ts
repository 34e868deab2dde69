import { formatReference, type ResourceReference } from '../resources/diagnostic.ts';
import { namespaceOf, type Resource, type ResourceOf, referenceOf } from '../resources/resource.ts';

const NONE: readonly never[] = [];

/**
 * The objects of a cluster, to look up. It is brought up to date rather than made anew, and says what changed in the
 * words that readers note down: the key of what they asked for.
 */
export class ResourceIndex {
  #resources: readonly Resource[] = NONE;
  #byReference = new Map<string, Resource>();
  readonly #byKind = new Map<Resource['kind'], Resource[]>();
  readonly #slices = new Map<string, ResourceOf<'EndpointSlice'>[]>();
  /** Objects that are not in force for a reason that was reported already, by key. */
  #rejected = new Map<string, ResourceReference>();

  /**
   * Takes the objects in force and those that were written but not accepted.
   *
   * @returns the objects that are gone and those that came, and the keys whose answers may differ now. `inPlace`: each
   * that came stands where the one of its name did that is gone.
   */
  update(
    resources: readonly Resource[],
    rejected: readonly ResourceReference[],
  ): {
    readonly removed: readonly Resource[];
    readonly added: readonly Resource[];
    readonly inPlace: boolean;
    readonly changed: ReadonlySet<string>;
  } {
    const changed = new Set<string>();
    this.#reject(rejected, changed);
    const { removed, added, inPlace } = difference(this.#resources, resources);
    this.#resources = resources;
    const kinds = new Set<Resource['kind']>();
    const owners = new Set<string>();
    for (const resource of [...removed, ...added]) {
      changed.add(keyOf(resource));
      kinds.add(resource.kind);
      if (resource.kind === 'EndpointSlice') owners.add(ownerOf(resource));
    }
    for (const kind of kinds) changed.add(kindKey(kind));
    for (const owner of owners) changed.add(slicesKey(owner));
    for (const resource of removed) this.#byReference.delete(keyOf(resource));
    for (const resource of added) this.#byReference.set(keyOf(resource), resource);
    // Of two objects of one name the last counts, and one may have gone.
    if (this.#byReference.size !== resources.length) {
      this.#byReference = new Map(resources.map((resource) => [keyOf(resource), resource]));
    }
    this.#sort(resources, kinds);
    return { removed, added, inPlace, changed };
  }

  /** All objects of a kind, in the order given. */
  ofKind<K extends Resource['kind']>(kind: K): readonly ResourceOf<K>[] {
    // The index is the proof; TypeScript cannot narrow a union by a type parameter.
    return (this.#byKind.get(kind) ?? NONE) as readonly ResourceOf<K>[];
  }

  find(reference: ResourceReference): Resource | undefined {
    return this.#byReference.get(formatReference(reference));
  }

  endpointSlices(namespace: string, service: string): readonly ResourceOf<'EndpointSlice'>[] {
    return this.#slices.get(`${namespace}/${service}`) ?? NONE;
  }

  get rejected(): Iterable<ResourceReference> {
    return this.#rejected.values();
  }

  wasRejected(reference: ResourceReference): boolean {
    return this.#rejected.has(formatReference(reference));
  }

  #reject(rejected: readonly ResourceReference[], changed: Set<string>): void {
    if (rejected.length === 0 && this.#rejected.size === 0) return;
    const now = new Map(rejected.map((reference) => [formatReference(reference), reference]));
    for (const key of this.#rejected.keys()) if (!now.has(key)) changed.add(key);
    for (const key of now.keys()) if (!this.#rejected.has(key)) changed.add(key);
    this.#rejected = now;
  }

  /** Lists the objects of the kinds that have changed. */
  #sort(resources: readonly Resource[], kinds: ReadonlySet<Resource['kind']>): void {
    if (kinds.size === 0) return;
    for (const kind of kinds) this.#byKind.set(kind, []);
    for (const resource of resources) {
      if (kinds.has(resource.kind)) this.#byKind.get(resource.kind)?.push(resource);
    }
    if (!kinds.has('EndpointSlice')) return;
    this.#slices.clear();
    for (const slice of this.ofKind('EndpointSlice')) push(this.#slices, ownerOf(slice), slice);
  }
}

/** What a reader notes down who asks for one object, or whether it was rejected. */
export function referenceKey(reference: ResourceReference): string {
  return formatReference(reference);
}

/** What a reader notes down who asks for all objects of a kind. */
export function kindKey(kind: string): string {
  return `all ${kind}`;
}

/** What a reader notes down who asks for the endpoints of a Service, `namespace/name`. */
export function slicesKey(owner: string): string {
  return `endpoints ${owner}`;
}

function keyOf(resource: Resource): string {
  return formatReference(referenceOf(resource));
}

function ownerOf(slice: ResourceOf<'EndpointSlice'>): string {
  return `${namespaceOf(slice)}/${slice.metadata.labels['kubernetes.io/service-name'] ?? ''}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

/** What is in one list and not in the other. Lists that are equal but for a few items cost one comparison an item. */
function difference(
  before: readonly Resource[],
  after: readonly Resource[],
): { removed: Resource[]; added: Resource[]; inPlace: boolean } {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let fromEnd = 0;
  const most = Math.min(before.length, after.length) - start;
  while (fromEnd < most && before[before.length - 1 - fromEnd] === after[after.length - 1 - fromEnd]) {
    fromEnd += 1;
  }
  const old = before.slice(start, before.length - fromEnd);
  const now = after.slice(start, after.length - fromEnd);
  const [known, kept] = [new Set(old), new Set(now)];
  const stayed = now.filter((item) => known.has(item));
  // Order counts too: of what has moved, all is taken for changed.
  if (
    !sameItems(
      old.filter((item) => kept.has(item)),
      stayed,
    )
  )
    return { removed: old, added: now, inPlace: false };
  const inPlace = old.length === now.length && old.every((item, place) => haveSameName(item, now[place]));
  return {
    removed: old.filter((item) => !kept.has(item)),
    added: now.filter((item) => !known.has(item)),
    inPlace,
  };
}

function haveSameName(one: Resource, other: Resource | undefined): boolean {
  return one === other || (other !== undefined && keyOf(one) === keyOf(other));
}

function sameItems<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
