import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { hostname } from 'node:os';
import { numberOf, textOf } from '../parent.ts';
import { portOf } from '../system/ports.ts';
import { HOST, OTHER_HOSTS } from './subject.ts';

/** Milliseconds; longer than a benchmark holds a connection open. */
const KEEP_ALIVE_MS = 180_000;

/** Listens in plain text and with TLS (HTTP/1.1 and HTTP/2) for a forwarder, and says where. */
export async function listenForForwarder(told: unknown, forward: RequestListener): Promise<object> {
  const plain = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, forward).listen(0, '127.0.0.1');
  const secure = createSecureServer({
    allowHTTP1: true,
    cert: readFileSync(textOf(told, 'certificate')),
    key: readFileSync(textOf(told, 'key')),
  });
  // Node gives listeners of HTTP/1.1 what HTTP/2 arrives as, too.
  secure.on('request', (request, response) =>
    forward(request as unknown as IncomingMessage, response as unknown as ServerResponse<IncomingMessage>),
  );
  secure.listen(0, '127.0.0.1');
  await Promise.all([once(plain, 'listening'), once(secure, 'listening')]);
  const [http, https] = [portOf(plain.address()), portOf(secure.address())];
  return { http, https, http2: https };
}

/** The routes and forwarded headers that every subject has. */
export class Forwarding {
  readonly #targets: ReadonlyMap<string, number>;
  readonly #web: number;
  readonly #script: number;
  readonly #server = hostname();

  constructor(told: unknown) {
    this.#web = numberOf(told, 'web');
    this.#script = numberOf(told, 'script');
    this.#targets = new Map([HOST, ...OTHER_HOSTS].map((host) => [host, this.#web]));
  }

  /** The port that a request goes to. */
  portFor(request: IncomingMessage): number {
    const port = this.#targets.get(hostOf(request)) ?? this.#web;
    return request.url?.startsWith('/script') ? this.#script : port;
  }

  /** The fields of a request as they are sent on. */
  headersFor({ headers, socket }: IncomingMessage): Record<string, string | string[] | undefined> {
    const authority = headers.host ?? String(headers[':authority'] ?? '');
    const before = headers['x-forwarded-for'];
    return {
      ...endToEnd(headers),
      host: authority,
      'x-forwarded-for': before ? `${before}, ${socket.remoteAddress}` : socket.remoteAddress,
      'x-forwarded-host': authority,
      'x-forwarded-port': String(socket.localPort),
      'x-forwarded-proto': 'encrypted' in socket ? 'https' : 'http',
      'x-forwarded-server': this.#server,
      'x-real-ip': socket.remoteAddress,
    };
  }
}

/** Fields that may be sent on, by HTTP/2 as well: neither hop-by-hop (RFC 9110 §7.6.1) nor pseudo-headers. */
export function endToEnd<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  const kept: Record<string, T> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !HOP_BY_HOP.has(name) && name[0] !== ':') kept[name] = value;
  }
  return kept;
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

function hostOf({ headers }: IncomingMessage): string {
  const authority = headers.host ?? String(headers[':authority'] ?? '');
  return authority.replace(/:\d+$/, '');
}
