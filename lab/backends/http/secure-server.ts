import type { Server as HttpServer } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';

/** How a backend speaks TLS. PEM. */
export interface ServerTls {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Clients must show a certificate of this authority. */
  readonly ca?: Buffer;
}

/** Takes connections over which a client chose HTTP/2. */
export class Http2Connections {
  readonly #server = createHttp2Server();
  readonly #sockets = new WeakMap<Http2Session, Socket>();

  add(socket: TLSSocket): void {
    this.#server.once('session', (session) => {
      this.#sockets.set(session, socket);
      // A peer that goes away is no failure of the backend.
      session.on('error', () => {});
    });
    this.#server.emit('connection', socket);
  }

  /** `socket` is the connection that the request came over. */
  onRequest(
    listener: (request: Http2ServerRequest, response: Http2ServerResponse, socket: Socket) => void,
  ): void {
    this.#server.on('request', (request, response) => {
      const socket = request.stream.session && this.#sockets.get(request.stream.session);
      if (socket) listener(request, response, socket);
    });
  }
}

/** Ends TLS in front of a server for HTTP/1.1 and connections of HTTP/2, as the client chooses. */
export function secureServer(
  { ca, ...identity }: ServerTls,
  http: HttpServer,
  http2: Http2Connections,
): Server {
  const mutual = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: true };
  const server = createServer({ ...identity, ...mutual, ALPNProtocols: ['h2', 'http/1.1'] });
  // A handshake that fails is the client's affair.
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {});
    if (socket.alpnProtocol === 'h2') http2.add(socket);
    else http.emit('connection', socket);
  });
  return server;
}
