import { randomUUID } from 'node:crypto';
import { Agent, type Dispatcher, request } from 'undici';
import { parseLabelSelector } from '../../../engine/core.ts';
import type { Listed, ListOptions, ObjectName, Written } from '../api/requests.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { Registry } from '../objects/registry.ts';
import { apiVersionOf, qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { serverCertificates } from './certificates.ts';
import type { OpenApi } from './open-api.ts';
import { KubernetesServer, type KubernetesServerOptions } from './server.ts';
import type { Verbs } from './verbs.ts';

export const TOKEN = 'test-token';
export const CERTIFICATES = serverCertificates();

/** The least that kubectl is content with (both documents say what is there, and nothing of fields). */
const OPEN_API: OpenApi = {
  index: (registry) => ({
    paths: Object.fromEntries(
      registry.types.map((type) => {
        const path = type.group === '' ? `api/${type.version}` : `apis/${apiVersionOf(type)}`;
        return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${registry.generation}` }];
      }),
    ),
  }),
  document: (_, group, version) => ({ openapi: '3.0.0', info: { title: group, version }, paths: {} }),
  v2: () => Buffer.from('0a03322e30', 'hex'),
};

export interface TestServer extends AsyncDisposable {
  readonly server: KubernetesServer;
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly api: Verbs;
  /** One request with the token, unless other headers are given. */
  ask(path: string, options?: AskOptions): Promise<TestAnswer>;
  /** A watch that goes on until it is closed. */
  watch(path: string, accept?: string): Promise<TestWatch>;
}

interface AskOptions {
  readonly method?: Dispatcher.HttpMethod;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestAnswer {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Json;
}

export interface WatchedEvent {
  readonly type: string;
  readonly object: KubeObject & { readonly code?: number };
}

export interface TestWatch {
  /** The next event; undefined at the end. */
  next(): Promise<WatchedEvent | undefined>;
  close(): void;
}

/** A server over a store of its own, with the plainest verbs that can be. */
export async function startTestServer(options: Partial<KubernetesServerOptions> = {}): Promise<TestServer> {
  const store = options.store ?? new ObjectStore({ firstRevision: 1000, history: 200 });
  const registry = options.registry ?? new Registry();
  const api = options.api ?? plainVerbs(store);
  const server = await KubernetesServer.start({
    api,
    store,
    registry,
    openApi: OPEN_API,
    certificates: CERTIFICATES,
    token: TOKEN,
    ...options,
  });
  const agent = new Agent({
    connect: { ca: CERTIFICATES.authorityPem, checkServerIdentity: () => undefined },
    bodyTimeout: 0,
  });
  const bearer = { authorization: `Bearer ${TOKEN}` };
  return {
    server,
    store,
    registry,
    api,
    async ask(path, { method = 'GET', body, headers = {} } = {}) {
      const answer = await request(`${server.url}${path}`, {
        dispatcher: agent,
        method,
        headers: { ...bearer, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.body.text();
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      return {
        code: answer.statusCode,
        headers: answer.headers,
        text,
        json: isJson ? (JSON.parse(text) as Json) : {},
      };
    },
    async watch(path, accept = 'application/json') {
      const { body } = await request(`${server.url}${path}`, {
        dispatcher: agent,
        headers: { ...bearer, accept },
      });
      return readLines(body);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await agent.destroy();
    },
  };
}

function readLines(body: Dispatcher.ResponseData['body']): TestWatch {
  const chunks = body[Symbol.asyncIterator]();
  let rest = '';
  return {
    async next() {
      for (;;) {
        const end = rest.indexOf('\n');
        if (end >= 0) {
          const line = rest.slice(0, end);
          rest = rest.slice(end + 1);
          return JSON.parse(line) as WatchedEvent;
        }
        const { done, value } = await chunks.next();
        if (done) return undefined;
        rest += String(value);
      }
    },
    close: () => body.destroy(),
  };
}

/** An object as a test needs it. */
export function objectOf(type: ResourceType, namespace: string, name: string, more: Json = {}): KubeObject {
  const { metadata, ...rest } = more;
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    ...rest,
    metadata: {
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(metadata as Json | undefined),
      name,
      ...(namespace === '' ? {} : { namespace }),
    },
  };
}

export function typeNamed(registry: Registry, plural: string): ResourceType {
  const type = registry.types.find((one) => one.plural === plural);
  if (!type) throw new Error(`no kind is called ${plural}`);
  return type;
}

function plainVerbs(store: ObjectStore): Verbs {
  const get = ({ type, namespace, name }: ObjectName): KubeObject => {
    const found = store.get(type, namespace, name);
    if (found) return found;
    throw new ApiError(404, 'NotFound', `${qualifiedName(type)} "${name}" not found`, {
      name,
      kind: type.plural,
    });
  };
  const keep = (type: ResourceType, object: KubeObject, outcome: Written['outcome']): Written => ({
    object: store.put(type, object),
    outcome,
    warnings: [],
  });
  const filter: Verbs['filter'] = (_, { labelSelector = '', fieldSelector = '' }) => {
    const selects = parseLabelSelector(labelSelector);
    const name = /^metadata\.name=(.*)$/.exec(fieldSelector)?.[1];
    return ({ metadata }) => selects(metadata.labels ?? {}) && (name === undefined || metadata.name === name);
  };
  return {
    get,
    getScale: get,
    filter,
    list(type, options: ListOptions): Listed {
      const found = store.list(type, options.namespace).filter(filter(type, options));
      const from = Number(options.continueAt ?? 0);
      const to = from + (options.limit ?? found.length);
      return {
        items: found.slice(from, to),
        revision: store.revision,
        ...(to < found.length ? { continueAt: `${to}`, remaining: found.length - to } : {}),
      };
    },
    create(type, namespace, body) {
      const { metadata } = body as KubeObject;
      if (store.get(type, namespace, metadata.name)) {
        throw new ApiError(409, 'AlreadyExists', `${qualifiedName(type)} "${metadata.name}" already exists`);
      }
      const made = objectOf(type, namespace, metadata.name, body);
      return keep(type, { ...made, metadata: { ...made.metadata, uid: randomUUID() } }, 'created');
    },
    update: (name, body) => keep(name.type, { ...(body as KubeObject) }, 'configured'),
    patch(name, { type, body }) {
      if (type === 'json') throw new ApiError(422, 'Invalid', 'not of this test');
      const changed = { ...get(name), ...body } as KubeObject;
      return keep(name.type, objectOf(name.type, name.namespace, name.name, changed), 'configured');
    },
    delete(name) {
      get(name);
      return { object: store.delete(name.type, name.namespace, name.name) as KubeObject, gone: true };
    },
    deleteCollection: (type, options) =>
      store
        .list(type, options.namespace)
        .flatMap(({ metadata }) => store.delete(type, metadata.namespace ?? '', metadata.name) ?? []),
  };
}
