import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../net/clock.ts';
import { plainAddress } from '../net/peer-address.ts';
import type { CertificateStore } from '../tls/certificates.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import type { HandshakeServers } from '../tls/handshake-servers.ts';
import type { ResolvedTlsOptions } from '../tls/options.ts';
import { terminateTls } from '../tls/terminate.ts';

/** Who offers it wants the answer to a challenge of ACME (RFC 8737), for which there is never a certificate. */
const ACME_PROTOCOL = 'acme-tls/1';

/** The TLS side of the configuration in force. */
export interface TlsConfiguration {
  /** Undefined: unknown or broken; connections that need them are closed after their ClientHello, without an alert. */
  optionsNamed(name: string): ResolvedTlsOptions | undefined;
  readonly certificates: CertificateStore;
}

/** Hears with which TLS options a handshake is begun. */
export type HandshakeListener = (optionsName: string) => void;

interface TerminationServices {
  readonly handshakes: HandshakeServers;
  readonly clock: Clock;
  readonly onHandshake?: HandshakeListener | undefined;
}

/** Ends the TLS of client connections, by the configuration that was in force when the connection began. */
export class TlsTermination {
  readonly #configuration: TlsConfiguration;
  readonly #services: TerminationServices;

  constructor(configuration: TlsConfiguration, services: TerminationServices) {
    this.#configuration = configuration;
    this.#services = services;
  }

  knows(optionsName: string): boolean {
    return this.#configuration.optionsNamed(optionsName) !== undefined;
  }

  /**
   * Does the handshake on a connection whose ClientHello was peeked at.
   *
   * @throws HandshakeError; the connection is closed then.
   */
  terminate(
    socket: Socket,
    hello: ClientHello,
    how: {
      readonly optionsName: string;
      readonly alpnDefault: readonly string[];
      /** Milliseconds; absent or 0: no limit. */
      readonly handshakeTimeoutMs?: number;
    },
  ): Promise<TLSSocket> {
    const options = this.#configuration.optionsNamed(how.optionsName);
    if (!options) return Promise.reject(new Error(`tls options "${how.optionsName}" are unknown or broken`));
    const { handshakes, clock, onHandshake } = this.#services;
    onHandshake?.(how.optionsName);
    const { alpnDefault, handshakeTimeoutMs = 0 } = how;
    const localAddress = plainAddress(socket.localAddress ?? '');
    const certificate = hello.alpn.includes(ACME_PROTOCOL)
      ? undefined
      : this.#configuration.certificates.select(hello.serverName, localAddress, options);
    return terminateTls(socket, {
      handshakes,
      clock,
      hello,
      options,
      certificate,
      alpnDefault,
      ...(handshakeTimeoutMs > 0 && { handshakeTimeoutMs }),
    });
  }
}
