import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Network, systemNetwork } from '../net/network.ts';
import type { Channel, ChannelOwner, ConnectTarget, Transport } from './channel.ts';
import { ChannelBase, connectOptions, report } from './channel-base.ts';
import { latin1 } from './latin1.ts';

/** Bytes that one read may bring. */
const READ_BYTES = 64 * 1024;
/** Up to here a message is cheaper to send as text. */
const TEXT_BYTES = 2048;

/** A channel on what Node documents alone: `data` events, `onread` and `write`. */
class PortableChannel extends ChannelBase {
  start(): void {
    this.socket.on('data', onData);
    if (!this.paused) this.socket.resume();
  }

  override writeText(text: string): boolean {
    if (this.destroyed) return true;
    return this.sent(this.socket.write(text, 'latin1'));
  }

  override write(head: string, bytes: Buffer, start: number, end: number, tail: string): boolean {
    if (this.destroyed) return true;
    const length = end - start;
    const size = head.length + length + tail.length;
    if (size <= TEXT_BYTES) return this.writeText(head + latin1(bytes, start, end) + tail);
    const message = Buffer.allocUnsafe(size);
    message.write(head, 0, 'latin1');
    bytes.copy(message, head.length, start, end);
    message.write(tail, head.length + length, 'latin1');
    return this.sent(this.socket.write(message));
  }

  override release(): void {
    this.detach();
    this.socket.off('data', onData);
    this.socket.pause();
  }
}

function onData(this: Socket, chunk: Buffer): void {
  const channel = ChannelBase.of(this);
  if (channel !== undefined) deliver(channel, chunk, chunk.length);
}

function deliver(channel: ChannelBase, bytes: Buffer, length: number): void {
  if (channel.destroyed) return;
  try {
    channel.owner.onBytes(bytes, 0, length);
  } catch (error) {
    report(channel, error);
  }
}

/** What sockets that we connect read into: Node offers that to them only. */
const received = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * Moves bytes on Node's public API alone: slower, independent of what Node looks like inside, and the one transport for
 * sockets that are not the system's.
 */
export function portableTransport(network: Network): Transport {
  return {
    name: 'portable',
    adopt(socket: Socket | TLSSocket, owner: ChannelOwner): Channel {
      const channel = new PortableChannel(socket, owner);
      process.nextTick(begin, channel);
      return channel;
    },
    connect: network === systemNetwork ? connectBySystem : connectBy(network),
  };
}

/** Reads into one buffer for all connections. */
function connectBySystem(target: ConnectTarget, owner: ChannelOwner, onConnected: () => void): Channel {
  const callback = (length: number): boolean => {
    if (channel.released) return socket.push(Buffer.from(received.subarray(0, length)));
    deliver(channel, received, length);
    return !channel.paused && !channel.destroyed;
  };
  const socket = systemNetwork.connect({
    ...connectOptions(target),
    onread: { buffer: received, callback },
  });
  const channel = new PortableChannel(socket, owner);
  socket.once('connect', onConnected);
  return channel;
}

/** Reads by `data` events: `onread` is a matter of the system's sockets. */
function connectBy(network: Network): Transport['connect'] {
  return (target, owner, onConnected) => {
    const channel = new PortableChannel(network.connect(connectOptions(target)), owner);
    channel.socket.once('connect', () => {
      channel.start();
      onConnected();
    });
    return channel;
  };
}

/** Not before the caller of `adopt` has its channel. */
function begin(channel: PortableChannel): void {
  if (!channel.destroyed && !channel.released) channel.start();
}
