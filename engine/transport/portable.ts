import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Channel, ChannelOwner, ConnectTarget, Transport } from './channel.ts';
import { ChannelBase, connectOptions, report } from './channel-base.ts';

/** A channel on what Node documents alone: `data` events and `write`. */
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
    const message = Buffer.allocUnsafe(head.length + length + tail.length);
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
  if (channel === undefined || channel.destroyed) return;
  try {
    channel.owner.onBytes(chunk, 0, chunk.length);
  } catch (error) {
    report(channel, error);
  }
}

/** Moves bytes on Node's public API alone: slower, and independent of what Node looks like inside. */
export const portableTransport: Transport = {
  name: 'portable',
  adopt(socket: Socket | TLSSocket, owner: ChannelOwner): Channel {
    const channel = new PortableChannel(socket, owner);
    process.nextTick(begin, channel);
    return channel;
  },
  connect(target: ConnectTarget, owner: ChannelOwner, onConnected: () => void): Channel {
    const socket = connect(connectOptions(target));
    const channel = new PortableChannel(socket, owner);
    socket.once('connect', () => {
      channel.start();
      onConnected();
    });
    return channel;
  },
};

/** Not before the caller of `adopt` has its channel. */
function begin(channel: PortableChannel): void {
  if (!channel.destroyed && !channel.released) channel.start();
}
