import type { Socket } from 'node:dgram';
import { DATAGRAM_OVERHEAD_BYTES } from './waiting-datagrams.ts';

/** Bytes that may wait in the process for a socket whose buffer is full; then datagrams are dropped. */
const SEND_QUEUE_LIMIT_BYTES = 1024 * 1024;
/**
 * A send tells of its failure to nobody but a callback, and a callback costs a tick each time: every so many sends
 * have one. An odd number, because a socket whose server refuses fails every other send: the one between them takes
 * the refusal off the socket.
 */
const SENDS_PER_REPORT = 15;

/**
 * One direction of a session: sends datagrams to one peer, over a connected socket or one that many share. Drops
 * what the socket does not take. Does not own the socket.
 */
export class Outlet {
  readonly #socket: Socket;
  readonly #peer: { readonly address: string; readonly port: number } | undefined;
  readonly #failed: (error: Error) => void;
  readonly #onSent = (error: Error | null): void => {
    if (error) this.#failed(error);
  };
  #sends = 0;

  /**
   * @param failed told of an error, at the latest when the fifteenth send fails
   * @param peer absent: the one that the socket is connected to
   */
  constructor(
    socket: Socket,
    failed: (error: Error) => void,
    peer?: { readonly address: string; readonly port: number },
  ) {
    this.#socket = socket;
    this.#peer = peer;
    this.#failed = failed;
  }

  send(datagram: Buffer): void {
    const socket = this.#socket;
    const queued = socket.getSendQueueSize();
    if (
      queued > 0 &&
      queued + socket.getSendQueueCount() * DATAGRAM_OVERHEAD_BYTES > SEND_QUEUE_LIMIT_BYTES
    ) {
      return;
    }
    const onSent = this.#sends % SENDS_PER_REPORT === 0 ? this.#onSent : undefined;
    this.#sends += 1;
    const peer = this.#peer;
    if (peer === undefined) socket.send(datagram, onSent);
    // A sender without a port wants no answer (RFC 768).
    else if (peer.port !== 0) socket.send(datagram, peer.port, peer.address, onSent);
  }
}
