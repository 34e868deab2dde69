import { isDeepStrictEqual } from 'node:util';
import { type ApiObject, type Origin, type Resource, readObject } from '../../../engine/index.ts';

/** Kinds whose status is read. */
const HAS_STATUS: ReadonlySet<string> = new Set(['Node', 'Pod', 'Service']);

interface Read {
  readonly essence: ApiObject;
  readonly resource: Resource | undefined;
}

/** The objects of a scenario as resources. One that does not change in what is read of it stays the same resource. */
export class ResourceView {
  #read = new Map<string, Read>();

  /**
   * @param objects as the scenario speaks of them
   * @param originOf where an object was written; undefined: by somebody else
   */
  read(objects: readonly ApiObject[], originOf: (object: ApiObject) => Origin | undefined): Resource[] {
    const next = new Map<string, Read>();
    for (const object of objects) {
      const { kind, metadata } = object;
      const key = `${object['apiVersion']}/${kind}/${metadata.namespace}/${metadata.name}`;
      const essence = essenceOf(object);
      const origin = originOf(object);
      const before = this.#read.get(key);
      const isSame =
        before !== undefined &&
        (origin === undefined || before.resource?.origin === origin) &&
        isDeepStrictEqual(before.essence, essence);
      next.set(key, isSame ? before : { essence, resource: resourceOf(essence, origin) });
    }
    this.#read = next;
    return [...next.values()].flatMap(({ resource }) => resource ?? []);
  }
}

function resourceOf(object: ApiObject, origin: Origin | undefined): Resource | undefined {
  const { resource } = readObject(object);
  return resource && origin ? { ...resource, origin } : resource;
}

function essenceOf({ status, ...object }: ApiObject): ApiObject {
  const {
    resourceVersion: _version,
    generation: _generation,
    managedFields: _fields,
    ...metadata
  } = object.metadata;
  return { ...object, metadata, ...(HAS_STATUS.has(String(object['kind'])) && { status }) };
}
