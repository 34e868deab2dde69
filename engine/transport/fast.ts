import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Channel, ChannelOwner, ConnectTarget, Transport } from './channel.ts';
import { ChannelBase, connectOptions, report } from './channel-base.ts';
import { type Internals, type StreamHandle, streamHandle, type WriteRequest } from './internals.ts';
import { latin1 } from './latin1.ts';
import { OutputBuffers } from './output-buffers.ts';

/** Bytes that one read may bring. Large reads are what makes bulk fast. */
const READ_BYTES = 256 * 1024;
/** Bytes that one read may bring once the other side was slow: it bounds what a slow reader makes us hold. */
const SLOW_READ_BYTES = 64 * 1024;
/** Up to here a message is cheaper to send as text. */
const TEXT_BYTES = 2048;

/**
 * Moves bytes with what lies under `net.Socket`: all sockets of a thread read into one buffer (Node's documented
 * `onread`, which it offers to connecting sockets only), and writes go straight to the system. See `internals.ts` for all
 * that is not documented; `self-test.ts` tries it before it is used.
 */
export function fastTransport(internals: Internals): Transport {
  const plain = Buffer.allocUnsafeSlow(READ_BYTES);
  // What TLS decrypts is delivered while the socket beneath is being read: never into the same buffer.
  const clear = Buffer.allocUnsafeSlow(READ_BYTES);
  const slowPlain = plain.subarray(0, SLOW_READ_BYTES);
  const slowClear = clear.subarray(0, SLOW_READ_BYTES);
  const output = new OutputBuffers(READ_BYTES);
  let spare = internals.writeRequest();

  class FastChannel extends ChannelBase {
    handle: StreamHandle | undefined;
    /** Writes that the system has not finished. */
    pending = 0;
    slow = false;
    readonly secure: boolean;

    constructor(socket: Socket | TLSSocket, owner: ChannelOwner) {
      super(socket, owner);
      this.secure = socket instanceof TLSSocket;
    }

    /** Reads into the shared buffer from now on. What was read before comes first. */
    hook(): void {
      const { socket } = this;
      const handle = streamHandle(socket);
      const held: unknown = socket.read();
      if (handle !== undefined) {
        this.handle = handle;
        internals.readInto(socket, handle, this.secure ? clear : plain, onRead);
      }
      if (Buffer.isBuffer(held)) {
        deliver(this, held, held.length);
        if (this.destroyed || this.released) return;
      }
      if (this.paused) socket.pause();
      else socket.resume();
    }

    override pause(): void {
      if (this.paused || this.destroyed) return;
      super.pause();
      if (this.slow || this.handle === undefined) return;
      this.slow = true;
      internals.readInto(this.socket, this.handle, this.secure ? slowClear : slowPlain, onRead);
    }

    override writeText(text: string): boolean {
      if (this.destroyed) return true;
      const { handle } = this;
      if (handle === undefined || this.secure) return this.sent(this.socket.write(text, 'latin1'));
      return this.wrote(handle, handle.writeLatin1String(spare, text), undefined);
    }

    override write(head: string, bytes: Buffer, start: number, end: number, tail: string): boolean {
      const length = end - start;
      if (head.length + length + tail.length <= TEXT_BYTES) {
        return this.writeText(head + latin1(bytes, start, end) + tail);
      }
      if (this.destroyed) return true;
      const buffer = output.take(head.length + length + tail.length);
      let filled = head === '' ? 0 : buffer.write(head, 0, 'latin1');
      filled += bytes.copy(buffer, filled, start, end);
      if (tail !== '') filled += buffer.write(tail, filled, 'latin1');
      const message = buffer.subarray(0, filled);
      const { handle } = this;
      if (handle !== undefined && !this.secure) {
        return this.wrote(handle, handle.writeBuffer(spare, message), buffer);
      }
      return this.sent(this.socket.write(message, () => output.giveBack(buffer)));
    }

    override release(): void {
      this.detach();
      this.socket.pause();
      // The handle cannot be told to allocate again; what it reads is copied for the next owner.
      if (this.handle !== undefined) internals.readInto(this.socket, this.handle, plain, pushCopy);
    }

    private wrote(handle: StreamHandle, status: number, buffer: Buffer | undefined): boolean {
      if (status !== 0) {
        if (buffer !== undefined) output.giveBack(buffer);
        this.destroy(internals.systemError(status, 'write'));
        return true;
      }
      if (handle.writeQueueSize === 0) {
        if (buffer !== undefined) output.giveBack(buffer);
        return true;
      }
      const request = spare;
      spare = internals.writeRequest();
      request.handle = handle;
      request.buffer = buffer;
      request.channel = this;
      request.oncomplete = onWritten;
      this.pending += 1;
      this.congested = true;
      return false;
    }
  }

  function onWritten(this: WriteRequest, status: number): void {
    if (this.buffer !== undefined) output.giveBack(this.buffer);
    const { channel } = this;
    if (!(channel instanceof FastChannel)) return;
    channel.pending -= 1;
    if (channel.destroyed) return;
    if (status < 0) {
      channel.destroy(internals.systemError(status, 'write'));
      return;
    }
    if (channel.pending > 0) return;
    channel.congested = false;
    try {
      channel.owner.onDrain();
    } catch (error) {
      report(channel, error);
    }
  }

  function begin(channel: FastChannel): void {
    if (!channel.destroyed && !channel.released) channel.hook();
  }

  return {
    name: 'fast',
    adopt(socket: Socket | TLSSocket, owner: ChannelOwner): Channel {
      const channel = new FastChannel(socket, owner);
      // Not before the caller has its channel.
      process.nextTick(begin, channel);
      return channel;
    },
    connect(target: ConnectTarget, owner: ChannelOwner, onConnected: () => void): Channel {
      const socket = connect({ ...connectOptions(target), onread: { buffer: plain, callback: onRead } });
      const channel = new FastChannel(socket, owner);
      socket.once('connect', () => {
        channel.handle = streamHandle(socket);
        onConnected();
      });
      return channel;
    },
  };
}

/** Called by Node as a method of the socket. Its result says whether to read on. */
function onRead(this: unknown, length: number, bytes: Uint8Array): boolean {
  const channel = ChannelBase.of(this as Socket);
  if (channel === undefined || channel.destroyed) return false;
  return deliver(channel, bytes as Buffer, length);
}

function pushCopy(this: unknown, length: number, bytes: Uint8Array): boolean {
  return (this as Socket).push(Buffer.from(bytes.subarray(0, length)));
}

function deliver(channel: ChannelBase, bytes: Buffer, length: number): boolean {
  try {
    channel.owner.onBytes(bytes, 0, length);
  } catch (error) {
    report(channel, error);
  }
  return !channel.paused && !channel.destroyed;
}
