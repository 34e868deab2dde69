import type { Socket } from 'node:net';
import type { Clock } from '../net/clock.ts';
import type { Deadlines, Expiring } from '../net/deadlines.ts';
import { plainAddress } from '../net/peer-address.ts';
import { type Endpoint, readProxyHeader } from '../net/proxy-protocol.ts';
import type { EntryPointRoutes, TcpTarget } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { TcpRule } from '../rules/tcp-rule.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { classifyFirstBytes, isPlain } from '../tls/first-bytes.ts';
import type { HandshakeServers } from '../tls/handshake-servers.ts';
import type { Channel, ChannelOwner, Transport } from '../transport/channel.ts';
import { chooseByHello, type HttpAcceptor, hasNoHttpRouter, serveHttps } from './dispatch.ts';
import { FirstBytesBuffer } from './first-bytes-buffer.ts';
import { acceptSsl, mayBeSslRequest, sslRequestLength } from './postgres.ts';
import { serveTcp, type TcpOutcome } from './tcp-handler.ts';
import { type HandshakeListener, type TlsConfiguration, TlsTermination } from './tls-termination.ts';
import { WaitingChannel } from './waiting-channel.ts';

/** What the connections of an entry point have in common. */
export interface Reception {
  readonly transport: Transport;
  readonly http: HttpAcceptor;
  readonly handshakes: HandshakeServers;
  readonly onHandshake?: HandshakeListener | undefined;
  /** Until the first bytes told where the connection belongs, milliseconds; 0: no limit. */
  readonly readTimeoutMs: number;
  readonly deadlines: Deadlines;
  /** Whether clients of PostgreSQL that ask for TLS get it. */
  readonly answersSslRequests: boolean;
  /** Whether the neighbour with this address may say by a PROXY header whom it speaks for. */
  readonly trustsProxy: (address: string) => boolean;
  readonly clock: Clock;
  /** The connection is over, or the HTTP server has it. `outcome`: what is to be told, if anything. */
  readonly finished: (connection: ArrivingConnection, outcome: TcpOutcome | undefined) => void;
}

/**
 * A new connection until somebody has it: finds out from its first bytes what it is and hands it on (Traefik:
 * `pkg/server/router/tcp/router.go`, ServeTCP). Plain HTTP, which most connections speak, goes on in the same turn.
 */
export class ArrivingConnection implements ChannelOwner, Expiring {
  readonly routes: EntryPointRoutes;
  readonly startedAt: number;
  deadline = Number.POSITIVE_INFINITY;
  /** true: somebody serves it. */
  decided = false;
  /** The client; with a PROXY header the one that it names. */
  peer: Endpoint;
  readonly #reception: Reception;
  readonly #tls: TlsConfiguration;
  readonly #channel: Channel;
  #server: Channel | undefined;
  /** What the client connected to, if a PROXY header said so. */
  #destination: Endpoint | undefined;
  #expectsHeader: boolean;
  #held: FirstBytesBuffer | undefined;
  /** The client asked for TLS as PostgreSQL's do, and was told to go on. */
  #afterSslRequest = false;
  /** With fewer bytes than this there is nothing new to find out. */
  #wanted = 1;

  /** `address` and `port` are the peer's. */
  constructor(
    reception: Reception,
    routes: EntryPointRoutes,
    tls: TlsConfiguration,
    socket: Socket,
    peer: Endpoint,
  ) {
    this.#reception = reception;
    this.routes = routes;
    this.#tls = tls;
    this.peer = peer;
    this.#expectsHeader = reception.trustsProxy(peer.address);
    this.startedAt = reception.clock.now();
    this.#channel = reception.transport.adopt(socket, this);
    if (reception.readTimeoutMs > 0) {
      this.deadline = this.startedAt + reception.readTimeoutMs;
      reception.deadlines.add(this);
    }
  }

  /** Serves the connection at once if its route does not depend on what the client says. */
  begin(): void {
    const { plain, secure } = this.routes.tcp;
    if (this.#expectsHeader || plain.routes.length === 0) return;
    // Servers that speak first work only here: any route that needs the first bytes makes their clients wait.
    if (secure.routes.length > 0 || !this.routes.https.empty) return;
    const route = plain.match(this.#facts(undefined));
    if (route) this.#serveTcp(route, undefined, undefined);
  }

  /** Cuts the connection, whoever has it, and the one to its server, which may take nothing more. */
  destroy(): void {
    this.#channel.socket.destroy();
    this.#server?.destroy();
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    if (this.#held === undefined) {
      if (!this.#expectsHeader && isPlain(bytes[start]) && !this.#mayBeSslRequest(bytes[start])) {
        this.#servePlain(bytes, start, end);
        return;
      }
      this.#held = new FirstBytesBuffer(bytes, start, end);
    } else {
      this.#held.append(bytes, start, end);
    }
    this.#consider(this.#held);
  }

  onEnd(): void {
    this.#fail('the client went away before it sent anything to route by');
  }

  onDrain(): void {}

  onClose(): void {
    this.onEnd();
  }

  expire(): void {
    this.#fail(`the client sent nothing to route by within ${this.#reception.readTimeoutMs} ms`);
  }

  #consider(held: FirstBytesBuffer): void {
    // A client that drips its hello byte by byte must not make us scan it again for every byte.
    if (held.length < this.#wanted) return;
    if (this.#expectsHeader && !this.#readHeader(held)) return;
    if (held.length === 0 || this.decided) return;
    if (this.#mayBeSslRequest(held.view[0])) {
      const length = sslRequestLength(held.view);
      if (length === 'incomplete') return;
      if (length !== undefined) {
        held.drop(length);
        this.#afterSslRequest = true;
        acceptSsl(this.#channel);
        if (held.length === 0) return;
      }
    }
    const first = classifyFirstBytes(held.view);
    switch (first.kind) {
      case 'incomplete':
        this.#wanted = first.atLeast;
        return;
      case 'invalid-tls':
        this.#fail(`malformed ClientHello: ${first.reason}`);
        return;
      case 'plain':
        if (this.#afterSslRequest) this.#fail('the client asked for TLS and then did not speak it');
        else this.#servePlain(held.view, 0, held.length);
        return;
      case 'tls':
        this.#serveTls(first.hello, held.view);
    }
  }

  /** @returns whether it is settled who the client is */
  #readHeader(held: FirstBytesBuffer): boolean {
    const header = readProxyHeader(held.view);
    switch (header.kind) {
      case 'incomplete':
        return false;
      case 'malformed':
        this.#fail(`malformed PROXY header: ${header.reason}`);
        return false;
      case 'header':
        held.drop(header.length);
        if (header.connection) {
          this.peer = header.connection.source;
          this.#destination = header.connection.destination;
        }
    }
    this.#expectsHeader = false;
    if (held.length === 0) this.#held = undefined;
    this.begin();
    return true;
  }

  #mayBeSslRequest(first: number | undefined): boolean {
    return this.#reception.answersSslRequests && !this.#afterSslRequest && mayBeSslRequest(first);
  }

  #servePlain(bytes: Buffer, start: number, end: number): void {
    const { plain } = this.routes.tcp;
    if (plain.routes.length > 0) {
      const route = plain.match(this.#facts(undefined));
      if (route) {
        this.#serveTcp(route, undefined, Buffer.from(bytes.subarray(start, end)));
        return;
      }
    }
    this.#settle();
    this.#reception.finished(this, hasNoHttpRouter(this.routes, false) ? { error: 'no router' } : undefined);
    this.#reception.http.acceptChannel(this.#channel, this.peer, bytes, start, end);
  }

  #serveTls(hello: ClientHello, bytes: Buffer): void {
    const facts = this.#facts(hello);
    if (this.#afterSslRequest) {
      const route = this.routes.tcp.secure.match(facts);
      if (route) this.#serveTcp(route, hello, bytes);
      else this.#fail('no router', hello.serverName);
      return;
    }
    const choice = chooseByHello(this.routes, facts);
    if (choice.kind === 'tcp') {
      this.#serveTcp(choice.route, hello, bytes);
      return;
    }
    this.#settle();
    const socket = new WaitingChannel(this.#channel, bytes).release();
    const { http, readTimeoutMs } = this.#reception;
    const termination = this.#termination();
    const { peer } = this;
    const { serverName } = hello;
    const lost = !choice.routed && hasNoHttpRouter(this.routes, true);
    void serveHttps({
      socket,
      hello,
      optionsName: choice.optionsName,
      peer,
      termination,
      http,
      readTimeoutMs,
    }).then((refused) => {
      this.#reception.finished(this, refused ?? (lost ? { serverName, error: 'no router' } : undefined));
    });
  }

  #serveTcp(
    route: Route<TcpRule, TcpTarget>,
    hello: ClientHello | undefined,
    held: Buffer | undefined,
  ): void {
    this.#settle();
    const { transport, clock, finished } = this.#reception;
    const first = this.#held?.view ?? held;
    const client = new WaitingChannel(this.#channel, first);
    const { localAddress = '', localPort = 0 } = this.#channel.socket;
    void serveTcp({
      client,
      route,
      hello,
      afterSslRequest: this.#afterSslRequest,
      transport,
      clock,
      termination: this.#termination(),
      connection: {
        source: this.peer,
        destination: this.#destination ?? { address: plainAddress(localAddress), port: localPort },
      },
      onServer: (server) => {
        this.#server = server;
      },
    }).then((outcome) => finished(this, outcome));
  }

  #termination(): TlsTermination {
    return new TlsTermination(this.#tls, this.#reception);
  }

  #facts(hello: ClientHello | undefined) {
    return { sni: hello?.serverName ?? '', clientIp: this.peer.address, alpn: hello?.alpn ?? [] };
  }

  /** Somebody serves the connection from now on. */
  #settle(): void {
    this.decided = true;
    if (this.#reception.readTimeoutMs > 0) this.#reception.deadlines.delete(this);
  }

  #fail(error: string, serverName?: string): void {
    if (this.decided) return;
    this.#settle();
    this.#channel.destroy();
    this.#reception.finished(this, { error, ...(serverName !== undefined && { serverName }) });
  }
}
