import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { parseLabelSelector } from '../label-selector.ts';
import { type ApiObject, isApiObject, isJson, type Json } from './api-object.ts';

/** A request as a test sees it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  readonly authorization: string | undefined;
}

/** What happens to a request instead of an answer: another status, a cut connection, silence. */
export type Fault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'cut'
  | 'silence'
  | { readonly line: string };

interface Event {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: ApiObject;
}

interface OpenWatch {
  readonly collection: string;
  readonly response: ServerResponse;
  readonly send: (event: Event) => void;
}

/** A small Kubernetes API on a real socket, over a store in memory, that does wrong when it is told to. */
export class TestApiServer {
  readonly asked: Asked[] = [];
  /** Decides for each request whether it is answered as it should be. */
  fault: (asked: Asked) => Fault | undefined = () => undefined;
  /** Paths of collections that there are; others are answered with 404. undefined: all. */
  served: ReadonlySet<string> | undefined;
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));
  readonly #objects = new Map<string, ApiObject>();
  readonly #log: (Event & { readonly collection: string })[] = [];
  readonly #watches = new Set<OpenWatch>();
  #version = 1000;
  /** Events up to this version are not kept. */
  #floor = 0;
  #port = 0;

  private constructor() {
    this.#server.keepAliveTimeout = 100;
  }

  static async start(context?: TestContext): Promise<TestApiServer> {
    const server = new TestApiServer();
    await server.listen();
    context?.after(() => server.close());
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get version(): number {
    return this.#version;
  }

  get watches(): number {
    return this.#watches.size;
  }

  /** Listens where it did before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections and takes no new ones; what it holds stays. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#watches.clear();
    await once(this.#server, 'close');
  }

  /** @param collection the path of the kind and namespace: `/api/v1/namespaces/default/services` */
  put(collection: string, object: Json): ApiObject {
    const before = this.#objects.get(`${collection}/${nameOf(object)}`);
    const stored = this.#stamp(object, namespaceIn(collection));
    this.#objects.set(`${collection}/${nameOf(object)}`, stored);
    this.#tell(collection, { type: before ? 'MODIFIED' : 'ADDED', object: stored, version: this.#version });
    return stored;
  }

  remove(collection: string, name: string): void {
    const before = this.#objects.get(`${collection}/${name}`);
    if (!before) return;
    this.#objects.delete(`${collection}/${name}`);
    const object = this.#stamp(before, namespaceIn(collection));
    this.#tell(collection, { type: 'DELETED', object, version: this.#version });
  }

  get(collection: string, name: string): ApiObject | undefined {
    return this.#objects.get(`${collection}/${name}`);
  }

  list(collection: string): ApiObject[] {
    const found = [...this.#objects].filter(([key]) => isIn(key.slice(0, key.lastIndexOf('/')), collection));
    return found.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object);
  }

  /** Forgets the past: a watch can go on from now on alone. */
  compact(): void {
    this.#floor = this.#version;
  }

  /** Ends all watches: as they should end, or in the middle of a line. */
  endWatches(how: 'clean' | 'cut' | 'half a line'): void {
    for (const { response } of this.#watches) {
      if (how === 'clean') response.end();
      else if (how === 'cut') response.destroy();
      else response.write('{"type":"MODIFIED","object":{"metadata":{"na', () => response.destroy());
    }
    this.#watches.clear();
  }

  /** Writes something into all watches. */
  writeToWatches(text: string): void {
    for (const { response } of this.#watches) response.write(text);
  }

  /** Sends what was sent last once more. */
  repeatEvents(count: number): void {
    for (const { collection, send } of this.#watches) {
      for (const event of this.#log.filter((one) => isIn(one.collection, collection)).slice(-count))
        send(event);
    }
  }

  bookmark(): void {
    this.#version += 1;
    const object = { metadata: { resourceVersion: String(this.#version) } };
    this.writeToWatches(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  #stamp(object: Json, namespace: string | undefined): ApiObject {
    this.#version += 1;
    const metadata = {
      ...(isJson(object['metadata']) ? object['metadata'] : {}),
      name: nameOf(object),
      ...(namespace !== undefined && { namespace }),
      resourceVersion: String(this.#version),
    };
    return { ...object, metadata };
  }

  #tell(collection: string, event: Event): void {
    this.#log.push({ ...event, collection });
    for (const watch of this.#watches) if (isIn(collection, watch.collection)) watch.send(event);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', this.url);
    const asked: Asked = {
      method: request.method ?? '',
      path,
      query,
      isWatch: query.get('watch') === 'true',
      authorization: request.headers.authorization,
    };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault === 'silence') return;
    if (fault === 'cut') response.destroy();
    else if (fault && 'status' in fault) {
      response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      response.end(
        JSON.stringify(fault.body ?? { kind: 'Status', code: fault.status, message: 'told to fail' }),
      );
    } else if (asked.method === 'PUT') await this.#update(request, response, path);
    else if (this.served && !this.served.has(path))
      status(response, 404, 'the server could not find the requested resource');
    else if (asked.isWatch) this.#watch(response, path, query, fault?.line);
    else if (this.get(path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1))) {
      const slash = path.lastIndexOf('/');
      response.end(JSON.stringify(this.get(path.slice(0, slash), path.slice(slash + 1))));
    } else this.#list(response, path, query);
  }

  #list(response: ServerResponse, path: string, query: URLSearchParams): void {
    const selects = parseLabelSelector(query.get('labelSelector') ?? '');
    const all = this.list(path).filter((object) => selects(labelsOf(object)));
    const [version = String(this.#version), from = '0'] = (query.get('continue') ?? '')
      .split('/')
      .filter(Boolean);
    if (query.has('continue') && Number(version) < this.#floor) {
      status(response, 410, 'The provided continue parameter is too old', 'Expired');
      return;
    }
    const limit = Number(query.get('limit') ?? all.length);
    const items = all.slice(Number(from), Number(from) + limit);
    const rest = all.length - Number(from) - items.length;
    const metadata = {
      resourceVersion: version,
      ...(rest > 0 && { continue: `${version}/${Number(from) + items.length}` }),
    };
    response.end(JSON.stringify({ kind: 'List', metadata, items }));
  }

  #watch(response: ServerResponse, path: string, query: URLSearchParams, first: string | undefined): void {
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (first !== undefined) response.write(first);
    if (from < this.#floor) {
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const selects = parseLabelSelector(query.get('labelSelector') ?? '');
    const watch: OpenWatch = {
      collection: path,
      response,
      send: ({ type, object }) => {
        if (selects(labelsOf(object))) response.write(`${JSON.stringify({ type, object })}\n`);
      },
    };
    for (const event of this.#log)
      if (event.version > from && isIn(event.collection, path)) watch.send(event);
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }

  async #update(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const body: unknown = JSON.parse(text);
    const [, collection = '', name = ''] = /^(.*)\/([^/]+)\/status$/.exec(path) ?? [];
    const current = this.get(collection, name);
    if (!current || !isApiObject(body)) status(response, 404, 'not found');
    else if (body.metadata.resourceVersion !== current.metadata.resourceVersion) {
      status(response, 409, 'the object has been modified', 'Conflict');
    } else response.end(JSON.stringify(this.put(collection, { ...current, status: body['status'] })));
  }
}

function status(response: ServerResponse, code: number, message: string, reason = ''): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message }));
}

function nameOf(object: Json): string {
  return isJson(object['metadata']) ? String(object['metadata']['name']) : '';
}

function labelsOf({ metadata: { labels } }: ApiObject): Record<string, string> {
  return isJson(labels) ? Object.fromEntries(Object.entries(labels).map(([k, v]) => [k, String(v)])) : {};
}

function namespaceIn(collection: string): string | undefined {
  return /\/namespaces\/([^/]+)\//.exec(collection)?.[1];
}

/** Whether objects of a collection are in another: the same, or that of all namespaces. */
function isIn(collection: string, wanted: string): boolean {
  return collection === wanted || collection.replace(/\/namespaces\/[^/]+/, '') === wanted;
}
