import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { Network } from '../../engine/index.ts';
import { systemNetwork } from './system.ts';

const LOOPBACK = '127.0.0.1';

/** Room for the datagrams of a thousand clients at once; Linux grants as much of it as `net.core.rmem_max` says. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** Where to listen: default at 127.0.0.1, by the system. */
interface Place {
  readonly host?: string;
  readonly network?: Network;
}

/**
 * A socket that listens at a UDP port; 0: one that the system chooses. As many answers as there are may wait for it to
 * close.
 */
export async function bindUdp(
  port: number,
  { host = LOOPBACK, network = systemNetwork }: Place = {},
): Promise<Socket> {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const socket = network
    .createDatagramSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES })
    .setMaxListeners(0);
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}

/**
 * A socket that makes a port answer with ICMP "port unreachable", as a closed one does: connected to itself it takes
 * nothing from others, and keeps the number from being given to another program. Only a new socket ends that, since
 * disconnecting would lose the number.
 */
export async function refuseUdp(port: number, place: Place = {}): Promise<Socket> {
  const socket = await bindUdp(port, place);
  socket.connect(port, place.host ?? LOOPBACK);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the socket is closed; it must not have been closed before. */
export async function closeUdp(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.close();
  await closed;
}

/** A datagram as backends record it. */
export function describeDatagram(datagram: Buffer, { address, port }: { address: string; port: number }) {
  return {
    protocol: 'udp',
    summary: datagram.toString().trim().slice(0, SUMMARY_CHARACTERS),
    bytes: datagram.length,
    body: datagram,
    peer: `${address}:${port}`,
  } as const;
}

/** Longest text of a datagram in a record's summary. */
const SUMMARY_CHARACTERS = 80;
