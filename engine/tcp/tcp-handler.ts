import type { Clock } from '../net/clock.ts';
import { formatPeer } from '../net/peer-address.ts';
import type { ProxiedConnection } from '../net/proxy-protocol.ts';
import type { TcpEvent } from '../observability/observer.ts';
import type { TcpTarget } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { TcpRule } from '../rules/tcp-rule.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import type { Channel, Transport } from '../transport/channel.ts';
import { connectServer } from './connect-server.ts';
import { explainFailure } from './explain-failure.ts';
import { requestSsl } from './postgres.ts';
import { splice } from './splice.ts';
import type { TlsTermination } from './tls-termination.ts';
import { WaitingChannel } from './waiting-channel.ts';

/** What became of a connection, for its TcpEvent. */
export type TcpOutcome = Partial<
  Pick<TcpEvent, 'serverName' | 'router' | 'services' | 'server' | 'pod' | 'bytesIn' | 'bytesOut' | 'error'>
>;

/** What Traefik offers on TCP routers that do not say otherwise. */
const ALPN_DEFAULT = ['h2', 'http/1.1', 'acme-tls/1'];

type Middleware = NonNullable<TcpTarget['middlewares']>[number];

/** A client and the TCP router that it matched. */
export interface TcpConnection {
  /** With the ClientHello, if there is one. */
  readonly client: WaitingChannel;
  readonly route: Route<TcpRule, TcpTarget>;
  readonly hello: ClientHello | undefined;
  /** The ClientHello came after PostgreSQL's request for TLS. */
  readonly afterSslRequest: boolean;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly termination: TlsTermination;
  /** Who connected to what, for servers that ask by PROXY protocol. */
  readonly connection: ProxiedConnection;
  /** Hears of the connection to the server once it stands. */
  readonly onServer: (server: Channel) => void;
}

/**
 * Serves one client by the TCP router that it matched; never rejects. Over when both sides are closed.
 *
 * As Traefik does, the server is chosen and connected to before the client's TLS handshake, so that a client
 * refused in the handshake costs a turn of the balancer and a connection without data. A server that cannot be
 * reached closes the client's connection; no other server is tried.
 */
export async function serveTcp(tcp: TcpConnection): Promise<TcpOutcome> {
  const { client, route, hello, termination, connection } = tcp;
  const { middlewares = [], tls } = route.target;
  const terminate = hello && tls && !tls.passthrough ? { hello, options: tls.options } : undefined;
  const matched: TcpOutcome = { router: route.name, ...(hello && { serverName: hello.serverName }) };
  if (terminate && !termination.knows(terminate.options)) {
    client.channel.destroy();
    return { ...matched, error: `tls options "${terminate.options}" are unknown or broken` };
  }
  const { address } = connection.source;
  const passed: Middleware[] = [];
  try {
    for (const middleware of middlewares) {
      const refusal = middleware.admit(address);
      if (refusal !== undefined) {
        client.channel.destroy();
        return { ...matched, error: refusal };
      }
      passed.push(middleware);
    }
    return { ...matched, ...(await serveAdmitted(tcp, terminate)) };
  } finally {
    for (const middleware of passed) middleware.leave?.(address);
  }
}

async function serveAdmitted(
  tcp: TcpConnection,
  terminate: { readonly hello: ClientHello; readonly options: string } | undefined,
): Promise<TcpOutcome> {
  const { client, transport, clock, connection, onServer, afterSslRequest } = tcp;
  const { server, trail } = tcp.route.target.service.select();
  if (!server) {
    client.channel.destroy();
    return { services: trail, error: 'no available server' };
  }
  const chosen: TcpOutcome = {
    services: trail,
    server: formatPeer(server.host, server.port),
    ...(server.pod !== undefined && { pod: server.pod }),
  };
  let upstream: WaitingChannel | undefined;
  // A reset is the one sign that a client is gone: after a mere FIN it may still wait for the answer.
  const { signal } = client.gone;
  const giveUp = (): void => upstream?.channel.destroy();
  try {
    upstream = await connectServer({ transport, clock, server, proxied: connection, signal, onServer });
    signal.addEventListener('abort', giveUp);
    if (afterSslRequest && !terminate) await requestSsl(upstream);
    signal.removeEventListener('abort', giveUp);
    const secured = terminate && (await secure(tcp, terminate.hello, terminate.options));
    return {
      ...chosen,
      ...(await splice(secured ?? client, upstream, {
        clock,
        terminationDelayMs: server.terminationDelayMs,
      })),
    };
  } catch (error) {
    upstream?.channel.destroy();
    client.channel.socket.destroy();
    return { ...chosen, error: explainFailure(error) };
  }
}

async function secure(
  { client, transport, termination }: TcpConnection,
  hello: ClientHello,
  optionsName: string,
): Promise<WaitingChannel> {
  const socket = await termination.terminate(client.release(), hello, {
    optionsName,
    alpnDefault: ALPN_DEFAULT,
  });
  return WaitingChannel.adopt(transport, socket);
}
