import { connect, type LookupFunction, type Socket } from 'node:net';

/** Traefik's dial timeout for TCP servers, milliseconds. */
const DIAL_TIMEOUT_MS = 30_000;
/** Keep-alive probes on connections to servers start after this idle time, as Go's dialer does. Milliseconds. */
const KEEP_ALIVE_MS = 15_000;

interface DialOptions {
  readonly host: string;
  readonly port: number;
  /** Name resolution and connection together, milliseconds. */
  readonly timeoutMs?: number;
  /** Gives up: the client is gone. */
  readonly signal?: AbortSignal;
  /** Resolves names; the system's resolver unless said otherwise. */
  readonly lookup?: LookupFunction;
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

/**
 * Connects to a server. The socket allows half-open connections and keeps an `error` listener, so that an error
 * before its next owner listens cannot end the process; that owner sees `errored`.
 * Rejects with DialError; the socket is closed then.
 */
export function dial(options: DialOptions): Promise<Socket> {
  const { host, port, signal, lookup } = options;
  const timeoutMs = options.timeoutMs ?? DIAL_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled(host, port));
      return;
    }
    const socket = connect({
      host,
      port,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      ...(lookup && { lookup }),
    });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect);
    };
    const fail = (error: DialError): void => {
      settle();
      socket.destroy();
      reject(error);
    };
    const onConnect = (): void => {
      settle();
      resolve(socket);
    };
    const onAbort = (): void => fail(cancelled(host, port));
    const timer = setTimeout(() => {
      fail(new DialError('dial-timeout', `connect to ${host}:${port} timed out after ${timeoutMs} ms`));
    }, timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', onConnect);
    // Stays for good; after the promise has settled a second rejection has no effect.
    socket.on('error', (error) => fail(new DialError('dial-failed', describe(error), error)));
  });
}

function cancelled(host: string, port: number): DialError {
  return new DialError('dial-cancelled', `connect to ${host}:${port} given up, the client is gone`);
}

/** A name with several addresses fails with one error for each; people want to read them. */
function describe(error: Error): string {
  if (!(error instanceof AggregateError)) return error.message;
  return error.errors.map((part) => (part instanceof Error ? part.message : String(part))).join('; ');
}
