import { connect, type TLSSocket } from 'node:tls';
import type { TcpServerTrust } from '../routing/targets.ts';
import { trustedConnection } from '../tls/server-trust.ts';
import type { Transport } from '../transport/channel.ts';
import { WaitingChannel } from './waiting-channel.ts';

/**
 * Does the client's side of a TLS handshake with a server (Traefik: `pkg/tcp/dialer.go`). No protocol is offered by
 * ALPN, and there is no limit of time, as in Traefik; `signal` gives up.
 *
 * @throws Error if the server is not trusted, or leaves; the connection is closed then
 */
export async function secureServer(
  transport: Transport,
  server: WaitingChannel,
  trust: TcpServerTrust,
  signal: AbortSignal,
): Promise<WaitingChannel> {
  try {
    return WaitingChannel.adopt(transport, await handshake(server, trust, signal));
  } catch (error) {
    server.channel.socket.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`TLS handshake failed: ${reason}`, { cause: error });
  }
}

async function handshake(
  server: WaitingChannel,
  trust: TcpServerTrust,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { serverName = '', insecureSkipVerify } = trust;
  if (serverName === '' && !insecureSkipVerify) {
    throw new Error('either serverName or insecureSkipVerify must be specified for servers over TLS');
  }
  const options = trustedConnection(trust, serverName);
  const socket = connect({ ...options, socket: server.release() });
  const giveUp = (): void => void socket.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      const onClose = (): void => reject(new Error('the server closed the connection'));
      socket.once('error', reject).once('close', onClose);
      socket.once('secureConnect', () => {
        socket.off('error', reject).off('close', onClose);
        resolve(socket);
      });
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
