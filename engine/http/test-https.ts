import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import http2, {
  type Http2ServerRequest,
  type Http2ServerResponse,
  type SecureServerOptions,
} from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpServer, ServersTransport } from '../routing/targets.ts';
import { testCertificate } from '../tls/test-support.ts';
import { createTransport } from '../transport/index.ts';
import { httpServer } from './test-support.ts';
import { Upstreams } from './upstreams.ts';

/** What signs the certificates of the servers. */
const authority = testCertificate({ commonName: 'servers', authority: true });

/** What the servers show. */
export const identity = testCertificate({ commonName: 'app', dnsNames: ['app.test'], issuer: authority });

export interface TestHttpsServer extends AsyncDisposable {
  readonly port: number;
  /** TCP connections taken so far. */
  readonly connections: number;
  /** What ALPN came to on each TLS connection, oldest first. */
  readonly protocols: readonly (string | false | null)[];
  /** TLS connections that are open. */
  readonly open: ReadonlySet<TLSSocket>;
}

type Listener = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

/** A server by TLS whose `ALPNProtocols` say what it speaks; by default both. `at`: its port. */
export async function startHttps(
  listener: Listener,
  options: SecureServerOptions = {},
  at = 0,
): Promise<TestHttpsServer> {
  const settings = { cert: identity.certificatePem, key: identity.keyPem, allowHTTP1: true, ...options };
  const server = options.ALPNProtocols
    ? https.createServer(settings, listener)
    : http2.createSecureServer(settings, listener);
  const sockets = new Set<Socket>();
  const open = new Set<TLSSocket>();
  const protocols: (string | false | null)[] = [];
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    protocols.push(socket.alpnProtocol);
    open.add(socket);
    socket.on('error', () => undefined).once('close', () => open.delete(socket));
  });
  server.on('sessionError', () => undefined);
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    protocols,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The server at a port, trusted. */
export function httpsServer(port: number, transport: Partial<ServersTransport> = {}): HttpServer {
  const trust = { rootCas: [authority.certificatePem], serverName: 'app.test' };
  return httpServer(port, { scheme: 'https', transport: { ...trust, ...transport } });
}

export async function startUpstreams(): Promise<Upstreams & AsyncDisposable> {
  const upstreams = new Upstreams({ transport: await createTransport() });
  return Object.assign(upstreams, { [Symbol.asyncDispose]: () => upstreams.close() });
}
