import type { Socket, SocketType } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { type AddressInfo, isIP } from 'node:net';
import { type Network, systemNetwork } from '../net/network.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { ListenError } from '../tcp/listen-error.ts';
import { lookupUnlessAddress } from './lookup.ts';

/** Room for the first datagrams of some thousand clients at once, and for the answers to them, bytes. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_SOCKETS = 8;

interface BindOptions {
  /** Default: the system's. */
  readonly network?: Network | undefined;
  /** What all sockets together are to hold; default 4 MiB. */
  readonly receiveBufferBytes?: number;
  /** Other engines share the port. */
  readonly reusePort?: boolean | undefined;
}

interface BoundSockets {
  readonly sockets: readonly Socket[];
  readonly address: AddressInfo;
}

/**
 * Listens for datagrams on the entry point's address; without a host on IPv6 and IPv4 at once, or on IPv4 alone
 * where the system has no IPv6.
 *
 * One socket, unless the system grants too small a buffer (Linux's default holds some 500 small datagrams): then
 * several share the port and Linux spreads the clients over them, each client always to the same one. With `reusePort`
 * nothing tells that a foreign program shares the port as well.
 *
 * @throws ListenError
 */
export async function bindDatagramSockets(
  entryPoint: EntryPoint,
  { network = systemNetwork, receiveBufferBytes = SOCKET_BUFFER_BYTES, reusePort = false }: BindOptions = {},
): Promise<BoundSockets> {
  const bind: Bind = (type, address, port, shared) => bindTo(network, type, address, port, shared);
  try {
    const first = await bindFirst(bind, entryPoint, reusePort);
    const address = first.address();
    const count = Math.min(MAX_SOCKETS, Math.ceil(receiveBufferBytes / enlargeBuffers(first)));
    if (count === 1 || process.platform !== 'linux') return { sockets: [first], address };
    // Only the socket that shares with nobody could tell that another program holds the address.
    if (!reusePort) await new Promise<void>((resolve) => first.close(resolve));
    const kept = reusePort ? [first] : [];
    const type = address.family === 'IPv6' ? 'udp6' : 'udp4';
    const others = await Promise.all(
      Array.from({ length: count - kept.length }, () => bind(type, address.address, address.port, true)),
    );
    for (const socket of others) enlargeBuffers(socket);
    return { sockets: [...kept, ...others], address };
  } catch (error) {
    throw new ListenError(entryPoint, error);
  }
}

type Bind = (type: SocketType, address: string, port: number, reusePort: boolean) => Promise<Socket>;

async function bindFirst(bind: Bind, { host, port }: EntryPoint, reusePort: boolean): Promise<Socket> {
  if (host !== '') return bind(await familyOf(host), host, port, reusePort);
  try {
    return await bind('udp6', '::', port, reusePort);
  } catch (error) {
    if (!lacksIpv6(error)) throw error;
    return await bind('udp4', '0.0.0.0', port, reusePort);
  }
}

function bindTo(
  network: Network,
  type: SocketType,
  address: string,
  port: number,
  reusePort: boolean,
): Promise<Socket> {
  const socket = network.createDatagramSocket({ type, reusePort, lookup: lookupUnlessAddress });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

/**
 * Asks for large buffers and returns what there is for receiving, bytes; some systems refuse instead of granting
 * less.
 */
function enlargeBuffers(socket: Socket): number {
  try {
    socket.setRecvBufferSize(SOCKET_BUFFER_BYTES);
  } catch {}
  try {
    socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
  } catch {}
  return socket.getRecvBufferSize();
}

async function familyOf(host: string): Promise<SocketType> {
  const family = isIP(host) || (await lookup(host)).family;
  return family === 6 ? 'udp6' : 'udp4';
}

function lacksIpv6(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL' || error.code === 'EINVAL')
  );
}
