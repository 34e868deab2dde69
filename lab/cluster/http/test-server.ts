import { Agent, type Dispatcher, request } from 'undici';
import { KubernetesApi } from '../api/kubernetes-api.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { Registry } from '../objects/registry.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { serverCertificates } from './certificates.ts';
import { KubernetesServer, type KubernetesServerOptions } from './server.ts';
import type { Verbs } from './verbs.ts';

export const TOKEN = 'test-token';
export const CERTIFICATES = serverCertificates();

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

/** A server over a store of its own with the namespaces `default` and `a`; its history is short. */
export async function startTestServer(options: Partial<KubernetesServerOptions> = {}): Promise<TestServer> {
  const store = options.store ?? new ObjectStore({ firstRevision: 1000, history: 200 });
  const registry = options.registry ?? new Registry();
  const api = options.api ?? apiOf(store, registry, options.now ?? Date.now);
  const server = await KubernetesServer.start({
    api,
    store,
    registry,
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

function apiOf(store: ObjectStore, registry: Registry, clock: () => number): KubernetesApi {
  const api = new KubernetesApi({
    store,
    registry,
    now: () => new Date(clock()),
    random: Math.random,
  });
  for (const name of ['default', 'a']) {
    api.keep(typeNamed(registry, 'namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  return api;
}
