import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { plainAddress } from '../net/peer-address.ts';
import { DEFAULT_TLS_OPTIONS, type EntryPointRoutes } from '../routing/snapshot.ts';
import type { TcpFacts } from '../rules/tcp-rule.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { peekFirstBytes } from '../tls/first-bytes.ts';
import { explainFailure } from './explain-failure.ts';
import { serveTcp, type TcpOutcome } from './tcp-handler.ts';
import type { TlsTermination } from './tls-termination.ts';

/** Takes over connections that speak HTTP. They are paused; nothing was consumed. */
export interface HttpAcceptor {
  accept(
    socket: Socket | TLSSocket,
    tls: { readonly optionsName: string; readonly serverName: string } | undefined,
  ): void;
}

export interface Dispatch {
  readonly routes: EntryPointRoutes;
  readonly tls: TlsTermination;
  readonly http: HttpAcceptor;
  /** Until the first bytes told where the connection belongs, milliseconds; 0: no limit. */
  readonly readTimeoutMs: number;
  /** The connection has sent its first bytes or needs none. */
  readonly onDecided: () => void;
}

/** What HTTPS clients may choose from by ALPN. */
const HTTPS_ALPN_DEFAULT = ['http/1.1'];

/**
 * Finds out what a new connection is and serves it (Traefik: `pkg/server/router/tcp/router.go`, ServeTCP).
 * Priorities compare only within a table: an HTTPS router's host always comes before a TCP router's.
 *
 * @returns what became of it when it is over; undefined if the HTTP server has it now, or `no router` if that
 * can only refuse it. Never rejects.
 */
export async function dispatch(socket: Socket, context: Dispatch): Promise<TcpOutcome | undefined> {
  const { routes, tls } = context;
  const { plain, secure } = routes.tcp;
  // Servers that speak first work only here: any route that needs the first bytes makes their clients wait.
  if (plain.routes.length > 0 && secure.routes.length === 0 && routes.https.empty) {
    const route = plain.match(factsOf(socket, undefined));
    if (route) {
      context.onDecided();
      return serveTcp(socket, route, undefined, tls);
    }
  }
  const first = await peekFirstBytes(socket, { timeoutMs: context.readTimeoutMs });
  context.onDecided();
  switch (first.kind) {
    case 'closed':
      socket.destroy();
      return { error: explainSilence(first.reason, context.readTimeoutMs) };
    case 'invalid-tls':
      socket.destroy();
      return { error: `malformed ClientHello: ${first.reason}` };
    case 'plain': {
      const route = plain.match(factsOf(socket, undefined));
      if (route) return serveTcp(socket, route, undefined, tls);
      context.http.accept(socket, undefined);
      return withoutRouter(routes.http.plain, routes, undefined);
    }
    case 'tls':
      return dispatchTls(socket, first.hello, context);
  }
}

async function dispatchTls(
  socket: Socket,
  hello: ClientHello,
  context: Dispatch,
): Promise<TcpOutcome | undefined> {
  const { https, tcp } = context.routes;
  const named = https.optionsFor(hello.serverName);
  if (named !== undefined) return serveHttps(socket, hello, named, context);
  const route = tcp.secure.match(factsOf(socket, hello));
  if (route && !route.rule.catchAll) return serveTcp(socket, route, hello, context.tls);
  if (https.catchAll !== undefined) return serveHttps(socket, hello, https.catchAll, context);
  if (route) return serveTcp(socket, route, hello, context.tls);
  // Nobody asked for this name: a handshake with the default certificate, then 404.
  const refused = await serveHttps(socket, hello, DEFAULT_TLS_OPTIONS, context);
  return refused ?? withoutRouter(context.routes.http.secure, context.routes, hello);
}

/** A TCP client that no router wanted is with an HTTP server that has no router either: worth an event. */
function withoutRouter(
  http: EntryPointRoutes['http']['plain'],
  { tcp }: EntryPointRoutes,
  hello: ClientHello | undefined,
): TcpOutcome | undefined {
  const hasTcpRouters = tcp.plain.routes.length > 0 || tcp.secure.routes.length > 0;
  if (!hasTcpRouters || http.routes.length > 0) return undefined;
  return { error: 'no router', ...(hello && { serverName: hello.serverName }) };
}

async function serveHttps(
  socket: Socket,
  hello: ClientHello,
  optionsName: string,
  context: Dispatch,
): Promise<TcpOutcome | undefined> {
  const { serverName } = hello;
  try {
    const secured = await context.tls.terminate(socket, hello, {
      optionsName,
      alpnDefault: HTTPS_ALPN_DEFAULT,
      handshakeTimeoutMs: context.readTimeoutMs,
    });
    context.http.accept(secured, { optionsName, serverName });
    return undefined;
  } catch (error) {
    socket.destroy();
    return { serverName, error: explainFailure(error) };
  }
}

function factsOf(socket: Socket, hello: ClientHello | undefined): TcpFacts {
  return {
    sni: hello?.serverName ?? '',
    clientIp: plainAddress(socket.remoteAddress ?? ''),
    alpn: hello?.alpn ?? [],
  };
}

function explainSilence(reason: 'end' | 'error' | 'timeout', readTimeoutMs: number): string {
  return reason === 'timeout'
    ? `the client sent nothing to route by within ${readTimeoutMs} ms`
    : 'the client went away before it sent anything to route by';
}
