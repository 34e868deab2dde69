import { createSocket, type Socket as DatagramSocket, type SocketOptions } from 'node:dgram';
import {
  connect,
  createServer,
  type Server,
  type ServerOpts,
  type Socket,
  type TcpNetConnectOpts,
} from 'node:net';

/** Where connections and datagrams come from and go to, in the words of Node: the system, or a network in memory. */
export interface Network {
  /** As `net.createServer`. */
  createServer(options: ServerOpts): Server;
  /** As `net.connect`. */
  connect(options: TcpNetConnectOpts): Socket;
  /** As `dgram.createSocket`. */
  createDatagramSocket(options: SocketOptions): DatagramSocket;
}

/** The sockets of the operating system. */
export const systemNetwork: Network = {
  createServer: (options) => createServer(options),
  connect: (options) => connect(options),
  createDatagramSocket: (options) => createSocket(options),
};
