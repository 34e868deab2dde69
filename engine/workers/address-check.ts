import { once } from 'node:events';
import { createServer } from 'node:net';
import type { EntryPoint } from '../static/static-configuration.ts';
import { ListenError } from '../tcp/listen-error.ts';
import { bindDatagramSockets } from '../udp/bind.ts';

/**
 * Makes sure that nobody listens on an entry point's address. Sockets that share their port would join another program's
 * without a word, and each would get a part of the other's traffic. A port that the system is to choose is not checked.
 *
 * @throws ListenError
 */
export async function checkAddress(entryPoint: EntryPoint): Promise<void> {
  if (entryPoint.port === 0) return;
  if (entryPoint.protocol === 'udp') {
    const { sockets } = await bindDatagramSockets(entryPoint);
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
    return;
  }
  const { host, port } = entryPoint;
  const server = createServer();
  try {
    server.listen({ port, ...(host !== '' && { host }) });
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(entryPoint, error);
  }
  await new Promise((resolve) => server.close(resolve));
}
