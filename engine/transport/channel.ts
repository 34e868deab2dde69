import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** Whose turn it is when something happens on a channel. Called from the event loop, never from within a call to the channel. */
export interface ChannelOwner {
  /**
   * `bytes[start, end)` arrived. They are valid during the call only, for most channels share one buffer: what is kept
   * has to be copied. They may be changed in place.
   */
  onBytes(bytes: Buffer, start: number, end: number): void;
  /** The other side sent its last byte. The channel is still open for writing. */
  onEnd(): void;
  /** Everything written was handed to the system, after a write had returned false. */
  onDrain(): void;
  /** The channel is closed; the last call. `error`: what broke it. */
  onClose(error: Error | undefined): void;
}

/**
 * One connection's bytes. Owns its socket. An exception that its owner throws in `onBytes`, `onEnd` or `onDrain`
 * destroys the channel.
 */
export interface Channel {
  readonly socket: Socket | TLSSocket;
  /** May be replaced at any time: a connection that becomes a tunnel, say. */
  owner: ChannelOwner;
  /** true: what was written last is still on its way to the system. */
  readonly congested: boolean;
  /** true: closed or closing; writes are dropped. */
  readonly destroyed: boolean;
  /**
   * Sends text, each of its characters one byte, as one write to the system.
   *
   * @returns false if the system did not take all of it at once: write no more before `onDrain`.
   */
  writeText(text: string): boolean;
  /** Sends `head`, `bytes[start, end)` and `tail` as one write. The bytes may be reused when this returns. */
  write(head: string, bytes: Buffer, start: number, end: number, tail: string): boolean;
  /** No `onBytes` and no `onEnd` until `resume`. What the other side sends waits in the system. */
  pause(): void;
  resume(): void;
  /** Sends the FIN after everything written. The other direction stays open. */
  end(): void;
  /** Sends everything written and the FIN, then closes; nothing more is read. */
  close(): void;
  /** Closes at once. Idempotent. */
  destroy(error?: Error): void;
  /** Sends a RST, so that the other side cannot take what it has for the whole. */
  reset(): void;
  /**
   * Gives the socket back to its owner: reading is paused, no listener of the channel is left, and nothing may be
   * congested. Used to hand a connection to TLS after its first bytes were seen.
   */
  release(): void;
}

/** Where to connect to. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
}

/** How the engine moves bytes through sockets: one implementation for each way that Node offers. */
export interface Transport {
  readonly name: 'fast' | 'portable';
  /**
   * Takes a connected socket over, plain or TLS, with what was already read of it or put back into it (`unshift`);
   * it must not be flowing. The listener must allow half-open sockets.
   */
  adopt(socket: Socket | TLSSocket, owner: ChannelOwner): Channel;
  /**
   * Connects by TCP. `onConnected` is called once the connection stands; if it fails, `owner.onClose` is. Nothing
   * may be written before.
   */
  connect(target: ConnectTarget, owner: ChannelOwner, onConnected: () => void): Channel;
}
