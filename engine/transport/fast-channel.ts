import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ChannelOwner } from './channel.ts';
import { ChannelBase, report } from './channel-base.ts';
import { type Internals, type StreamHandle, streamHandle } from './internals.ts';
import { latin1 } from './latin1.ts';
import type { OutputBuffers } from './output-buffers.ts';

/** Up to here a message is cheaper to send as text. */
const TEXT_BYTES = 2048;

/** What the channels of a thread share. */
export interface FastShared {
  readonly internals: Internals;
  /** What plain sockets read into. */
  readonly plain: Buffer;
  /** What TLS decrypts is delivered while the socket beneath is being read: never into the same buffer. */
  readonly clear: Buffer;
  readonly slowPlain: Buffer;
  readonly slowClear: Buffer;
  readonly output: OutputBuffers;
}

/** What the channels of the fast transport have in common: they read into a buffer of the whole thread. */
export abstract class FastChannel extends ChannelBase {
  protected readonly shared: FastShared;
  /** What is written to past the stream; undefined: not connected, or the stream has writes of its own on their way. */
  handle: StreamHandle | undefined = undefined;
  /** What reads into the shared buffer; undefined: nothing does yet. */
  reads: StreamHandle | undefined = undefined;
  private slow = false;

  constructor(socket: Socket | TLSSocket, owner: ChannelOwner, shared: FastShared) {
    super(socket, owner);
    this.shared = shared;
  }

  /** What is read goes into this buffer. `slow`: the other side was slow once. */
  protected abstract readBuffer(slow: boolean): Buffer;

  /** Sends bytes that are in `buffer` from its start; the buffer is given back when the system has them. */
  protected abstract send(message: Buffer, buffer: Buffer): boolean;

  /** Reads into the shared buffer from now on. What was read before comes first. */
  hook(): void {
    const { socket } = this;
    const handle = streamHandle(socket);
    const held: unknown = socket.read();
    if (handle !== undefined) {
      this.reads = handle;
      this.shared.internals.readInto(socket, handle, this.readBuffer(this.slow), onRead);
    }
    if (Buffer.isBuffer(held) && this.keeps) this.keep(held);
    else if (Buffer.isBuffer(held)) {
      deliver(this, held, held.length);
      if (this.destroyed || this.released) return;
    }
    if (this.paused) socket.pause();
    else socket.resume();
  }

  override pause(): void {
    if (this.paused || this.destroyed) return;
    super.pause();
    if (this.slow) return;
    this.slow = true;
    if (this.reads !== undefined)
      this.shared.internals.readInto(this.socket, this.reads, this.readBuffer(true), onRead);
  }

  override write(head: string, bytes: Buffer, start: number, end: number, tail: string): boolean {
    const size = head.length + end - start + tail.length;
    if (size <= TEXT_BYTES) return this.writeText(head + latin1(bytes, start, end) + tail);
    if (this.destroyed) return true;
    const buffer = this.shared.output.take(size);
    let filled = head === '' ? 0 : buffer.write(head, 0, 'latin1');
    filled += bytes.copy(buffer, filled, start, end);
    if (tail !== '') filled += buffer.write(tail, filled, 'latin1');
    return this.send(buffer.subarray(0, filled), buffer);
  }

  override release(): void {
    this.detach();
    this.socket.pause();
    // The handle cannot be told to allocate again; what it reads is copied for the next owner.
    const { internals, plain } = this.shared;
    if (this.reads !== undefined) internals.readInto(this.socket, this.reads, plain, pushCopy);
  }
}

/** Called by Node as a method of the socket. Its result says whether to read on. */
export function onRead(this: unknown, length: number, bytes: Uint8Array): boolean {
  const channel = ChannelBase.of(this as Socket);
  if (channel === undefined || channel.destroyed) return false;
  if (!channel.keeps) return deliver(channel, bytes as Buffer, length);
  // TLS gives on all that it has decrypted, whether reading was stopped meanwhile or not.
  channel.keep(Buffer.from(bytes.subarray(0, length)));
  return false;
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
