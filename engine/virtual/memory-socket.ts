import { type OnReadOpts, Socket } from 'node:net';
import type { Endpoint } from './addresses.ts';
import { familyOf } from './addresses.ts';
import { IdleLimit } from './idle-limit.ts';
import { InboundBytes } from './inbound-bytes.ts';
import { systemError } from './system-errors.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** Bytes that may wait for one socket to be read: what the buffers of both sides hold on Linux, about. */
const CAPACITY_BYTES = 256 * 1024;

/** How the other side ended, behind the bytes that it sent. */
type Ending = 'open' | 'end' | 'reset';

export interface MemorySocketOptions {
  readonly allowHalfOpen?: boolean | undefined;
  readonly highWaterMark?: number | undefined;
  /** As `net.connect` has it: reads into one buffer, without `data` events. */
  readonly onread?: OnReadOpts | undefined;
}

/**
 * One end of a connection in memory. What is written lies with the other end at once, and is read there in the
 * next turn of the event loop; the first write beyond what the other end has room for waits until it reads.
 */
export class MemorySocket extends Socket {
  readonly #clock: VirtualClock;
  readonly #onread: OnReadOpts | undefined;
  /** Told when the socket is destroyed. */
  readonly #onGone: () => void;
  #local: Endpoint | undefined;
  #remote: Endpoint | undefined;
  #peer: MemorySocket | undefined;
  readonly #inbound = new InboundBytes();
  readonly #idle: IdleLimit;
  #ending: Ending = 'open';
  #endRead = false;
  #endSent = false;
  #reading = false;
  #scheduled = false;
  #resetting = false;
  #bytesRead = 0;
  #bytesWritten = 0;
  /** The callback of the write that waits for the other end. */
  #held: ((error?: Error | null) => void) | undefined;
  #heldBytes = 0;

  static {
    // Node's are of a native handle. They are defined here because TypeScript takes them for fields.
    const getters: Record<string, (socket: MemorySocket) => unknown> = {
      remoteAddress: (socket) => socket.#remote?.address,
      remotePort: (socket) => socket.#remote?.port,
      remoteFamily: (socket) => socket.#remote && familyOf(socket.#remote.address),
      localAddress: (socket) => socket.#local?.address,
      localPort: (socket) => socket.#local?.port,
      localFamily: (socket) => socket.#local && familyOf(socket.#local.address),
      bytesRead: (socket) => socket.#bytesRead,
      bytesWritten: (socket) => socket.#bytesWritten + socket.writableLength - socket.#heldBytes,
      pending: (socket) => socket.connecting,
    };
    for (const [name, get] of Object.entries(getters)) {
      Object.defineProperty(MemorySocket.prototype, name, {
        configurable: true,
        enumerable: true,
        get(this: MemorySocket) {
          return get(this);
        },
      });
    }
  }

  static {
    /**
     * Who asks for `connect` of a connection that stands is told at once: a TLS socket around one without a native
     * handle waits for it (Node: `tls.TLSSocket`). No method, because TypeScript would want all the overloads of Node's.
     */
    Object.defineProperty(MemorySocket.prototype, 'once', {
      value(this: MemorySocket, event: string | symbol, listener: () => void) {
        if (event !== 'connect' || this.#peer === undefined || this.connecting) {
          return Reflect.apply(Socket.prototype.once, this, [event, listener]);
        }
        process.nextTick(() => Reflect.apply(listener, this, []));
        return this;
      },
    });
  }

  constructor(clock: VirtualClock, options: MemorySocketOptions, onGone: () => void) {
    super({
      allowHalfOpen: options.allowHalfOpen ?? false,
      // The types do not know that a socket takes what a stream does.
      ...(options.highWaterMark === undefined ? {} : { highWaterMark: options.highWaterMark }),
    });
    this.#clock = clock;
    this.#idle = new IdleLimit(clock, () => this.emit('timeout'));
    this.#onread = options.onread;
    this.#onGone = onGone;
  }

  /** Joins it to the other end. `local` and `remote`: as this end sees them. */
  join(peer: MemorySocket, local: Endpoint, remote: Endpoint): void {
    this.#peer = peer;
    this.#local = local;
    this.#remote = remote;
  }

  /** A connection is being made. */
  dialling(): void {
    // The types have it that only Node sets it.
    Reflect.set(this, 'connecting', true);
  }

  /** The connection that was asked for stands. */
  connected(): void {
    if (this.destroyed) return;
    Reflect.set(this, 'connecting', false);
    this.emit('connect');
    this.emit('ready');
    this.begin();
  }

  /** Begins to read, as sockets of the system do before anybody asks. */
  begin(): void {
    if (!this.destroyed && !this.isPaused()) this.read(0);
  }

  /** Connections in memory are made by their network. */
  override connect(): never {
    throw new Error('a socket in memory cannot be connected again: ask its network for another one');
  }

  override address(): { address?: string; family?: string; port?: number } {
    return this.#local === undefined ? {} : { ...this.#local, family: familyOf(this.#local.address) };
  }

  /** There is nothing that keeps the process alive. */
  override ref(): this {
    return this;
  }

  override unref(): this {
    return this;
  }

  override setTimeout(milliseconds: number, listener?: () => void): this {
    if (this.destroyed) return this;
    Reflect.set(this, 'timeout', milliseconds);
    this.#idle.set(milliseconds);
    if (listener && milliseconds > 0) this.once('timeout', listener);
    else if (listener) this.removeListener('timeout', listener);
    return this;
  }

  override pause(): this {
    if (this.#onread) this.#reading = false;
    return super.pause();
  }

  override resume(): this {
    if (this.#onread && !this.connecting) this.#startReading();
    return super.resume();
  }

  override resetAndDestroy(): this {
    this.#resetting = !this.destroyed;
    return this.destroy();
  }

  override _read(): void {
    this.#startReading();
  }

  override _write(
    data: Buffer | string,
    encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#whenConnected(done, () => {
      // Who wrote it may use it again when the write is done.
      this.#send(typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data), done);
    });
  }

  override _writev(
    pieces: readonly { readonly chunk: Buffer | string; readonly encoding: BufferEncoding }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#whenConnected(done, () => {
      const buffers = pieces.map(({ chunk, encoding }) =>
        typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
      );
      this.#send(Buffer.concat(buffers), done);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.connecting) {
      this.once('connect', () => this._final(done));
      return;
    }
    this.#endSent = true;
    this.#peer?.takeEnding('end');
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const peer = this.#peer;
    this.#idle.set(0);
    // Linux answers what nobody will read with a reset (RFC 9293 §3.6).
    if (this.#resetting || this.#inbound.length > 0) peer?.takeEnding('reset');
    else if (!this.#endSent) peer?.takeEnding('end');
    this.#inbound.clear();
    this.#failHeld('ECANCELED');
    this.#onGone();
    super._destroy(error, done);
  }

  #whenConnected(done: (error?: Error | null) => void, write: () => void): void {
    if (!this.connecting) {
      write();
      return;
    }
    const closed = (): void => done(systemError('write', 'ECANCELED'));
    this.once('close', closed);
    this.once('connect', () => {
      this.off('close', closed);
      write();
    });
  }

  #send(bytes: Buffer, done: (error?: Error | null) => void): void {
    const peer = this.#peer;
    if (peer === undefined || this.#ending === 'reset') {
      done(systemError('write', peer === undefined ? 'EPIPE' : 'ECONNRESET'));
      return;
    }
    this.#idle.active();
    this.#bytesWritten += bytes.length;
    peer.#take(bytes);
    if (peer.#inbound.length > CAPACITY_BYTES) {
      this.#held = done;
      this.#heldBytes = bytes.length;
    } else done();
  }

  #take(bytes: Buffer): void {
    if (this.destroyed) {
      // Nobody is there any more: the sender hears it.
      this.#peer?.takeEnding('reset');
      return;
    }
    this.#inbound.add(bytes);
    this.#schedule();
  }

  private takeEnding(ending: 'end' | 'reset'): void {
    if (this.destroyed || this.#ending === 'reset') return;
    this.#ending = ending;
    if (ending === 'reset') this.#failHeld('ECONNRESET');
    this.#schedule();
  }

  #startReading(): void {
    this.#reading = true;
    this.#schedule();
  }

  /**
   * Bytes are given out in the next turn of the event loop, as the system does it. Earlier, TLS over a socket without a
   * native handle would get the answer to a write before it has heard that the write is done, and loses alerts then.
   */
  #schedule(): void {
    if (this.#scheduled || !this.#reading || (this.#inbound.length === 0 && this.#ending === 'open')) return;
    this.#scheduled = true;
    setImmediate(deliver, this);
  }

  /** Gives out what came, as far as it is wanted. */
  deliver(): void {
    this.#scheduled = false;
    this.#clock.stir();
    while (this.#reading && !this.destroyed && this.#inbound.length > 0) {
      const bytes = this.#inbound.take();
      this.#bytesRead += bytes.length;
      this.#idle.active();
      if (this.#inbound.length <= CAPACITY_BYTES / 2) this.#peer?.releaseHeld();
      if (!(this.#onread ? this.#giveInto(this.#onread, bytes) : this.push(bytes))) this.#reading = false;
    }
    if (!this.#reading || this.destroyed || this.#inbound.length > 0) return;
    if (this.#ending === 'reset') this.destroy(systemError('read', 'ECONNRESET'));
    else if (this.#ending === 'end' && !this.#endRead) {
      this.#endRead = true;
      this.push(null);
      this.read(0);
    }
  }

  /** As `net.connect` with `onread` does; what the buffer has no room for stays. */
  #giveInto({ buffer, callback }: OnReadOpts, bytes: Buffer): boolean {
    const into = typeof buffer === 'function' ? buffer() : buffer;
    const length = Math.min(into.length, bytes.length);
    into.set(bytes.subarray(0, length));
    this.#inbound.putBack(bytes.subarray(length));
    this.#bytesRead -= bytes.length - length;
    return callback(length, into) !== false;
  }

  #failHeld(code: 'ECANCELED' | 'ECONNRESET'): void {
    // Most sockets hold nothing, and an error is dear.
    if (this.#held !== undefined) this.releaseHeld(systemError('write', code));
  }

  private releaseHeld(error?: Error): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    process.nextTick(() => {
      this.#heldBytes = 0;
      held(error);
    });
  }
}

function deliver(socket: MemorySocket): void {
  socket.deliver();
}
