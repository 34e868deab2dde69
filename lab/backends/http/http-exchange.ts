import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ReceivedRequest } from '../backend.ts';

/** Bodies are kept up to this many bytes; the rest is counted and dropped. */
const keptBodyBytes = 64 * 1024;

/** A request that a backend reads and answers. */
export class HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Kept apart, because the response forgets its socket when it ends. */
  readonly socket: Socket;
  readonly peer: string;
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.socket = request.socket;
    this.peer = peerOf(request.socket);
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

/** `address:port` of the other side, with IPv6 addresses in brackets. */
export function peerOf(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  return `${address.includes(':') ? `[${address}]` : address}:${socket.remotePort ?? 0}`;
}

/** The parts of a record that the head of a request tells. */
export function describeRequest(
  request: IncomingMessage,
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

/** Built from the raw lines, because Node's own `headers` drops repeated lines of some names. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(joined);
}
