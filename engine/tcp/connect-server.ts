import type { Clock } from '../net/clock.ts';
import { type ProxiedConnection, writeProxyHeader } from '../net/proxy-protocol.ts';
import type { AddressServer } from '../routing/targets.ts';
import type { Channel, Transport } from '../transport/channel.ts';
import { dial } from './dial.ts';
import { secureServer } from './server-tls.ts';
import type { WaitingChannel } from './waiting-channel.ts';

interface ServerConnection {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly server: AddressServer;
  /** Whom the server is told of, if it asks by PROXY protocol; absent: nobody. */
  readonly proxied?: ProxiedConnection;
  /** Gives up. */
  readonly signal: AbortSignal;
  /** Hears of the connection once it stands, and again when it speaks TLS. */
  readonly onServer?: (channel: Channel) => void;
}

/**
 * Connects to a server as its transport says: the PROXY header comes first, then the TLS handshake.
 *
 * @throws Error; nothing is left open then
 */
export async function connectServer(connection: ServerConnection): Promise<WaitingChannel> {
  const { transport, clock, server, proxied, signal, onServer } = connection;
  const { host, port, tcp } = server;
  const dialled = await dial({
    transport,
    clock,
    host,
    port,
    signal,
    ...(tcp && { timeoutMs: tcp.dialTimeoutMs, keepAliveMs: tcp.keepAliveMs }),
  });
  const { channel } = dialled;
  onServer?.(channel);
  if (tcp?.proxyProtocol !== undefined && proxied) {
    const header = writeProxyHeader(tcp.proxyProtocol, proxied);
    channel.write('', header, 0, header.length, '');
  }
  if (!tcp?.tls) return dialled;
  const secured = await secureServer(transport, dialled, tcp.tls, signal);
  onServer?.(secured.channel);
  return secured;
}
