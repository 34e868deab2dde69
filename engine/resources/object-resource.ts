import { stringify } from 'yaml';
import type { Diagnostic, SourcePosition } from './diagnostic.ts';
import { isMapping, type Mapping, valueAt } from './json.ts';
import { ManifestOrigin } from './manifest.ts';
import type { FieldPath, WrittenOrigin } from './origin.ts';
import { readOne } from './read-resource.ts';
import type { Resource } from './resource.ts';
import { SourceText } from './source-text.ts';
import { YamlDocument } from './yaml-document.ts';

/** What an object says. */
export interface ReadObject {
  /** Absent if the object is wrong, or of a kind that is not read. */
  readonly resource?: Resource;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads an object that is in no file, as an API has it. It must not be changed afterwards. What is wrong is found as in
 * a manifest; a finding points into the object as `kubectl get -o yaml` prints it.
 */
export function readObject(object: Mapping, origin: WrittenOrigin = new ObjectOrigin(object)): ReadObject {
  const { resources, diagnostics } = readOne(object, origin);
  const [resource] = resources;
  return resource ? { resource, diagnostics } : { diagnostics };
}

/** Where the fields of an object are that no file holds: in what `kubectl get -o yaml` prints of it. */
export class ObjectOrigin implements WrittenOrigin {
  readonly #object: Mapping;
  /** Findings are rare, and the text of an object takes more memory than the object. */
  #printed: WeakRef<ManifestOrigin> | undefined;

  constructor(object: Mapping) {
    this.#object = object;
  }

  /** How kubectl asks for the object: `ingressroute.traefik.io/shop -n default`. */
  get file(): string {
    return nameOf(this.#object);
  }

  position(path?: FieldPath, offset?: number): SourcePosition {
    return this.#origin.position(path, offset);
  }

  keyPosition(path: FieldPath): SourcePosition {
    return this.#origin.keyPosition(path);
  }

  get #origin(): ManifestOrigin {
    const known = this.#printed?.deref();
    if (known) return known;
    const text = print(this.#object);
    const origin = new ManifestOrigin(new SourceText(this.file, text), new YamlDocument(text, 0), 0);
    this.#printed = new WeakRef(origin);
    return origin;
  }
}

function nameOf(object: Mapping): string {
  const [apiVersion, kind, name, namespace] = [
    ['apiVersion'],
    ['kind'],
    ['metadata', 'name'],
    ['metadata', 'namespace'],
  ].map((path) => {
    const value = valueAt(object, path);
    return typeof value === 'string' ? value : '';
  });
  const group = apiVersion?.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  const where = namespace ? ` -n ${namespace}` : '';
  return `${kind?.toLowerCase()}${group}/${name}${where}`;
}

/** Keys in the order of the alphabet, and without what kubectl hides: who set which field. */
function print(object: Mapping): string {
  const { metadata } = object;
  const shown = isMapping(metadata)
    ? {
        ...object,
        metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== 'managedFields')),
      }
    : object;
  return stringify(shown, { lineWidth: 0, sortMapEntries: true, aliasDuplicateObjects: false });
}
