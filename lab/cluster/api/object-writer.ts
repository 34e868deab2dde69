import { generateName } from '../names.ts';
import type { KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { applyDefaults } from '../schema/defaults.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { validate } from '../schema/validate.ts';
import { Definitions, isDefinition } from './definitions.ts';
import { alreadyExists, invalid } from './errors.ts';
import { clone, type Draft } from './json.ts';
import { hasGeneration, rulesOf } from './kinds/index.ts';
import { dnsSubdomain } from './name-rules.ts';
import { checkNamespace, isNamespace } from './namespace-lifecycle.ts';
import { isAtItsEnd, isUnchanged, isWantedAnew, takeStatusAlone, timestamp } from './object-changes.ts';
import { metadataChangeProblems, metadataProblems } from './object-meta.ts';
import { ServiceAddresses } from './service-addresses.ts';
import { randomUid } from './uid.ts';
import { storageVersionOf } from './versions.ts';

/** What a writer needs of the cluster. */
export interface Surroundings {
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly now: () => Date;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** How an object comes into the store. */
interface Manner {
  /** Nothing is kept. */
  readonly dryRun?: boolean;
  /** A write of the cluster itself: nobody is asked whether it may, and nothing is held against it. */
  readonly trusted?: boolean;
  /** `status`: only the status is new. */
  readonly statusOnly?: boolean;
  /** Whose fields are whose, of the object as it will be kept; absent: as before. */
  readonly managers?: (after: KubeObject) => readonly ManagedFieldsEntry[];
}

/** Brings objects into a store as an API server does: with defaults, checked, numbered; and what follows of some kinds. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #now: () => Date;
  readonly #random: () => number;
  readonly #addresses: ServiceAddresses;
  readonly #definitions: Definitions;

  constructor({ store, registry, now, random }: Surroundings) {
    this.#store = store;
    this.#now = now;
    this.#random = random;
    this.#addresses = new ServiceAddresses(store, random);
    this.#definitions = new Definitions(store, registry);
  }

  /** @throws ApiError 403, 404, 409, 422 */
  create(type: ResourceType, namespace: string, draft: Draft, manner: Manner): KubeObject {
    const { metadata } = draft;
    this.#begin(type, namespace, draft, manner.trusted === true);
    if (!manner.trusted) checkNamespace(this.#store, type, namespace, metadata.name);
    const rules = rulesOf(type);
    this.#fillNew(type, draft, manner.trusted === true);
    if (isDefinition(type)) this.#definitions.conclude(draft, undefined, timestamp(this.#now()));
    if (!manner.trusted) {
      this.#check(type, draft, [
        ...metadataProblems(metadata, type.namespaced, rules.name ?? dnsSubdomain),
        ...this.#contentProblems(type, draft),
        ...(rules.validateNew?.(draft) ?? []),
      ]);
    }
    if (this.#store.get(type, namespace, metadata.name)) throw alreadyExists(type, metadata.name);
    this.#assignAddresses(type, draft);
    return this.#finish(type, draft, undefined, manner);
  }

  /**
   * Puts an object in the place of the one before. Answers the one before itself if nothing is new.
   *
   * @throws ApiError 422
   */
  replace(type: ResourceType, draft: Draft, before: KubeObject, manner: Manner): KubeObject {
    const rules = rulesOf(type);
    const old = before.metadata;
    const { metadata } = draft;
    if (old.uid !== undefined) metadata.uid ??= old.uid;
    for (const field of [
      'creationTimestamp',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
      'generation',
    ] as const) {
      restore(metadata, old, field);
    }
    if (old.namespace !== undefined) metadata.namespace ??= old.namespace;
    if (manner.statusOnly) takeStatusAlone(draft, before);
    else {
      if (!manner.trusted && (type.subresources.includes('status') || isDefinition(type))) {
        restore(draft, before, 'status');
      }
      // `spec.finalizers` of a namespace is written by who drains it, and by nobody else.
      if (!manner.trusted && isNamespace(type)) draft['spec'] = clone(before['spec']);
      rules.carryOver?.(draft, before);
      this.#fill(type, draft);
    }
    if (isDefinition(type)) this.#definitions.conclude(draft, before, timestamp(this.#now()));
    if (!manner.trusted) {
      this.#check(type, draft, [
        ...metadataChangeProblems(metadata, old),
        ...metadataProblems(metadata, type.namespaced, () => []),
        ...(manner.statusOnly && !type.definition ? [] : this.#contentProblems(type, draft)),
        ...(manner.statusOnly ? [] : (rules.validateChange?.(draft, before) ?? [])),
      ]);
    }
    if (!manner.statusOnly) this.#assignAddresses(type, draft);
    if (hasGeneration(type) && isWantedAnew(type, draft, before)) {
      metadata.generation = (old.generation ?? 0) + 1;
    }
    return this.#finish(type, draft, before, manner);
  }

  /** What `create` or `replace` would fill in; the object is kept by somebody else. */
  admit(type: ResourceType, draft: Draft): Draft {
    const { namespace = '', name } = draft.metadata;
    const before = this.#store.get(type, namespace, name);
    if (before) {
      rulesOf(type).carryOver?.(draft, before);
      this.#fill(type, draft);
    } else this.#fillNew(type, draft, true);
    if (isService(type)) {
      this.#addresses.assign(draft);
      this.#addresses.take(draft);
    }
    return draft;
  }

  /** Ends the object now, whatever holds it. */
  end(type: ResourceType, namespace: string, name: string): KubeObject | undefined {
    const object = this.#store.get(type, namespace, name);
    if (object && isDefinition(type)) this.#definitions.retire(object);
    return this.#store.delete(type, namespace, name);
  }

  /** Name, identity and age; what only the cluster may say is not taken from others. */
  #begin(type: ResourceType, namespace: string, draft: Draft, trusted: boolean): void {
    const { metadata } = draft;
    if (type.namespaced) metadata.namespace = namespace;
    if (!metadata.name && metadata.generateName) {
      metadata.name = generateName(
        metadata.generateName,
        this.#random,
        (name) => this.#store.get(type, namespace, name) !== undefined,
      );
    }
    delete metadata.resourceVersion;
    delete metadata.managedFields;
    delete metadata.generation;
    delete metadata.deletionTimestamp;
    delete metadata.deletionGracePeriodSeconds;
    if (!trusted) {
      delete metadata.uid;
      delete metadata.creationTimestamp;
      if (type.subresources.includes('status') || isDefinition(type)) delete draft['status'];
    }
    metadata.uid ??= randomUid(this.#random);
    metadata.creationTimestamp ??= timestamp(this.#now());
    if (hasGeneration(type)) metadata.generation = 1;
  }

  /** @param hasStatus the status that it has is its own */
  #fillNew(type: ResourceType, draft: Draft, hasStatus: boolean): void {
    this.#fill(type, draft);
    const { status } = draft;
    rulesOf(type).begin?.(draft);
    if (hasStatus && status !== undefined) draft['status'] = status;
  }

  #fill(type: ResourceType, draft: Draft): void {
    if (type.definition) {
      const { metadata } = draft;
      Object.assign(draft, applyDefaults(schemaOf(type), draft));
      draft.metadata = metadata;
    } else rulesOf(type).defaults?.(draft);
  }

  #contentProblems(type: ResourceType, draft: Draft) {
    return type.definition ? validate(schemaOf(type), draft) : (rulesOf(type).validate?.(draft) ?? []);
  }

  #check(type: ResourceType, draft: Draft, problems: ReturnType<typeof metadataProblems>): void {
    if (problems.length > 0) throw invalid(type, draft.metadata.name ?? '', problems);
  }

  #assignAddresses(type: ResourceType, draft: Draft): void {
    if (isService(type)) this.#check(type, draft, this.#addresses.assign(draft));
  }

  #finish(type: ResourceType, draft: Draft, before: KubeObject | undefined, manner: Manner): KubeObject {
    draft.apiVersion = storageVersionOf(type);
    if (before) draft.metadata.resourceVersion = before.metadata.resourceVersion ?? '';
    const managed = manner.managers?.(draft) ?? before?.metadata.managedFields;
    if (managed && managed.length > 0) draft.metadata.managedFields = managed;
    else delete draft.metadata.managedFields;
    if (before && isUnchanged(draft, before)) return before;
    if (manner.dryRun) return draft;
    if (before && isAtItsEnd(type, draft)) {
      return this.#endAs(type, draft);
    }
    return this.#put(type, draft);
  }

  #put(type: ResourceType, draft: Draft): KubeObject {
    if (isDefinition(type)) this.#definitions.serve(draft);
    if (isService(type)) this.#addresses.take(draft);
    return this.#store.put(type, draft);
  }

  /** Nothing holds an object that is to go any longer: it ends as this write leaves it. */
  #endAs(type: ResourceType, draft: Draft): KubeObject {
    const { namespace = '', name } = draft.metadata;
    return this.end(type, namespace, name) ?? draft;
  }
}

function isService(type: ResourceType): boolean {
  return qualifiedName(type) === 'services';
}

function restore<T extends object, Field extends keyof T>(target: T, source: T, field: Field): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}
