import type { ObjectName, Subresource } from '../api/requests.ts';
import { SCALE } from '../api/scale.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { type Answer, ok } from './answer.ts';
import { parseObject, parseOptions, parsePatch, readBody } from './body.ts';
import type { Exchange } from './exchange.ts';
import { type Form, negotiate } from './media-types.ts';
import { deleteOptions, flag, listOptions, wholeNumber, writeOptions } from './parameters.ts';
import { expired, methodNotAllowed, notServed, tooLarge } from './refusals.ts';
import { type IncludeObject, type ListMeta, representMany, representOne, type Shape } from './represent.ts';
import type { ResourceTarget } from './target.ts';
import type { Verbs } from './verbs.ts';

/** What answers need besides the request. */
export interface ObjectRoutesOptions {
  readonly api: Verbs;
  readonly store: ObjectStore;
  readonly registry: Registry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Answers a watch of the kind by itself. */
  readonly watch: (exchange: Exchange, shape: Shape, namespace: string | undefined) => void;
}

/** The verbs of HTTP on collections, objects and their subresources. */
export class ObjectRoutes {
  readonly #options: ObjectRoutesOptions;

  constructor(options: ObjectRoutesOptions) {
    this.#options = options;
  }

  /**
   * The kind that a path is about.
   *
   * @throws ApiError 404
   */
  typeOf({ group, version, plural, namespace, name }: ResourceTarget): ResourceType {
    const type = this.#options.registry.find(group, version, plural);
    if (!type || (namespace !== undefined && !type.namespaced)) throw notServed();
    if (name !== undefined && namespace === undefined && type.namespaced) throw notServed();
    return type;
  }

  /**
   * Undefined: it is being answered, by a watch.
   *
   * @throws ApiError
   */
  async answer(exchange: Exchange, target: ResourceTarget, type: ResourceType): Promise<Answer | undefined> {
    const { namespace = '', name, subresource } = target;
    if (name === undefined) return this.#collection(exchange, type, target.namespace);
    const known = type.subresources.find((one) => one === subresource);
    if (subresource !== undefined && known === undefined) throw notServed();
    return this.#object(exchange, { type, namespace, name }, known);
  }

  async #collection(
    exchange: Exchange,
    type: ResourceType,
    namespace: string | undefined,
  ): Promise<Answer | undefined> {
    const { api } = this.#options;
    const { method, query, request } = exchange;
    const shape = shapeOf(exchange, type);
    switch (method) {
      case 'GET':
      case 'HEAD':
        if (!flag(query, 'watch')) return ok(this.#list(query, shape, namespace));
        this.#options.watch(exchange, shape, namespace);
        return undefined;
      case 'POST': {
        if (type.namespaced && namespace === undefined) throw methodNotAllowed();
        const body = await readObject(exchange);
        const options = writeOptions(query, request.headers['user-agent']);
        const { object, warnings } = api.create(type, namespace ?? '', body, options);
        return { code: 201, body: this.#one(object, shape), warnings };
      }
      case 'DELETE': {
        if (type.namespaced && namespace === undefined) throw methodNotAllowed();
        const deletion = deleteOptions(query, await readOptions(exchange));
        const deleted = api.deleteCollection(type, listOptions(query, namespace), deletion);
        const metadata = { resourceVersion: `${this.#options.store.revision}` };
        return ok(representMany(deleted, metadata, shape, this.#options.now()));
      }
      default:
        throw methodNotAllowed();
    }
  }

  async #object(exchange: Exchange, name: ObjectName, subresource?: Subresource): Promise<Answer> {
    const { api } = this.#options;
    const { method, query, request } = exchange;
    const shape = shapeOf(exchange, name.type);
    const agent = request.headers['user-agent'];
    const shown = (object: KubeObject): unknown =>
      this.#one(object, subresource === 'scale' ? { ...shape, type: scaleTypeOf(name.type) } : shape);
    switch (method) {
      case 'GET':
      case 'HEAD':
        return ok(shown(subresource === 'scale' ? api.getScale(name) : api.get(name)));
      case 'PUT': {
        const body = await readObject(exchange);
        const { object, warnings } = api.update(name, body, writeOptions(query, agent, subresource));
        return { code: 200, body: shown(object), warnings };
      }
      case 'PATCH': {
        const body = await readBody(request);
        const patch = parsePatch(body, request.headers['content-type'], flag(query, 'force'));
        const options = writeOptions(query, agent, subresource);
        const { object, outcome, warnings } = api.patch(name, patch, options);
        return { code: outcome === 'created' ? 201 : 200, body: shown(object), warnings };
      }
      case 'DELETE': {
        if (subresource !== undefined) throw methodNotAllowed();
        const { object, gone } = api.delete(name, deleteOptions(query, await readOptions(exchange)));
        return ok(gone ? deletedStatus(object, name.type) : shown(object));
      }
      default:
        throw methodNotAllowed();
    }
  }

  #list(query: URLSearchParams, shape: Shape, namespace: string | undefined): unknown {
    const { api, store, now } = this.#options;
    const wanted = wholeNumber(query, 'resourceVersion') ?? 0;
    if (wanted > store.revision) throw tooLarge(wanted, store.revision);
    if (query.get('resourceVersionMatch') === 'Exact' && wanted !== store.revision) {
      throw expired(wanted, store.revision);
    }
    const { items, revision, continueAt, remaining } = api.list(shape.type, listOptions(query, namespace));
    const metadata: ListMeta = {
      resourceVersion: `${revision}`,
      ...(continueAt === undefined ? {} : { continue: continueAt }),
      ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
    };
    return representMany(items, metadata, shape, now());
  }

  #one(object: KubeObject, shape: Shape): unknown {
    return representOne(object, shape, this.#options.now());
  }
}

const INCLUDED: readonly IncludeObject[] = ['Metadata', 'None', 'Object'];

async function readObject({ request }: Exchange): Promise<Json> {
  return parseObject(await readBody(request), request.headers['content-type']);
}

async function readOptions({ request }: Exchange): Promise<Json> {
  return parseOptions(await readBody(request), request.headers['content-type']);
}

/** In which form the objects of a kind are wanted. */
function shapeOf({ request, query }: Exchange, type: ResourceType): Shape {
  const { form }: { form: Form } = negotiate(request.headers.accept);
  const asked = query.get('includeObject');
  return { type, form, includeObject: INCLUDED.find((value) => value === asked) ?? 'Metadata' };
}

/** A Scale is of another kind than the object that it is of. */
function scaleTypeOf({ definition: _, ...type }: ResourceType): ResourceType {
  return { ...type, ...SCALE, plural: 'scales' };
}

function deletedStatus({ metadata }: KubeObject, type: ResourceType): unknown {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: metadata.name,
      ...(type.group === '' ? {} : { group: type.group }),
      kind: type.plural,
      ...(metadata.uid === undefined ? {} : { uid: metadata.uid }),
    },
  };
}
