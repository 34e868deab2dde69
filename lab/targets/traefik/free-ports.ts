import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** An address to listen at. */
interface Wanted {
  readonly host: string;
  readonly protocol: 'tcp' | 'udp';
}

/**
 * Ports on which nobody listens now, one for each address and all different. Whoever gets them has to listen soon:
 * another program may be given one of them meanwhile.
 */
export async function freePorts(addresses: readonly Wanted[]): Promise<number[]> {
  const held = await Promise.all(addresses.map(hold));
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

interface Held {
  readonly port: number;
  release(): Promise<void>;
}

async function hold({ host, protocol }: Wanted): Promise<Held> {
  if (protocol === 'udp') {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, host === '' ? undefined : host);
    await once(socket, 'listening');
    const { port } = socket.address();
    return { port, release: () => new Promise((resolve) => socket.close(() => resolve())) };
  }
  const server = createServer().listen(0, host === '' ? undefined : host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return { port: address.port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}
