import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { StoredCertificate } from './certificates.ts';
import type { ResolvedTlsOptions } from './options.ts';
import type { TicketKeys } from './ticket-keys.ts';
import { trustAnchors } from './trust-anchors.ts';

/** Longer than any handshake: who asks for one keeps its time. Node has no `never`. Milliseconds. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** One handshake on its way. At most one of the two is called, once. */
export interface Handshake {
  /**
   * Complete, from inside OpenSSL's reading of the client's last flight. `trafficSecret`: the server's of TLS 1.3, only
   * where client certificates are asked for.
   */
  onSecure(tlsSocket: TLSSocket, trafficSecret: Buffer | undefined): void;
  /** OpenSSL refused it; the socket is closed after its alert. */
  onError(error: Error): void;
}

/**
 * Does the handshakes of one certificate under one set of options and ALPN protocols: a `tls.Server` that listens
 * nowhere and is given its connections, whose sockets so stay native ones (Node: tls, event `connection`).
 */
export class HandshakeServer {
  readonly #server: Server;
  readonly #ticketKeys: TicketKeys;
  #ticketKey: Buffer;
  /** By both addresses of the connection: all that Node tells of a connection given and of the TLS socket made of it. */
  readonly #running = new Map<string, Handshake>();
  readonly #secrets = new WeakMap<TLSSocket, Buffer>();

  /** @throws Error if OpenSSL refuses the chain or the key, for instance because it is too short. */
  constructor(
    certificate: StoredCertificate,
    options: ResolvedTlsOptions,
    protocols: readonly string[],
    ticketKeys: TicketKeys,
  ) {
    const { certificatePem: cert, keyPem: key } = certificate.source;
    this.#ticketKeys = ticketKeys;
    this.#ticketKey = ticketKeys.current();
    this.#server = createServer({
      ...options.contextOptions,
      cert,
      key,
      ...(options.clientCas.length > 0 && { ca: trustAnchors(options.clientCas) }),
      ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
      requestCert: options.clientAuth !== 'NoClientCert',
      rejectUnauthorized: false, // the judge of client certificates sends its own alerts
      handshakeTimeout: NO_TIMEOUT_MS,
      ticketKeys: this.#ticketKey,
      // A session made with other options or another certificate is not resumed here.
      sessionIdContext: sessionIdContext(certificate, options),
    });
    this.#server.on('secureConnection', (tlsSocket) => this.#onSecure(tlsSocket));
    this.#server.on('tlsClientError', (error, tlsSocket) => this.#take(tlsSocket)?.onError(error));
    if (options.clientAuth !== 'NoClientCert') {
      this.#server.on('keylog', (line, tlsSocket) => this.#onKeyLog(line, tlsSocket));
    }
  }

  /** Begins the handshake of a connection whose first bytes were put back. It never ends if the socket closes before. */
  begin(socket: Socket, handshake: Handshake): void {
    const ticketKey = this.#ticketKeys.current();
    if (ticketKey !== this.#ticketKey) {
      this.#ticketKey = ticketKey;
      this.#server.setTicketKeys(ticketKey);
    }
    const key = addressesOf(socket);
    this.#running.set(key, handshake);
    // The system may give the same ports to the next connection before this one is forgotten.
    socket.once('close', () => {
      if (this.#running.get(key) === handshake) this.#running.delete(key);
    });
    // A client that ends in the middle of its handshake is gone; one that ends later may still be listening.
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
  }

  #onSecure(tlsSocket: TLSSocket): void {
    const handshake = this.#take(tlsSocket);
    if (handshake === undefined) {
      // The client reset the connection: the system has no address for it any more.
      tlsSocket.destroy();
      return;
    }
    tlsSocket.allowHalfOpen = true;
    // Node reports what OpenSSL finds wrong later as an event alone.
    tlsSocket.on('error', destroyOnError);
    handshake.onSecure(tlsSocket, this.#secrets.get(tlsSocket));
  }

  #onKeyLog(line: Buffer, tlsSocket: TLSSocket): void {
    const [label, , secret] = line.toString('latin1').trim().split(' ');
    if (label === 'SERVER_TRAFFIC_SECRET_0' && secret) {
      this.#secrets.set(tlsSocket, Buffer.from(secret, 'hex'));
    }
  }

  #take(tlsSocket: TLSSocket): Handshake | undefined {
    const key = addressesOf(tlsSocket);
    const handshake = this.#running.get(key);
    this.#running.delete(key);
    return handshake;
  }
}

function destroyOnError(this: TLSSocket, error: Error): void {
  this.destroy(error);
}

function addressesOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${localPort} ${remoteAddress} ${remotePort}`;
}

/** OpenSSL takes up to 32 bytes. */
function sessionIdContext(certificate: StoredCertificate, options: ResolvedTlsOptions): string {
  return certificate.id.slice(0, 16) + options.id.slice(0, 16);
}
