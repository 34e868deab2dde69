import type { ListeningAddress } from '../../engine/index.ts';
import type { ClientTls } from './client-tls.ts';

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

/** Milliseconds that a client waits for an answer to begin, and for each next part of it. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** An address that clients send to. */
export type ServerAddress = Pick<ListeningAddress, 'host' | 'port'>;

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
export const CORRELATION_HEADER = 'x-correlation-id';

export interface HttpClientOptions {
  /** Keep-alive connections, at most. */
  readonly connections: number;
  /** Present: speaks TLS. */
  readonly tls?: ClientTls;
  /** The address it connects from, such as 127.0.0.9; default: the system's choice. */
  readonly localAddress?: string;
}

/** An HTTP client of one entry point with a fixed number of keep-alive connections. Owns them. */
export interface HttpClient extends AsyncDisposable {
  /** Sends one request and reads the whole answer. Never rejects: a request without an answer is a failure value. */
  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
  /** Sends `count` requests, as many at a time as there are connections, and returns the outcomes in order of sending. */
  sendMany(request: HttpRequest, count: number, connections: number): Promise<(HttpAnswer | HttpFailure)[]>;
}

/** The way of all clients to send many requests. */
export async function sendInTurn(
  client: Pick<HttpClient, 'send'>,
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
      outcomes[index] = await client.send(request);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return outcomes;
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
