import type { Socket as DatagramSocket, SocketOptions } from 'node:dgram';
import type { LookupFunction, Server, ServerOpts, Socket, TcpNetConnectOpts } from 'node:net';
import type { Network } from '../net/network.ts';
import {
  destinationOf,
  type Endpoint,
  isOwnAddress,
  isReachable,
  resolveName,
  seenFrom,
  sourceFor,
} from './addresses.ts';
import { type DatagramPorts, MemoryDatagramSocket } from './memory-datagram-socket.ts';
import { type Listening, MemoryServer } from './memory-server.ts';
import { MemorySocket } from './memory-socket.ts';
import { PortTable } from './port-table.ts';
import { systemError } from './system-errors.ts';
import { tellAddressesThroughTls } from './tls-addresses.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * A network of its own in this process: connections and datagrams as the system has them, without a socket of the system.
 * It has the addresses 127.0.0.0/8, ::1 and 10.0.0.0/8, and knows the name `localhost`. What is sent arrives at the same
 * moment of virtual time. Sockets are Node's own classes, so that TLS, HTTP and HTTP/2 of Node run over them.
 */
export class MemoryNetwork implements Network {
  readonly #clock: VirtualClock;
  /** Servers that listen, and sockets that chose or got a port of their own. */
  readonly #tcp = new PortTable<MemoryServer | MemorySocket>();
  readonly #udp: DatagramPorts = new PortTable<MemoryDatagramSocket>();
  readonly #listening: Listening = {
    listen: (server, address, port) => this.#listen(server, address, port),
    stopListening: ({ address, port }) => this.#tcp.release(address, port),
  };

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    tellAddressesThroughTls();
  }

  createServer(options: ServerOpts = {}): Server {
    return new MemoryServer(this.#listening, options);
  }

  connect(options: TcpNetConnectOpts): Socket {
    let own: Endpoint | undefined;
    const socket = new MemorySocket(this.#clock, options, () => {
      if (own) this.#tcp.release(own.address, own.port);
    });
    socket.dialling();
    const { host = 'localhost', lookup } = options;
    resolveName(host, lookup as LookupFunction | undefined, (unknown, found) => {
      process.nextTick(() => {
        this.#clock.stir();
        if (socket.destroyed) return;
        if (unknown) {
          socket.destroy(unknown);
          return;
        }
        const remote = { address: destinationOf(found), port: Number(options.port) };
        try {
          own = this.#takePort(socket, remote, options);
          this.#establish(socket, own, remote, options);
        } catch (error) {
          socket.destroy(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    return socket;
  }

  createDatagramSocket(options: SocketOptions): DatagramSocket {
    return new MemoryDatagramSocket(this.#clock, this.#udp, options);
  }

  #listen(server: MemoryServer, address: string, wanted: number): number {
    if (!isOwnAddress(address)) throw systemError('listen', 'EADDRNOTAVAIL', { address, port: wanted });
    const port = this.#tcp.take(address, wanted, server);
    if (port === undefined) throw systemError('listen', 'EADDRINUSE', { address, port: wanted });
    return port;
  }

  /** The own side of a connection to be. */
  #takePort(socket: MemorySocket, remote: Endpoint, options: TcpNetConnectOpts): Endpoint {
    const address = options.localAddress ?? sourceFor(remote.address);
    const { localPort = 0 } = options;
    if (!isReachable(remote.address)) throw systemError('connect', 'ENETUNREACH', remote);
    const about = localPort > 0 ? { ...remote, local: `${address}:${localPort}` } : remote;
    if (!isOwnAddress(address)) throw systemError('connect', 'EADDRNOTAVAIL', about);
    const port = this.#tcp.take(address, localPort, socket);
    if (port === undefined) throw systemError('connect', 'EADDRINUSE', about);
    return { address, port };
  }

  #establish(socket: MemorySocket, own: Endpoint, remote: Endpoint, { localPort }: TcpNetConnectOpts): void {
    const found = this.#tcp.find(remote.address, remote.port);
    if (found === socket) {
      // Both ends of a connection can be one socket: a way to hold a port and yet refuse connections to it.
      socket.join(socket, own, remote);
      socket.connected();
      return;
    }
    const local = localPort ? { local: `${own.address}:${own.port}` } : {};
    if (!(found instanceof MemoryServer))
      throw systemError('connect', 'ECONNREFUSED', { ...remote, ...local });
    const { allowHalfOpen, highWaterMark } = found.options;
    const accepted = new MemorySocket(this.#clock, { allowHalfOpen, highWaterMark }, found.lost);
    const listening = found.address()?.address ?? '';
    const seen = ({ address, port }: Endpoint) => ({ address: seenFrom(listening, address), port });
    accepted.join(socket, seen(remote), seen(own));
    socket.join(accepted, own, remote);
    found.accept(accepted);
    socket.connected();
  }
}
