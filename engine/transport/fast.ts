import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Channel, ChannelOwner, ConnectTarget, Transport } from './channel.ts';
import { connectOptions } from './channel-base.ts';
import { type FastChannel, type FastShared, onRead } from './fast-channel.ts';
import { type Internals, streamHandle } from './internals.ts';
import { OutputBuffers } from './output-buffers.ts';
import { PlainChannel } from './plain-channel.ts';
import { SecureChannel } from './secure-channel.ts';

/** Bytes that one read may bring. Large reads are what makes bulk fast. */
const READ_BYTES = 256 * 1024;
/** Bytes that one read may bring once the other side was slow: it bounds what a slow reader makes us hold. */
const SLOW_READ_BYTES = 64 * 1024;

/**
 * Moves bytes with what lies under `net.Socket`: all sockets of a thread read into one buffer (Node's documented
 * `onread`, which it offers to connecting sockets only), and writes go straight to the system. See `internals.ts` for all
 * that is not documented; `self-test.ts` tries it before it is used.
 */
export function fastTransport(internals: Internals): Transport {
  const plain = Buffer.allocUnsafeSlow(READ_BYTES);
  const clear = Buffer.allocUnsafeSlow(READ_BYTES);
  const shared: FastShared = {
    internals,
    plain,
    clear,
    slowPlain: plain.subarray(0, SLOW_READ_BYTES),
    slowClear: clear.subarray(0, SLOW_READ_BYTES),
    output: new OutputBuffers(READ_BYTES),
  };
  return {
    name: 'fast',
    adopt(socket: Socket | TLSSocket, owner: ChannelOwner): Channel {
      const channel =
        socket instanceof TLSSocket
          ? new SecureChannel(socket, owner, shared)
          : new PlainChannel(socket, owner, shared);
      // From the first write on: TLS ends the process if a write goes past one of the stream that is on its way.
      if (socket.writableLength === 0) channel.handle = streamHandle(socket);
      // Not before the caller has its channel.
      process.nextTick(begin, channel);
      return channel;
    },
    connect(target: ConnectTarget, owner: ChannelOwner, onConnected: () => void): Channel {
      const socket = connect({ ...connectOptions(target), onread: { buffer: plain, callback: onRead } });
      const channel = new PlainChannel(socket, owner, shared);
      socket.once('connect', () => {
        channel.handle = streamHandle(socket);
        channel.reads = channel.handle;
        onConnected();
      });
      return channel;
    },
  };
}

function begin(channel: FastChannel): void {
  if (!channel.destroyed && !channel.released) channel.hook();
}
