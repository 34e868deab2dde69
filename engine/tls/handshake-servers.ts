import { CertificateError, type StoredCertificate } from './certificates.ts';
import { HandshakeServer } from './handshake-server.ts';
import type { ResolvedTlsOptions } from './options.ts';
import { TicketKeys } from './ticket-keys.ts';

/** Certificates in use at once that need not be set up again. An OpenSSL context takes some 40 KB. */
const MAX_SERVERS = 1000;

/**
 * Everything that does handshakes in an engine, made when it is first needed and kept through changes of the
 * configuration; what was not used for longest goes first. All share their ticket keys.
 */
export class HandshakeServers {
  readonly #ticketKeys: TicketKeys;
  readonly #limit: number;
  /** In order of use, the latest last. */
  readonly #servers = new Map<string, HandshakeServer>();

  constructor(ticketKeys = new TicketKeys(), limit = MAX_SERVERS) {
    this.#ticketKeys = ticketKeys;
    this.#limit = limit;
  }

  /** How many are set up. */
  get size(): number {
    return this.#servers.size;
  }

  /** @throws {CertificateError} if OpenSSL refuses the certificate or its key. */
  serverFor(
    certificate: StoredCertificate,
    options: ResolvedTlsOptions,
    protocols: readonly string[],
  ): HandshakeServer {
    const key = `${certificate.id} ${options.id} ${protocols.join(' ')}`;
    let server = this.#servers.get(key);
    if (server === undefined) {
      server = this.#create(certificate, options, protocols);
      const [oldest] = this.#servers.keys();
      if (oldest !== undefined && this.#servers.size >= this.#limit) this.#servers.delete(oldest);
    } else {
      this.#servers.delete(key);
    }
    this.#servers.set(key, server);
    return server;
  }

  #create(
    certificate: StoredCertificate,
    options: ResolvedTlsOptions,
    protocols: readonly string[],
  ): HandshakeServer {
    try {
      return new HandshakeServer(certificate, options, protocols, this.#ticketKeys);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CertificateError(certificate.name, `OpenSSL refuses it (${reason})`, error);
    }
  }
}
