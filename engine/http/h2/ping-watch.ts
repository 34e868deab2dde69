import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Clock } from '../../net/clock.ts';

/** How often within the time it is looked whether something came: what is late by that much is not worth a timer a frame. */
const LOOKS = 4;

/**
 * Sends a ping on a connection on which nothing came for a while, and tells when no answer comes either (Traefik:
 * ServersTransport, readIdleTimeout and pingTimeout; Go: http2.Transport).
 */
export class PingWatch {
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #readIdleTimeoutMs: number;
  readonly #pingTimeoutMs: number;
  readonly #clock: Clock;
  readonly #onLost: () => void;
  #stopTimer: (() => void) | undefined;
  #read = -1;
  #silentLooks = 0;

  /** Milliseconds. Watches from now on. */
  constructor(
    session: ClientHttp2Session,
    socket: Socket,
    times: { readonly readIdleTimeoutMs: number; readonly pingTimeoutMs: number },
    clock: Clock,
    onLost: () => void,
  ) {
    this.#session = session;
    this.#socket = socket;
    this.#readIdleTimeoutMs = times.readIdleTimeoutMs;
    this.#pingTimeoutMs = times.pingTimeoutMs;
    this.#clock = clock;
    this.#onLost = onLost;
    this.#wait();
  }

  stop(): void {
    this.#stopTimer?.();
  }

  #wait(): void {
    this.#stopTimer = this.#clock.after(this.#readIdleTimeoutMs / LOOKS, () => this.#look());
  }

  #look(): void {
    const { bytesRead } = this.#socket;
    this.#silentLooks = bytesRead === this.#read ? this.#silentLooks + 1 : 0;
    this.#read = bytesRead;
    if (this.#silentLooks < LOOKS) this.#wait();
    else this.#ping();
  }

  #ping(): void {
    if (this.#pingTimeoutMs > 0) this.#stopTimer = this.#clock.after(this.#pingTimeoutMs, this.#onLost);
    const answered = (error: Error | null): void => {
      if (error) return;
      this.stop();
      this.#silentLooks = 0;
      this.#wait();
    };
    if (!this.#session.destroyed) this.#session.ping(answered);
  }
}
