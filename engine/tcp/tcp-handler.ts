import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { formatPeer } from '../net/peer-address.ts';
import type { TcpEvent } from '../observability/observer.ts';
import type { TcpTarget } from '../routing/snapshot.ts';
import type { Route } from '../routing/tables.ts';
import type { AddressServer } from '../routing/targets.ts';
import type { TcpRule } from '../rules/tcp-rule.ts';
import type { ClientHello } from '../tls/client-hello.ts';
import { dial } from './dial.ts';
import { explainFailure } from './explain-failure.ts';
import { type SpliceResult, splice } from './splice.ts';
import type { TlsTermination } from './tls-termination.ts';

/** What became of a connection, for its TcpEvent. */
export type TcpOutcome = Partial<
  Pick<TcpEvent, 'serverName' | 'router' | 'services' | 'server' | 'pod' | 'bytesIn' | 'bytesOut' | 'error'>
>;

/** What Traefik offers on TCP routers that do not say otherwise. */
const ALPN_DEFAULT = ['h2', 'http/1.1', 'acme-tls/1'];

/**
 * Serves one client by the TCP router that it matched; never rejects. Over when both sides are closed.
 *
 * As Traefik does, the server is chosen and connected to before the client's TLS handshake, so that a client
 * refused in the handshake costs a turn of the balancer and a connection without data. A server that cannot be
 * reached closes the client's connection; no other server is tried.
 */
export async function serveTcp(
  client: Socket,
  route: Route<TcpRule, TcpTarget>,
  hello: ClientHello | undefined,
  termination: TlsTermination,
): Promise<TcpOutcome> {
  const { service, tls } = route.target;
  const terminate = hello && tls && !tls.passthrough ? { hello, options: tls.options } : undefined;
  const matched: TcpOutcome = { router: route.name, ...(hello && { serverName: hello.serverName }) };
  if (terminate && !termination.knows(terminate.options)) {
    client.destroy();
    return { ...matched, error: `tls options "${terminate.options}" are unknown or broken` };
  }
  const { server, trail } = service.select();
  if (!server) {
    client.destroy();
    return { ...matched, services: trail, error: 'no available server' };
  }
  const chosen: TcpOutcome = {
    ...matched,
    services: trail,
    server: formatPeer(server.host, server.port),
    ...(server.pod !== undefined && { pod: server.pod }),
  };
  let upstream: Socket | undefined;
  try {
    upstream = await dialUnlessGone(client, server);
    const stream: Duplex = terminate
      ? await termination.terminate(client, terminate.hello, {
          optionsName: terminate.options,
          alpnDefault: ALPN_DEFAULT,
        })
      : client;
    return { ...chosen, ...(await pump(stream, upstream, server)) };
  } catch (error) {
    upstream?.destroy();
    client.destroy();
    return { ...chosen, error: explainFailure(error) };
  }
}

/** A reset is the one sign that a client is gone: after a mere FIN it may still wait for the answer. */
async function dialUnlessGone(client: Socket, { host, port }: AddressServer): Promise<Socket> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  if (client.destroyed) gone.abort();
  client.once('close', onClose);
  try {
    return await dial({ host, port, signal: gone.signal });
  } finally {
    client.off('close', onClose);
  }
}

function pump(client: Duplex, upstream: Socket, server: AddressServer): Promise<SpliceResult> {
  return splice(client, upstream, { terminationDelayMs: server.terminationDelayMs });
}
