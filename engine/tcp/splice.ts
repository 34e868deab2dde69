import type { Clock } from '../net/clock.ts';
import type { Channel, ChannelOwner } from '../transport/channel.ts';
import type { WaitingChannel } from './waiting-channel.ts';

/** What went through when a splice is over. */
export interface SpliceResult {
  /** From the client to the server. */
  readonly bytesIn: number;
  /** From the server to the client. */
  readonly bytesOut: number;
  /** The first thing that broke it, with the side: `server: read ECONNRESET`. Absent: ended in order. */
  readonly error?: string;
}

export interface SpliceOptions {
  readonly clock: Clock;
  /** Milliseconds that the other direction may still flow after one side ended; negative: for ever. */
  readonly terminationDelayMs: number;
}

/**
 * Pumps bytes between two channels until both are closed, beginning with what they hold; never rejects and owns both
 * from now on. A side is read only as fast as the other takes the bytes.
 *
 * Traefik: `pkg/tcp/proxy.go`. When one side has ended and the other has been told so, that other side may go
 * on sending for `terminationDelayMs`; 0 cuts it at once, a negative value never does. When one side breaks,
 * the other gets what was read from it and then an end.
 */
export function splice(
  client: WaitingChannel,
  server: WaitingChannel,
  options: SpliceOptions,
): Promise<SpliceResult> {
  return new Promise((resolve) => {
    const tunnel = new Tunnel(client.channel, server.channel, options, resolve);
    tunnel.client.begin(client);
    tunnel.server.begin(server);
  });
}

class Tunnel {
  readonly options: SpliceOptions;
  readonly client: Side;
  readonly server: Side;
  readonly #resolve: (result: SpliceResult) => void;
  #error: string | undefined;
  #open = 2;

  constructor(
    client: Channel,
    server: Channel,
    options: SpliceOptions,
    resolve: (result: SpliceResult) => void,
  ) {
    this.options = options;
    this.client = new Side(this, client);
    this.server = new Side(this, server);
    this.#resolve = resolve;
  }

  peerOf(side: Side): Side {
    return side === this.client ? this.server : this.client;
  }

  closed(side: Side, error: Error | undefined): void {
    if (error) this.#error ??= `${side === this.client ? 'client' : 'server'}: ${error.message}`;
    this.#open -= 1;
    if (this.#open > 0) return;
    const bytes = { bytesIn: this.client.bytesRead, bytesOut: this.server.bytesRead };
    this.#resolve({ ...bytes, ...(this.#error !== undefined && { error: this.#error }) });
  }
}

class Side implements ChannelOwner {
  readonly channel: Channel;
  bytesRead = 0;
  readonly #tunnel: Tunnel;
  /** Nothing more will be read: it ended, its time is over, or the other side is gone. */
  #readingDone = false;
  #closed = false;
  #cancelDeadline: (() => void) | undefined;

  constructor(tunnel: Tunnel, channel: Channel) {
    this.#tunnel = tunnel;
    this.channel = channel;
  }

  /** Goes on where `waiting` left off. */
  begin(waiting: WaitingChannel): void {
    const { channel } = this;
    channel.owner = this;
    const held = waiting.takeHeld();
    if (held.length > 0) this.onBytes(held, 0, held.length);
    // It may have broken or ended before; those events do not come again.
    if (waiting.gone.signal.aborted || channel.socket.closed) {
      this.onClose(waiting.error ?? channel.socket.errored ?? undefined);
      return;
    }
    channel.socket.once('finish', () => this.#onFinish());
    if (waiting.ended) this.onEnd();
    else if (!this.#readingDone && !this.#peer.channel.congested) channel.resume();
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    if (this.#readingDone) return;
    this.bytesRead += end - start;
    if (!this.#peer.channel.write('', bytes, start, end, '')) this.channel.pause();
  }

  onDrain(): void {
    if (!this.#peer.#readingDone) this.#peer.channel.resume();
  }

  onEnd(): void {
    this.#readingDone = true;
    this.#closeIfDone();
    this.#peer.channel.end();
  }

  onClose(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelDeadline?.();
    const inOrder = this.#readingDone && this.channel.socket.writableFinished;
    this.#readingDone = true;
    if (!inOrder) this.#peer.#closeAfterFlush();
    this.#tunnel.closed(this, error);
  }

  get #peer(): Side {
    return this.#tunnel.peerOf(this);
  }

  /** The other side's end was passed on: this side's own time to send is limited from now on. */
  #onFinish(): void {
    this.#closeIfDone();
    const { clock, terminationDelayMs } = this.#tunnel.options;
    if (terminationDelayMs < 0 || this.#readingDone || this.#closed) return;
    if (terminationDelayMs === 0) this.#expire();
    else this.#cancelDeadline = clock.after(terminationDelayMs, () => this.#expire());
  }

  #expire(): void {
    this.#stopReading();
    this.#peer.channel.end();
    this.#closeIfDone();
  }

  #stopReading(): void {
    this.#readingDone = true;
    this.channel.pause();
  }

  #closeIfDone(): void {
    if (this.#readingDone && this.channel.socket.writableFinished) this.channel.destroy();
  }

  #closeAfterFlush(): void {
    this.#stopReading();
    this.channel.end();
    this.#closeIfDone();
  }
}
