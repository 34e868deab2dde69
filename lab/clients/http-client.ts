import { randomUUID } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { buildConnector, Pool } from 'undici';
import type { ListeningAddress } from '../../engine/index.ts';
import { type ClientTls, connectionOptions, serverCertificate } from './client-tls.ts';

/** One request as a client sends it. */
export interface HttpRequest {
  readonly method: string;
  /** Default: http. */
  readonly scheme?: 'http' | 'https';
  /** Host header and, over TLS, the server name. */
  readonly host: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Gives up after this many milliseconds; default 10,000. */
  readonly timeoutMs?: number;
}

/** An address that clients send to. */
type ServerAddress = Pick<ListeningAddress, 'host' | 'port'>;

/** What the client saw. */
export interface HttpAnswer {
  readonly request: HttpRequest;
  /** Joins the answer with what backends and proxy recorded. */
  readonly correlationId: string;
  /** Where it was sent. */
  readonly server: ServerAddress;
  readonly status: number;
  /** Names in lower case; repeated lines joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly durationMs: number;
  /** Over TLS: subject CN of the server's certificate. */
  readonly serverCertificate?: string;
}

/** A request that got no answer. */
export interface HttpFailure {
  readonly request: HttpRequest;
  readonly correlationId: string;
  readonly server: ServerAddress;
  readonly error: Error;
  readonly durationMs: number;
}

/** The header that carries the correlation id. */
const CORRELATION_HEADER = 'x-correlation-id';

/** An HTTP client of one entry point with a fixed number of keep-alive connections. Owns them. */
export class HttpClient implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #server: ServerAddress;
  #serverCertificate: string | undefined;

  constructor(
    address: ListeningAddress,
    options: {
      readonly connections: number;
      readonly tls?: ClientTls;
      /** The address it connects from, such as 127.0.0.9; default: the system's choice. */
      readonly localAddress?: string;
    },
  ) {
    const { tls, connections, localAddress } = options;
    this.#server = address;
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    this.#pool = new Pool(`${tls ? 'https' : 'http'}://${host}:${address.port}`, {
      connections,
      pipelining: 1,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(tls ? { connect: this.#tlsConnector(tls) } : {}),
    });
  }

  /** Sends one request and reads the whole answer. Never rejects: a request without an answer is a failure value. */
  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const correlationId = randomUUID();
    const began = performance.now();
    try {
      const response = await this.#pool.request({
        method: request.method as 'GET',
        path: request.path,
        headers: { ...request.headers, host: request.host, [CORRELATION_HEADER]: correlationId },
        body: request.body ?? null,
        headersTimeout: request.timeoutMs ?? 10_000,
        bodyTimeout: request.timeoutMs ?? 10_000,
      });
      const body = await response.body.text();
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
      );
      const durationMs = performance.now() - began;
      const certificate =
        this.#serverCertificate === undefined ? {} : { serverCertificate: this.#serverCertificate };
      return {
        request,
        correlationId,
        server: this.#server,
        status: response.statusCode,
        headers,
        body,
        durationMs,
        ...certificate,
      };
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      return {
        request,
        correlationId,
        server: this.#server,
        error: failure,
        durationMs: performance.now() - began,
      };
    }
  }

  /** Sends `count` requests, as many at a time as there are connections, and returns the outcomes in order of sending. */
  async sendMany(
    request: HttpRequest,
    count: number,
    connections: number,
  ): Promise<(HttpAnswer | HttpFailure)[]> {
    const outcomes: (HttpAnswer | HttpFailure)[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        const index = next;
        next += 1;
        outcomes[index] = await this.send(request);
      }
    };
    await Promise.all(Array.from({ length: connections }, work));
    return outcomes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }

  /** As undici connects, but for the server name given (undici asks for the Host), and notes the certificate shown. */
  #tlsConnector(tls: ClientTls): buildConnector.connector {
    const connect = buildConnector(connectionOptions(tls));
    return (options, callback) =>
      connect({ ...options, servername: tls.serverName }, (error, socket) => {
        if (socket instanceof TLSSocket) this.#serverCertificate = serverCertificate(socket);
        if (error) callback(error, null);
        else callback(null, socket);
      });
  }
}

/** Asks one client after another until one answers something else than 404; the outcome of the last one asked. */
export async function firstFound(
  clients: readonly HttpClient[],
  request: HttpRequest,
): Promise<HttpAnswer | HttpFailure> {
  const [client, ...others] = clients;
  if (!client) throw new Error('there is no client to ask');
  const outcome = await client.send(request);
  const notFound = !('error' in outcome) && outcome.status === 404;
  return notFound && others.length > 0 ? firstFound(others, request) : outcome;
}
