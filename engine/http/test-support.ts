import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener } from 'node:http';
import net from 'node:net';
import type { Mirroring, ServiceNode } from '../balancing/service-node.ts';
import { LocalLimits } from '../middlewares/local-limits.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import { systemClock } from '../net/clock.ts';
import { Metrics } from '../observability/metrics.ts';
import type { EngineEvent, HttpEvent, MirrorEvent } from '../observability/observer.ts';
import { RouteTable } from '../routing/tables.ts';
import type { HttpServer, HttpTarget, ServersTransport } from '../routing/targets.ts';
import { type HttpFacts, type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import type { RuleOptions } from '../rules/rule-options.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { createTransport } from '../transport/index.ts';
import { Http2Front } from './h2/front.ts';
import { HttpPlane } from './http-plane.ts';
import type { HttpSnapshot } from './services.ts';
import { Upstreams } from './upstreams.ts';

/** As Traefik's default. */
export const TRANSPORT: ServersTransport = {
  insecureSkipVerify: false,
  rootCas: [],
  certificates: [],
  maxIdleConnectionsPerHost: 200,
  dialTimeoutMs: 30_000,
  responseHeaderTimeoutMs: 0,
  idleConnectionTimeoutMs: 90_000,
  readIdleTimeoutMs: 0,
  pingTimeoutMs: 15_000,
  disableHttp2: false,
};

/** What a test says of a server; the rest is as by default. */
export interface ServerSettings {
  readonly scheme?: HttpServer['scheme'];
  readonly hostname?: string;
  readonly passHostHeader?: boolean;
  readonly transport?: Partial<ServersTransport>;
}

export function httpServer(port: number, settings: ServerSettings = {}): HttpServer {
  const { scheme = 'http', hostname = '127.0.0.1', passHostHeader = true } = settings;
  return {
    url: `${scheme}://${hostname}:${port}`,
    scheme,
    hostname,
    port,
    passHostHeader,
    transport: { ...TRANSPORT, ...settings.transport },
  };
}

/** A service with one server or none, and the mirrorings of each request. */
export function service(
  name: string,
  server: HttpServer | undefined,
  mirrorings: readonly Mirroring<HttpServer>[] = [],
): ServiceNode<HttpServer> {
  return { name, up: true, select: () => ({ server, trail: [name], mirrorings }) };
}

export interface RouteSettings {
  readonly rule?: string;
  /** How the rule is read. */
  readonly options?: RuleOptions;
  readonly service?: ServiceNode<HttpServer>;
  readonly middlewares?: readonly HttpMiddleware[];
  readonly target?: HttpTarget;
}

/** A snapshot whose routers serve both plain and TLS connections. */
export function snapshot(routes: readonly RouteSettings[], generation = 1): HttpSnapshot {
  const table = new RouteTable<HttpFacts, HttpRule, HttpTarget>(
    routes.map(({ rule = 'PathPrefix(`/`)', options, service: node, middlewares = [], target }, index) => ({
      name: `router-${index}`,
      rule: parseHttpRule(rule, options),
      priority: rule.length,
      target: target ?? {
        kind: 'service' as const,
        middlewares,
        service: node ?? service('empty', undefined),
      },
    })),
  );
  return { generation, plain: table, secure: table };
}

export interface Proxy extends AsyncDisposable {
  readonly port: number;
  readonly plane: HttpPlane;
  readonly events: EngineEvent[];
  /** Resolves with the first event, also a past one, that fits. */
  httpEvent(fits?: (event: HttpEvent) => boolean): Promise<HttpEvent>;
  mirrorEvent(fits?: (event: MirrorEvent) => boolean): Promise<MirrorEvent>;
}

export interface ProxySettings {
  readonly entryPoint?: Partial<EntryPoint>;
  readonly snapshot: () => HttpSnapshot;
  /** How a connection reaches the plane; plain if not given. */
  readonly accept?: (plane: HttpPlane, socket: net.Socket) => void;
}

/** A plane behind a listener of its own. */
export async function startProxy(settings: ProxySettings): Promise<Proxy> {
  const events: EngineEvent[] = [];
  const waiting = new Set<() => void>();
  const transport = await createTransport();
  const { now } = systemClock;
  const upstreams = new Upstreams({ transport });
  const bound = { ...entryPoint, ...settings.entryPoint };
  const plane = new HttpPlane({
    entryPoint: bound,
    transport,
    counters: new Metrics().http,
    limits: new LocalLimits(now),
    http2: (serve) => new Http2Front(bound, serve),
    snapshot: settings.snapshot,
    upstreams,
    observer: (event) => {
      events.push(event);
      for (const look of waiting) look();
    },
    serverName: 'proxy-host',
    clock: systemClock,
  });
  const listener = net.createServer({ allowHalfOpen: true }, (socket) => {
    if (settings.accept) settings.accept(plane, socket);
    else plane.accept(socket, undefined);
  });
  const port = await listen(listener);
  const wait = <E extends EngineEvent>(fits: (event: EngineEvent) => event is E): Promise<E> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    port,
    plane,
    events,
    httpEvent: (fits = () => true) =>
      wait((event): event is HttpEvent => event.kind === 'http' && fits(event)),
    mirrorEvent: (fits = () => true) =>
      wait((event): event is MirrorEvent => event.kind === 'mirror' && fits(event)),
    async [Symbol.asyncDispose]() {
      const closed = once(listener, 'close');
      listener.close();
      await plane.close(0);
      await upstreams.close();
      await closed;
    },
  };
}

const entryPoint: EntryPoint = {
  name: 'web',
  host: '127.0.0.1',
  port: 0,
  protocol: 'tcp',
  asDefault: false,
  readTimeoutMs: 60_000,
  writeTimeoutMs: 0,
  idleTimeoutMs: 180_000,
  graceTimeoutMs: 10_000,
  forwardedHeaders: { insecure: false, trustedIps: [] },
  maxHeaderBytes: 1_048_576,
  udpTimeoutMs: 3000,
};

export interface Backend extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  readonly connections: number;
  readonly http: http.Server;
}

export async function startBackend(listener: RequestListener): Promise<Backend> {
  const server = http.createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    port,
    http: server,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A server that treats bytes as it likes. */
export async function startRawBackend(
  onConnection: (socket: net.Socket) => void,
): Promise<AsyncDisposable & { port: number }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  const port = await listen(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** Sends bytes and resolves with all that comes until the other side closes. */
export async function exchangeBytes(port: number, text: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(text, 'latin1');
  return await readAll(socket);
}

/** All that comes until the other side closes. */
export async function readAll(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly trailers: IncomingMessage['trailers'];
  readonly body: string;
}

/** One request over a connection of its own, or over those of `options.agent`. */
export async function send(
  port: number,
  options: http.RequestOptions & { body?: string } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  const request = http.request({ host: '127.0.0.1', port, agent: false, ...rest });
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (!response) throw new Error('no response');
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: await text(response),
    trailers: response.trailers,
  };
}

/** A body, read to its end. Rejects if it breaks off. */
export async function text(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
