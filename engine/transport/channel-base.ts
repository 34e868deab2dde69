import type { Socket, TcpNetConnectOpts } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Channel, ChannelOwner, ConnectTarget } from './channel.ts';

/** Keep-alive probes on connections to servers start after this idle time, milliseconds (Go: `net.Dialer.KeepAlive`). */
const KEEP_ALIVE_MS = 15_000;

const channelOf = Symbol('channel');

interface ChannelSocket extends Socket {
  [channelOf]?: ChannelBase | undefined;
}

/** What the channels of both transports have in common: the events and the end of a socket. */
export abstract class ChannelBase implements Channel {
  readonly socket: Socket | TLSSocket;
  owner: ChannelOwner;
  congested = false;
  destroyed = false;
  paused = false;
  released = false;
  /** What came while the channel was paused: pieces in order, and whether the end came behind them. */
  private late: Buffer[] | undefined = undefined;
  private lateEnd = false;
  /** What broke the socket. */
  error: Error | undefined;

  constructor(socket: Socket | TLSSocket, owner: ChannelOwner) {
    this.socket = socket;
    this.owner = owner;
    (socket as ChannelSocket)[channelOf] = this;
    // One function for all sockets: a closure for each would be most of what an idle connection costs.
    socket.on('error', onError).on('end', onEnd).on('close', onClose).on('drain', onDrain);
    if (socket.destroyed) process.nextTick(closedBefore, this);
  }

  /** The channel of a socket. */
  static of(socket: Socket): ChannelBase | undefined {
    return (socket as ChannelSocket)[channelOf];
  }

  abstract writeText(text: string): boolean;
  abstract write(head: string, bytes: Buffer, start: number, end: number, tail: string): boolean;
  abstract release(): void;

  pause(): void {
    if (this.paused || this.destroyed) return;
    this.paused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.paused || this.destroyed) return;
    this.paused = false;
    if (this.late === undefined && !this.lateEnd) this.socket.resume();
    else process.nextTick(deliverLate, this);
  }

  /** Whether bytes that come now have to be kept. */
  get keeps(): boolean {
    return this.paused || this.late !== undefined;
  }

  /** Keeps bytes for `resume`. They must not change. */
  keep(bytes: Buffer): void {
    this.late ??= [];
    this.late.push(bytes);
  }

  /** The other side sent its last byte. */
  ended(): void {
    if (this.keeps) this.lateEnd = true;
    else this.owner.onEnd();
  }

  /** Gives on what was kept, until it is paused again. */
  deliverLate(): void {
    while (!this.paused && !this.destroyed && !this.released) {
      const bytes = this.late?.shift();
      if (bytes === undefined) {
        this.late = undefined;
        if (this.lateEnd) {
          this.lateEnd = false;
          this.owner.onEnd();
        } else this.socket.resume();
        return;
      }
      this.owner.onBytes(bytes, 0, bytes.length);
    }
  }

  end(): void {
    if (!this.destroyed) this.socket.end();
  }

  close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.socket.destroySoon();
  }

  destroy(error?: Error): void {
    this.destroyed = true;
    if (!this.socket.destroyed) this.socket.destroy(error);
  }

  reset(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    // Only a bare TCP socket can send a RST; a TLS one that ends without close_notify is seen as truncated.
    if (this.socket instanceof TLSSocket) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** Takes what `socket.write` returned. */
  protected sent(taken: boolean): boolean {
    if (!taken) this.congested = true;
    return taken;
  }

  /** Leaves the socket to somebody else. */
  protected detach(): void {
    this.released = true;
    (this.socket as ChannelSocket)[channelOf] = undefined;
    // The listener for errors stays: between two owners nobody else may listen.
    this.socket.off('end', onEnd).off('close', onClose).off('drain', onDrain);
    if (this.late !== undefined) this.socket.unshift(Buffer.concat(this.late));
  }
}

function deliverLate(channel: ChannelBase): void {
  try {
    channel.deliverLate();
  } catch (error) {
    report(channel, error);
  }
}

/** An owner that throws loses its channel and nothing else. */
export function report(channel: ChannelBase, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  process.emitWarning(error);
  channel.destroy(error);
}

export function connectOptions({ host, port }: ConnectTarget): TcpNetConnectOpts {
  return {
    host,
    port,
    noDelay: true,
    allowHalfOpen: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  };
}

function onError(this: Socket, error: Error): void {
  const channel = ChannelBase.of(this);
  if (channel) channel.error ??= error;
}

function onEnd(this: Socket): void {
  const channel = ChannelBase.of(this);
  if (channel === undefined || channel.destroyed) return;
  try {
    channel.ended();
  } catch (error) {
    report(channel, error);
  }
}

function onDrain(this: Socket): void {
  const channel = ChannelBase.of(this);
  if (channel === undefined || channel.destroyed) return;
  channel.congested = false;
  try {
    channel.owner.onDrain();
  } catch (error) {
    report(channel, error);
  }
}

function onClose(this: Socket): void {
  const channel = ChannelBase.of(this);
  if (channel === undefined) return;
  channel.destroyed = true;
  (this as ChannelSocket)[channelOf] = undefined;
  channel.owner.onClose(channel.error);
}

/** A socket that was closed before it became a channel never emits `close` again. */
function closedBefore(channel: ChannelBase): void {
  if (!channel.socket.closed || ChannelBase.of(channel.socket) !== channel) return;
  onClose.call(channel.socket);
}
