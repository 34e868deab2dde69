import { type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { ApiError } from '../objects/status.ts';
import { failure, isPretty, send } from './answer.ts';
import { authenticate, isOwnHost } from './authentication.ts';
import type { ServerCertificates } from './certificates.ts';
import type { Exchange } from './exchange.ts';
import { LogStreams } from './log-stream.ts';
import { negotiate } from './media-types.ts';
import { ObjectRoutes } from './object-routes.ts';
import type { PodLogs } from './pod-logs.ts';
import type { PodPorts } from './pod-ports.ts';
import { forwardingForm, PortForwards } from './port-forward.ts';
import { publicAnswer } from './public-paths.ts';
import { Router } from './router.ts';
import { segmentsOf } from './target.ts';
import type { Verbs } from './verbs.ts';
import { WatchHub } from './watch-hub.ts';
import { WatchLines } from './watch-lines.ts';
import { watchRoute } from './watch-route.ts';

/** What a server is made of. */
export interface KubernetesServerOptions {
  readonly api: Verbs;
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly certificates: ServerCertificates;
  /** The bearer token of the administrator. */
  readonly token: string;
  /** Default: 127.0.0.1. Only an address of this machine's own. */
  readonly host?: string;
  /** Default 0: the system chooses. */
  readonly port?: number;
  /** Names and addresses, in lower case, that clients may ask for beside this machine's own. */
  readonly names?: readonly string[];
  /** Default: no pod has a log. */
  readonly podLogs?: PodLogs;
  /** Default: no port of a pod can be forwarded. */
  readonly podPorts?: PodPorts;
  /** Milliseconds since 1970. Default: the system's clock. */
  readonly now?: () => number;
  /** Milliseconds between the bookmarks of a watch. Default: a minute. */
  readonly bookmarkEveryMs?: number;
}

/** Clients of Go keep idle connections for 90 seconds: a server that closes them first would break requests. */
const KEEP_ALIVE_MS = 120_000;

/** Milliseconds that answers may take to be read when the server closes. */
const CLOSING_MS = 2000;

/** A Kubernetes API over HTTPS, for clients on this machine. */
export class KubernetesServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: KubernetesServerOptions;
  readonly #sockets = new Set<Socket>();
  /** All of the system, those included on which TLS has not begun. */
  readonly #connections = new Set<Duplex>();
  readonly #watches: WatchHub;
  readonly #logs: LogStreams;
  readonly #forwards: PortForwards;
  readonly #router: Router;
  #closing: Promise<void> | undefined;

  /** Rejects if the port is taken. */
  static async start(options: KubernetesServerOptions): Promise<KubernetesServer> {
    const server = new KubernetesServer(options);
    await server.#listen();
    return server;
  }

  private constructor(options: KubernetesServerOptions) {
    const { api, store, registry, certificates, bookmarkEveryMs, token } = options;
    const now = options.now ?? Date.now;
    this.#options = options;
    this.#watches = new WatchHub(store, {
      ...(bookmarkEveryMs === undefined ? {} : { bookmarkEveryMs }),
      isServed: ({ type: { group, version, plural } }) => registry.find(group, version, plural) !== undefined,
    });
    this.#logs = new LogStreams(store, options.podLogs ?? (() => undefined));
    const watch = watchRoute({ api, store, hub: this.#watches, lines: new WatchLines(now) });
    const objects = new ObjectRoutes({ api, store, registry, now, watch });
    const logs = this.#logs;
    const forwards = new PortForwards(options.podPorts ?? (() => undefined));
    this.#forwards = forwards;
    this.#router = new Router({ api, registry, now, token, objects, logs, forwards });
    this.#server = createServer(
      {
        cert: certificates.server.certificatePem,
        key: certificates.server.keyPem,
        ca: certificates.authorityPem,
        requestCert: true,
        // Who shows no certificate may have a token.
        rejectUnauthorized: false,
        keepAliveTimeout: KEEP_ALIVE_MS,
        requestTimeout: 0,
        noDelay: true,
      },
      (request, response) => void this.#handle(request, response),
    );
    this.#server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const response = new ServerResponse(request);
      // What is not asked for in a form that is served is answered as if it had not been asked to change protocols.
      response.assignSocket(socket);
      response.shouldKeepAlive = false;
      response.on('finish', () => socket.end());
      const upgrade = forwardingForm(request) ? { socket, head } : undefined;
      void this.#handle(request, response, upgrade);
    });
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
    });
    this.#server.on('secureConnection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      // A client that goes away is no fault; without a listener it would be one of the process.
      socket.on('error', () => undefined);
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `https://127.0.0.1:6443`. */
  get url(): string {
    const { host = '127.0.0.1' } = this.#options;
    return `https://${isIPv6(host) ? `[${host}]` : host}:${this.port}`;
  }

  /** Watches that are being served. */
  get watches(): number {
    return this.#watches.size;
  }

  /** Takes no more requests; ends watches and followed logs, lets other answers come to their end, and is gone then. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #listen(): Promise<void> {
    const { host = '127.0.0.1', port = 0 } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  async #close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#watches.close();
    this.#logs.close();
    this.#forwards.close();
    for (const socket of this.#sockets) socket.end();
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
      for (const connection of this.#connections) connection.destroy();
    }, CLOSING_MS);
    await closed;
    clearTimeout(cut);
  }

  async #handle(
    request: IncomingMessage,
    response: ServerResponse,
    upgrade?: Exchange['upgrade'],
  ): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const [path = '', search = ''] = splitOnce(url, '?');
    const query = new URLSearchParams(search);
    const pretty = isPretty(query, headers['user-agent']);
    try {
      if (!isOwnHost(headers.host, this.#options.names)) throw foreignHost(headers.host);
      const open = publicAnswer(method, path, query);
      if (open) {
        send(response, open, { syntax: 'json', pretty });
        return;
      }
      const user = authenticate(request, this.#options.token);
      if (!user) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
      const segments = segmentsOf(path);
      const exchange = { request, response, method, path, segments, query, user };
      const answer = await this.#router.answer(upgrade ? { ...exchange, upgrade } : exchange);
      if (answer) send(response, answer, { syntax: syntaxFor(answer.code, headers.accept), pretty });
    } catch (error) {
      if (response.headersSent || response.destroyed) response.destroy();
      else send(response, failure(error), { syntax: 'json', pretty });
    }
  }
}

function syntaxFor(code: number, accept: string | undefined): 'json' | 'yaml' {
  return code < 400 && accept?.includes('yaml') ? negotiate(accept).syntax : 'json';
}

function splitOnce(text: string, by: string): readonly [string, string] {
  const place = text.indexOf(by);
  return place < 0 ? [text, ''] : [text.slice(0, place), text.slice(place + 1)];
}

function foreignHost(host = ''): ApiError {
  return new ApiError(
    403,
    'Forbidden',
    `Host "${host}" is not this machine: ask for localhost or 127.0.0.1, which is where this API is for`,
  );
}
