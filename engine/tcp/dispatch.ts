import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Endpoint } from '../net/proxy-protocol.ts';
import { DEFAULT_TLS_OPTIONS, type EntryPointRoutes, type TcpTarget } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import type { Channel } from '../transport/channel.ts';
import { explainFailure } from './explain-failure.ts';
import type { TcpOutcome } from './tcp-handler.ts';
import type { TlsTermination } from './tls-termination.ts';

/** Who a connection came from: with PROXY protocol the client that the proxy in front of us names, else the socket's peer. */
export type Peer = Endpoint;

/** Takes over connections that speak HTTP. */
export interface HttpAcceptor {
  /** The socket is paused; nothing was consumed. */
  accept(
    socket: Socket | TLSSocket,
    tls: { readonly optionsName: string; readonly serverName: string } | undefined,
    peer: Peer,
  ): void;
  /**
   * A connection without TLS with its first bytes, `bytes[start, end)`, which are valid during the call only. Called
   * from within the channel's `onBytes`; the acceptor puts its own owner in place before it returns.
   */
  acceptChannel(channel: Channel, peer: Peer, bytes: Buffer, start: number, end: number): void;
}

/** What HTTPS clients may choose from by ALPN. */
const HTTPS_ALPN_DEFAULT = ['h2', 'http/1.1'];

type TcpRoute = Route<TcpRule, TcpTarget>;

/** Who gets a TLS connection. `routed` false: nobody asked for its name; a handshake, then 404. */
export type TlsChoice =
  | { readonly kind: 'tcp'; readonly route: TcpRoute }
  | { readonly kind: 'https'; readonly optionsName: string; readonly routed: boolean };

/**
 * Chooses by server name and ALPN (Traefik: `pkg/server/router/tcp/router.go`, ServeTCP). Priorities compare only within
 * a table: an HTTPS router's host always comes before a TCP router's.
 */
export function chooseByHello({ https, tcp }: EntryPointRoutes, facts: TcpFacts): TlsChoice {
  const named = https.optionsFor(facts.sni);
  if (named !== undefined) return { kind: 'https', optionsName: named, routed: true };
  const route = tcp.secure.match(facts);
  if (route && !route.rule.catchAll) return { kind: 'tcp', route };
  if (https.catchAll !== undefined) return { kind: 'https', optionsName: https.catchAll, routed: true };
  if (route) return { kind: 'tcp', route };
  return { kind: 'https', optionsName: DEFAULT_TLS_OPTIONS, routed: false };
}

/** Whether a TCP client that no router wanted is with an HTTP server that has no router either: worth an event. */
export function hasNoHttpRouter({ http, tcp }: EntryPointRoutes, secure: boolean): boolean {
  const hasTcpRouters = tcp.plain.routes.length > 0 || tcp.secure.routes.length > 0;
  return hasTcpRouters && (secure ? http.secure : http.plain).routes.length === 0;
}

/** Does the handshake and gives the connection to the HTTP server. Returns why not, if not; never rejects. */
export async function serveHttps(connection: {
  /** The ClientHello is put back. */
  readonly socket: Socket;
  readonly hello: ClientHello;
  readonly optionsName: string;
  readonly peer: Peer;
  readonly termination: TlsTermination;
  readonly http: HttpAcceptor;
  readonly readTimeoutMs: number;
}): Promise<TcpOutcome | undefined> {
  const { socket, hello, optionsName, peer, termination, http } = connection;
  const { serverName } = hello;
  try {
    const secured = await termination.terminate(socket, hello, {
      optionsName,
      alpnDefault: HTTPS_ALPN_DEFAULT,
      handshakeTimeoutMs: connection.readTimeoutMs,
    });
    http.accept(secured, { optionsName, serverName }, peer);
    return undefined;
  } catch (error) {
    socket.destroy();
    return { serverName, error: explainFailure(error) };
  }
}
