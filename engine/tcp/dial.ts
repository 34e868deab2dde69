import type { Clock } from '../net/clock.ts';
import type { Channel, ChannelOwner, Transport } from '../transport/channel.ts';
import { WaitingChannel } from './waiting-channel.ts';

/** Traefik's dial timeout for TCP servers, milliseconds. */
const DIAL_TIMEOUT_MS = 30_000;

interface DialOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** Name resolution and connection together, milliseconds; 0: no limit. */
  readonly timeoutMs?: number;
  /** Idle time before keep-alive probes, milliseconds; negative: none. Absent: the transport's. */
  readonly keepAliveMs?: number;
  /** Gives up: the client is gone. */
  readonly signal?: AbortSignal;
}

/** No connection to a server. `message` is for people: `connect ECONNREFUSED 127.0.0.1:27017`. */
export class DialError extends Error {
  override readonly name = 'DialError';
  readonly code: 'dial-failed' | 'dial-timeout' | 'dial-cancelled';

  constructor(code: DialError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Connects to a server. Rejects with DialError; the connection is closed then. */
export function dial(options: DialOptions): Promise<WaitingChannel> {
  if (options.signal?.aborted) return Promise.reject(cancelled(options));
  return new Promise((resolve, reject) => {
    new Dialing(options, resolve, reject);
  });
}

class Dialing implements ChannelOwner {
  readonly #options: DialOptions;
  readonly #channel: Channel;
  readonly #reject: (error: DialError) => void;
  readonly #stopTimer: (() => void) | undefined;
  readonly #onAbort = (): void => this.#fail(cancelled(this.#options));

  constructor(
    options: DialOptions,
    resolve: (server: WaitingChannel) => void,
    reject: (error: DialError) => void,
  ) {
    const { transport, clock, host, port, signal, timeoutMs = DIAL_TIMEOUT_MS } = options;
    this.#options = options;
    this.#reject = reject;
    if (timeoutMs > 0) this.#stopTimer = clock.after(timeoutMs, () => this.#onTimeout(timeoutMs));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#channel = transport.connect({ host, port }, this, () => {
      this.#settle();
      const { keepAliveMs } = options;
      if (keepAliveMs !== undefined) {
        this.#channel.socket.setKeepAlive(keepAliveMs >= 0, Math.max(keepAliveMs, 0));
      }
      resolve(new WaitingChannel(this.#channel));
    });
  }

  onBytes(): void {}
  onEnd(): void {}
  onDrain(): void {}

  onClose(error: Error | undefined): void {
    const { host, port } = this.#options;
    const message = error ? describe(error) : `connect to ${host}:${port} failed`;
    this.#fail(new DialError('dial-failed', message, error));
  }

  #onTimeout(timeoutMs: number): void {
    const { host, port } = this.#options;
    this.#fail(new DialError('dial-timeout', `connect to ${host}:${port} timed out after ${timeoutMs} ms`));
  }

  #fail(error: DialError): void {
    this.#settle();
    // After the promise has settled a second rejection has no effect.
    this.#reject(error);
    this.#channel.destroy();
  }

  #settle(): void {
    this.#stopTimer?.();
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
  }
}

function cancelled({ host, port }: DialOptions): DialError {
  return new DialError('dial-cancelled', `connect to ${host}:${port} given up, the client is gone`);
}

/** A name with several addresses fails with one error for each; people want to read them. */
function describe(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
}
