import type { Socket } from 'node:net';
import type { Channel, ChannelOwner, Transport } from '../transport/channel.ts';

/** Bytes of a client that are kept while its server is connected to; then the client has to wait. */
const MAX_HELD_BYTES = 65_536;

/** A channel calls nobody before its caller has it. */
const NOBODY: ChannelOwner = { onBytes() {}, onEnd() {}, onDrain() {}, onClose() {} };

/**
 * Owns a channel that has nobody yet to speak to: keeps what arrives, up to a bound, and remembers an end. It goes on
 * reading until then, for only a socket that is read tells that its other side reset it.
 */
export class WaitingChannel implements ChannelOwner {
  readonly channel: Channel;
  /** Aborted when the channel is closed. */
  readonly gone = new AbortController();
  /** What broke it, once it is closed. */
  error: Error | undefined;
  ended = false;
  #held: Buffer[];
  #heldBytes: number;
  #onSomething: (() => void) | undefined;

  /** Takes a connected socket over. */
  static adopt(transport: Transport, socket: Socket): WaitingChannel {
    return new WaitingChannel(transport.adopt(socket, NOBODY));
  }

  /** `held`: bytes that arrived before. */
  constructor(channel: Channel, held?: Buffer) {
    this.channel = channel;
    this.#held = held === undefined ? [] : [held];
    this.#heldBytes = held?.length ?? 0;
    channel.owner = this;
    if (channel.destroyed || channel.socket.destroyed) this.gone.abort();
    if (channel.socket.readableEnded) this.ended = true;
  }

  /** What has arrived so far, given away once. */
  takeHeld(): Buffer {
    const [only] = this.#held;
    const held = this.#held.length === 1 && only !== undefined ? only : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  /** Resolves when bytes are held, or none will come any more. */
  async something(): Promise<void> {
    if (this.#heldBytes > 0 || this.ended || this.gone.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#onSomething = resolve;
    });
  }

  /**
   * Gives the socket up, with what arrived put back into it.
   *
   * @throws Error if nobody is left at its other side
   */
  release(): Socket {
    const { channel } = this;
    if (this.ended || channel.destroyed) throw new Error('the client closed the connection');
    channel.release();
    const held = this.takeHeld();
    if (held.length > 0) channel.socket.unshift(held);
    return channel.socket;
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.#held.push(Buffer.from(bytes.subarray(start, end)));
    this.#heldBytes += end - start;
    if (this.#heldBytes >= MAX_HELD_BYTES) this.channel.pause();
    this.#onSomething?.();
  }

  onEnd(): void {
    this.ended = true;
    this.#onSomething?.();
  }

  onDrain(): void {}

  onClose(error: Error | undefined): void {
    this.error = error;
    this.gone.abort();
    this.#onSomething?.();
  }
}
