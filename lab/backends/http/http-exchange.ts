import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import type { ReceivedRequest } from '../backend.ts';

/** Bodies are kept up to this many bytes; the rest is counted and dropped. */
const keptBodyBytes = 64 * 1024;

/** A request over HTTP/1.1 or HTTP/2. */
export type Request = IncomingMessage | Http2ServerRequest;

/** The answer to it. */
export type Response = ServerResponse | Http2ServerResponse;

/** The head of an answer, in the form that both protocols have; it goes out with the body. */
export function setHead(
  response: Response,
  status: number,
  headers: Readonly<Record<string, string | number>>,
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** A request that a backend reads and answers. */
export class HttpExchange {
  readonly request: Request;
  readonly response: Response;
  /** Kept apart, because the response forgets its socket when it ends. */
  readonly socket: Socket;
  readonly peer: string;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  /** `socket`: the connection, which over HTTP/2 other requests share. */
  constructor(request: Request, response: Response, socket: Socket) {
    this.request = request;
    this.response = response;
    this.socket = socket;
    this.peer = peerOf(socket);
    request.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  /** The body as far as it is kept: its first 64 KiB. */
  get body(): Buffer {
    return Buffer.concat(this.#kept);
  }

  /** What the backend received, with the status if the head of an answer was sent. */
  received(): ReceivedRequest {
    return {
      ...describeRequest(this.request, 'http'),
      bytes: this.#bytes,
      body: this.body,
      peer: this.peer,
      ...(this.response.headersSent ? { status: this.response.statusCode } : {}),
    };
  }

  #take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const wanted = chunk.subarray(0, keptBodyBytes - this.#keptBytes);
    if (wanted.length === 0) return;
    this.#kept.push(wanted);
    this.#keptBytes += wanted.length;
  }
}

/** An IPv4 address as such where a socket for both families knows it mapped into IPv6 (RFC 4291 §2.5.5.2). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** `address:port` of the other side, with IPv6 addresses in brackets. */
export function peerOf(socket: Socket): string {
  const address = plainAddress(socket.remoteAddress ?? 'unknown');
  return `${address.includes(':') ? `[${address}]` : address}:${socket.remotePort ?? 0}`;
}

/** The parts of a record that the head of a request tells. */
export function describeRequest(
  request: Request,
  protocol: 'http' | 'websocket',
): Pick<ReceivedRequest, 'protocol' | 'summary' | 'correlationId'> & {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const method = request.method ?? '';
  const target = request.url ?? '';
  const headers = joinedHeaders(request.rawHeaders);
  const correlationId = headers['x-correlation-id'];
  return {
    protocol,
    summary: `${method} ${target}`,
    method,
    target,
    headers,
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** What HTTP/2 says of a request in its header block besides headers (RFC 9113 §8.3.1); the authority is the host. */
const PSEUDO_HEADERS: ReadonlyMap<string, string> = new Map([
  [':authority', 'host'],
  [':method', ''],
  [':path', ''],
  [':scheme', ''],
]);

/** Built from the raw lines, because Node's own `headers` drops repeated lines of some names. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const written = (raw[index] ?? '').toLowerCase();
    const name = PSEUDO_HEADERS.get(written) ?? written;
    if (name === '') continue;
    const value = raw[index + 1] ?? '';
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(joined);
}
