import { isDeepStrictEqual } from 'node:util';
import {
  type Diagnostic,
  formatReference,
  namespaceOf,
  type Resource,
  type ResourceReference,
  referenceOf,
} from '../../engine/core.ts';
import { type ReadManifests, readFor } from './read.ts';
import { isUnchanged, revise } from './revise.ts';
import { keyOf, type Store } from './store.ts';
import { isWorkload } from './workload.ts';

/** A manifest file: its name in findings, and its text. */
export interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

/** What became of one object. */
export interface Outcome {
  readonly reference: ResourceReference;
  readonly outcome: 'created' | 'configured' | 'unchanged' | 'deleted';
}

/** What became of manifests: an outcome for each object that is valid, a finding for what is not. */
export interface ApplyResult {
  readonly outcomes: readonly Outcome[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What became of all of it. */
export function joined(results: readonly ApplyResult[]): ApplyResult {
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    diagnostics: results.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** A file as it was read last. */
interface ReadFile extends ReadManifests, ManifestFile {
  readonly namespace: string | undefined;
}

interface Definition {
  readonly resource: Resource;
  readonly file: string;
}

/** Puts manifests in force in a store, and remembers which ones were refused and which came from watched files. */
export class Manifests {
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #rejected = new Map<string, ResourceReference>();
  readonly #rejectedInFiles = new Map<string, ResourceReference>();
  /** What the files said when they were read last. */
  #inFiles = new Map<string, Definition>();
  #reads = new Map<string, ReadFile>();

  constructor(store: Store, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Objects that were written but are not valid. An earlier valid version may be in force. */
  get rejected(): readonly ResourceReference[] {
    return [...new Map([...this.#rejected, ...this.#rejectedInFiles]).values()];
  }

  apply({ file, text }: ManifestFile, namespace: string | undefined): ApplyResult {
    const read = readFor(text, file, namespace);
    const diagnostics = [...read.diagnostics];
    for (const reference of read.rejected) this.#rejected.set(keyOf(reference), reference);
    const outcomes = read.resources.flatMap((resource) => this.#put(resource, this.#rejected, diagnostics));
    return { outcomes, diagnostics };
  }

  /** Makes the files all there is from files: see `Cluster.replaceFiles`. */
  replaceFiles(files: readonly ManifestFile[], namespace: string | undefined): ApplyResult {
    const reads = files.map((file) => this.#read(file, namespace));
    this.#reads = new Map(reads.map((read) => [read.file, read]));
    const diagnostics = reads.flatMap((read) => [...read.diagnostics]);
    const definitions = lastDefinitions(reads, diagnostics);
    const before = this.#inFiles;
    this.#inFiles = new Map(definitions);
    this.#rejectedInFiles.clear();
    for (const reference of reads.flatMap(({ rejected }) => rejected)) {
      if (!definitions.has(keyOf(reference))) this.#rejectedInFiles.set(keyOf(reference), reference);
    }
    const outcomes = [...definitions].flatMap(
      ([key, { resource }]) =>
        this.#refresh(resource, before.get(key)) ?? this.#put(resource, this.#rejectedInFiles, diagnostics),
    );
    const unreadable = new Set(reads.filter(({ unnamed }) => unnamed).map(({ file }) => file));
    const vanished: Resource[] = [];
    for (const [key, definition] of before) {
      if (definitions.has(key)) continue;
      // A file with a slip of the pen in it deletes nothing: the last good version stays.
      const stays = this.#rejectedInFiles.has(key) || unreadable.has(definition.file);
      if (stays) this.#inFiles.set(key, definition);
      else vanished.push(definition.resource);
    }
    // Namespaces last, so that what is in them is reported by itself.
    vanished.sort((one, other) => Number(one.kind === 'Namespace') - Number(other.kind === 'Namespace'));
    for (const resource of vanished) outcomes.push(...this.#vanish(resource));
    return { outcomes, diagnostics };
  }

  /** Deletes an object, and with a Namespace all that is in it. */
  delete(reference: ResourceReference): void {
    this.#store.delete(reference);
    for (const rejected of [this.#rejected, this.#rejectedInFiles]) {
      rejected.delete(keyOf(reference));
      if (reference.kind !== 'Namespace') continue;
      for (const [key, { namespace }] of rejected) if (namespace === reference.name) rejected.delete(key);
    }
  }

  /** A file that says what it said leaves alone what was set by other means; only its lines may have moved. */
  #refresh(resource: Resource, before: Definition | undefined): Outcome[] | undefined {
    const current = this.#store.get(referenceOf(resource));
    if (!current?.written) return undefined;
    if (before?.resource === resource) return [{ reference: referenceOf(resource), outcome: 'unchanged' }];
    if (!isDeepStrictEqual(before?.resource.object, resource.object)) return undefined;
    this.#store.set({ ...current, resource: { ...current.resource, origin: resource.origin } });
    return [{ reference: referenceOf(resource), outcome: 'unchanged' }];
  }

  /** What a file says; one that says what it said is not read again, so that its objects stay the same. */
  #read({ file, text }: ManifestFile, namespace: string | undefined): ReadFile {
    const known = this.#reads.get(file);
    if (known?.text === text && known.namespace === namespace) return known;
    return { file, text, namespace, ...readFor(text, file, namespace) };
  }

  /** No outcome if the object is refused. */
  #put(resource: Resource, rejected: Map<string, ResourceReference>, diagnostics: Diagnostic[]): Outcome[] {
    const reference = referenceOf(resource);
    const current = this.#store.get(reference);
    const refusal = selectorChange(resource, current?.resource);
    if (refusal) {
      diagnostics.push(refusal);
      rejected.set(keyOf(reference), reference);
      return [];
    }
    this.#rejected.delete(keyOf(reference));
    this.#rejectedInFiles.delete(keyOf(reference));
    const createdAt = this.#now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    this.#ensureNamespace(resource, createdAt);
    const next = revise(current, resource, createdAt);
    this.#store.set(next);
    if (!current?.written) return [{ reference, outcome: 'created' }];
    return [{ reference, outcome: isUnchanged(current, next) ? 'unchanged' : 'configured' }];
  }

  #vanish(resource: Resource): Outcome[] {
    const reference = referenceOf(resource);
    const current = this.#store.get(reference);
    if (!current) return [];
    if (reference.kind === 'Namespace' && this.#isInFiles(reference.name)) {
      // What is in it is still wanted: the namespace goes on as one that nobody wrote.
      this.#store.set({ resource: current.resource });
      return [];
    }
    this.delete(reference);
    return [{ reference, outcome: 'deleted' }];
  }

  #isInFiles(namespace: string): boolean {
    return [...this.#inFiles.values()].some(({ resource }) => namespaceOf(resource) === namespace);
  }

  #ensureNamespace(resource: Resource, createdAt: string): void {
    const name = namespaceOf(resource);
    const reference = { kind: 'Namespace', namespace: '', name };
    if (name === '' || this.#store.get(reference)) return;
    const metadata = { name, labels: {}, annotations: {}, creationTimestamp: createdAt };
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata } as const;
    this.#store.set({ resource: { ...object, origin: resource.origin, object } });
  }
}

function lastDefinitions(
  reads: readonly (ReadManifests & { readonly file: string })[],
  diagnostics: Diagnostic[],
): Map<string, Definition> {
  const definitions = new Map<string, Definition>();
  for (const { file, resources } of reads) {
    for (const resource of resources) {
      const key = keyOf(referenceOf(resource));
      const earlier = definitions.get(key);
      if (earlier) diagnostics.push(definedTwice(resource, earlier.resource));
      definitions.set(key, { resource, file });
    }
  }
  return definitions;
}

function definedTwice(resource: Resource, earlier: Resource): Diagnostic {
  const first = earlier.origin.position();
  return {
    severity: 'warning',
    code: 'object-defined-twice',
    message: `${formatReference(referenceOf(resource))} is also defined at ${first.file}:${first.line}:${first.column}; the definition here is the one in force`,
    advice: 'keep one of the two',
    resource: referenceOf(resource),
    position: resource.origin.position(),
  };
}

/** Kubernetes: the selector of a workload is immutable, or its pods would be left behind. */
function selectorChange(resource: Resource, current: Resource | undefined): Diagnostic | undefined {
  if (!isWorkload(resource) || !current || !isWorkload(current)) return undefined;
  if (isDeepStrictEqual(resource.spec.selector, current.spec.selector)) return undefined;
  return {
    severity: 'error',
    code: 'field-immutable',
    message: `\`spec.selector\` of a ${resource.kind} cannot be changed: field is immutable`,
    advice: `delete the ${resource.kind} first, or give the new one another name`,
    resource: referenceOf(resource),
    position: resource.origin.position(['spec', 'selector']),
  };
}
