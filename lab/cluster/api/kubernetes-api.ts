import type { Json, KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { applyConfiguration } from '../patch/apply-configuration.ts';
import { trackManagers } from '../patch/track-managers.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { type ReadBody, readApplied, readBody, readPatched } from './body.ts';
import { cause } from './causes.ts';
import { checkPreconditions, markedForDeletion } from './deletion.ts';
import { invalid, notFound } from './errors.ts';
import { draftOf, isSame } from './json.ts';
import { rulesOf } from './kinds/index.ts';
import { pageOf } from './list-page.ts';
import { isNamespace, refusalOfDeletion } from './namespace-lifecycle.ts';
import { isAtItsEnd, timestamp } from './object-changes.ts';
import { filterOf } from './object-filter.ts';
import { ObjectWriter, type Surroundings } from './object-writer.ts';
import { patched } from './patching.ts';
import {
  checkName,
  checkNamespaceOfBody,
  checkSubresource,
  checkVersion,
  checkVersionIsThere,
} from './request-checks.ts';
import type {
  Deleted,
  DeleteOptions,
  Listed,
  ListOptions,
  ObjectFilter,
  ObjectName,
  Patch,
  WriteOptions,
  Written,
} from './requests.ts';
import { SCALE, scaled, scaleOf } from './scale.ts';
import { deprecations, inVersion, keptDraft, keptType } from './versions.ts';

const UNKNOWN_MANAGER = 'unknown';

/**
 * The verbs of a Kubernetes API server on the objects of a store, each done when it returns. Objects that are answered
 * are those of the store: nobody changes them in place.
 */
export class KubernetesApi {
  readonly #surroundings: Surroundings;
  readonly #writer: ObjectWriter;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#writer = new ObjectWriter(surroundings);
  }

  /** @throws ApiError 404 */
  get(name: ObjectName): KubeObject {
    return inVersion(name.type, this.#stored(name));
  }

  /** @throws ApiError 404 */
  getScale(name: ObjectName): KubeObject {
    checkSubresource(name.type, 'scale');
    return scaleOf(name.type, this.#stored(name));
  }

  /** @throws ApiError 400 for selectors and tokens that cannot be read */
  list(type: ResourceType, options: ListOptions = {}): Listed {
    const { store } = this.#surroundings;
    const { namespace, ...selectors } = options;
    const page = pageOf(store.list(type, namespace), filterOf(type, selectors), options, store.revision);
    return { ...page, items: page.items.map((object) => inVersion(type, object)) };
  }

  /** @throws ApiError 400 for selectors that cannot be read */
  filter(type: ResourceType, options: ListOptions): ObjectFilter {
    return filterOf(type, options) ?? (() => true);
  }

  /**
   * @param namespace empty for kinds of the cluster
   * @throws ApiError 400, 403, 404, 409, 422
   */
  create(type: ResourceType, namespace: string, body: Json, options: WriteOptions = {}): Written {
    const read = readBody(type, body, options.fieldValidation);
    const { metadata } = read.draft;
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '') {
      throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
    }
    checkNamespaceOfBody(type, namespace, read.draft);
    const object = warning(read, () =>
      this.#writer.create(keptType(type), namespace, keptDraft(type, read.draft), {
        dryRun: options.dryRun === true,
        managers: (after) => this.#managers(type, options, undefined, after),
      }),
    );
    return this.#written(type, object, 'created', read);
  }

  /** @throws ApiError 400, 404, 409, 422 */
  update(name: ObjectName, body: Json, options: WriteOptions = {}): Written {
    checkSubresource(name.type, options.subresource);
    const before = this.#stored(name);
    if (options.subresource === 'scale') return this.#rescale(name, before, body, options);
    const read = readBody(name.type, body, options.fieldValidation);
    checkVersionIsThere(name, read.draft);
    return this.#replace(name, before, read, options);
  }

  /** Server-side apply of an object that is not there makes it. @throws ApiError 400, 403, 404, 409, 415, 422 */
  patch(name: ObjectName, patch: Patch, options: WriteOptions = {}): Written {
    checkSubresource(name.type, options.subresource);
    if (patch.type === 'apply') return this.#apply(name, patch, options);
    const before = this.#stored(name);
    if (options.subresource === 'scale') {
      const scale = patched(name.type, schemaOf(SCALE), scaleOf(name.type, before), patch);
      return this.#rescale(name, before, scale, options);
    }
    const live = inVersion(name.type, before);
    const read = readPatched(
      name.type,
      patched(name.type, schemaOf(name.type), live, patch),
      patch.body,
      options.fieldValidation,
    );
    return this.#replace(name, before, read, options);
  }

  /**
   * Ends the object; if finalizers hold it, if a pod has time to end, or if a namespace is to be drained, it is marked to
   * go, and goes with the write that takes away what holds it.
   *
   * @throws ApiError 403, 404, 409
   */
  delete(name: ObjectName, options: DeleteOptions = {}): Deleted {
    const { type } = name;
    const refusal = isNamespace(type) ? refusalOfDeletion(name.name) : undefined;
    if (refusal) throw refusal;
    const object = this.#stored(name);
    checkPreconditions(type, object, options.preconditions ?? {});
    const { store, now } = this.#surroundings;
    const marked = markedForDeletion(type, object, options, now());
    const gone = isAtItsEnd(type, marked);
    let kept: KubeObject = gone ? object : marked;
    if (!options.dryRun) {
      if (gone) kept = this.#writer.end(type, name.namespace, name.name) ?? object;
      else kept = isSame(marked, object) ? object : store.put(type, marked);
    }
    return { object: inVersion(type, kept), gone };
  }

  /** Deletes what a list has. Answers the objects as they were. @throws ApiError 400, 403 */
  deleteCollection(type: ResourceType, options: ListOptions, deletion: DeleteOptions = {}): KubeObject[] {
    const { items } = this.list(type, options);
    for (const { metadata } of items) {
      this.delete({ type, namespace: metadata.namespace ?? '', name: metadata.name }, deletion);
    }
    return [...items];
  }

  /**
   * A write of the cluster itself: the object is kept as it is given, status and all, with the defaults of its kind and
   * what only a cluster sets. Answers it as it is kept: the one before, and nobody hears of it, if nothing is new. An
   * object that is to go goes with the write that empties its finalizers.
   *
   * @throws ApiError 422 if a Service asks for an address that it cannot have
   */
  keep(type: ResourceType, object: KubeObject): KubeObject {
    const { namespace = '', name } = object.metadata;
    const before = this.#surroundings.store.get(type, namespace, name);
    const draft = draftOf(object);
    const kept = before
      ? this.#writer.replace(type, draft, before, { trusted: true })
      : this.#writer.create(type, namespace, draft, { trusted: true });
    return inVersion(type, kept);
  }

  /** Ends an object now, whatever holds it. Answers it as it was last; undefined if there was none. */
  remove(type: ResourceType, namespace: string, name: string): KubeObject | undefined {
    return this.#writer.end(type, namespace, name);
  }

  #stored({ type, namespace, name }: ObjectName): KubeObject {
    const object = this.#surroundings.store.get(type, namespace, name);
    if (!object) throw notFound(type, name);
    return object;
  }

  #replace(name: ObjectName, before: KubeObject, read: ReadBody, options: WriteOptions): Written {
    const { type } = name;
    const { draft } = read;
    checkName(name, draft);
    checkVersion(type, draft, before);
    const object = warning(read, () =>
      this.#writer.replace(keptType(type), keptDraft(type, draft), before, {
        dryRun: options.dryRun === true,
        statusOnly: options.subresource === 'status',
        managers: (after) => this.#managers(type, options, before, after),
      }),
    );
    return this.#written(type, object, object === before ? 'unchanged' : 'configured', read);
  }

  #rescale(name: ObjectName, before: KubeObject, scale: Json, options: WriteOptions): Written {
    const { type } = name;
    const draft = scaled(type, before, scale);
    const { resourceVersion } = (scale['metadata'] ?? {}) as { resourceVersion?: string };
    if (resourceVersion) draft.metadata.resourceVersion = resourceVersion;
    const { object, outcome } = this.#replace(name, before, { draft, warnings: [] }, options);
    return { object: scaleOf(type, object), outcome, warnings: [] };
  }

  #apply(name: ObjectName, patch: Extract<Patch, { type: 'apply' }>, options: WriteOptions): Written {
    const { type, namespace } = name;
    const { fieldManager: manager = '', subresource } = options;
    if (manager === '') {
      const missing = cause.required('fieldManager', 'is required for apply patch');
      throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [missing]);
    }
    const before = this.#surroundings.store.get(type, namespace, name.name);
    if (!before && subresource !== undefined) throw notFound(type, name.name);
    const applied = readApplied(type, patch.body, `${namespace}/${name.name}`);
    checkName(name, applied);
    if (before) checkVersion(type, applied, before);
    delete applied.metadata.resourceVersion;
    const result = applyConfiguration({
      live: before ? inVersion(type, before) : undefined,
      applied,
      manager,
      force: patch.force,
      schema: schemaOf(type),
      subresource,
      separateStatus: type.subresources.includes('status'),
      now: timestamp(this.#surroundings.now()),
    });
    const manner = {
      dryRun: options.dryRun === true,
      statusOnly: subresource === 'status',
      managers: () => result.metadata.managedFields ?? [],
    };
    const object = before
      ? this.#writer.replace(keptType(type), keptDraft(type, draftOf(result)), before, manner)
      : this.#writer.create(keptType(type), namespace, keptDraft(type, draftOf(result)), manner);
    const changed = object === before ? 'unchanged' : 'configured';
    return this.#written(type, object, before ? changed : 'created', { draft: applied, warnings: [] });
  }

  #managers(
    type: ResourceType,
    { fieldManager = '', subresource }: WriteOptions,
    before: KubeObject | undefined,
    after: KubeObject,
  ): readonly ManagedFieldsEntry[] {
    // Of an object whose status is written by itself, no other write owns any of it.
    const isStatusApart = subresource !== 'status' && type.subresources.includes('status');
    const kept = keptType(type);
    return trackManagers({
      before: before && isStatusApart ? withoutStatus(before) : before,
      after: isStatusApart ? withoutStatus(after) : after,
      manager: fieldManager === '' ? UNKNOWN_MANAGER : fieldManager,
      schema: schemaOf(kept),
      subresource,
      apiVersion: apiVersionOf(kept),
      now: timestamp(this.#surroundings.now()),
    });
  }

  #written(
    type: ResourceType,
    object: KubeObject,
    outcome: Written['outcome'],
    { warnings }: ReadBody,
  ): Written {
    return {
      object: inVersion(type, object),
      outcome,
      warnings: [...warnings, ...deprecations(type), ...(rulesOf(type).warnings?.(object) ?? [])],
    };
  }
}

/** A refusal says too what the body was warned of. */
function warning<T>({ warnings }: ReadBody, write: () => T): T {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof ApiError) || warnings.length === 0) throw error;
    throw new ApiError(error.code, error.reason, error.message, error.details, warnings);
  }
}

function withoutStatus({ status: _, ...object }: KubeObject): KubeObject {
  return object;
}
