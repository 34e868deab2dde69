import type { Socket } from 'node:net';
import { type Clock, systemClock } from '../net/clock.ts';
import { type ClientHello, type ClientHelloResult, parseClientHello } from './client-hello.ts';

/** What a client opened its connection with. */
export type FirstBytes =
  | { readonly kind: 'tls'; readonly hello: ClientHello }
  | { readonly kind: 'plain' }
  /** Looks like TLS but is not a ClientHello: to be closed without an alert. */
  | { readonly kind: 'invalid-tls'; readonly reason: string }
  /** Nothing usable came: the client went away, the socket failed, or the time was up. */
  | { readonly kind: 'closed'; readonly reason: 'end' | 'error' | 'timeout' };

export interface PeekOptions {
  /** Milliseconds from the call until the decision, for the whole ClientHello; 0 waits for ever. */
  readonly timeoutMs: number;
  /** Default: the system's. */
  readonly clock?: Clock;
}

const tlsHandshakeRecord = 0x16;
const sslVersion2Header = 0x80;

/**
 * Waits for the first bytes of a connection and says what they are, without consuming any: they are put back,
 * the socket is left paused and carries no listener of this function. `closed` and `invalid-tls` leave it to the
 * caller to destroy the socket; the promise never rejects. (Traefik: one peek decides TLS or not, then SNI and
 * ALPN.)
 */
export function peekFirstBytes(
  socket: Socket,
  { timeoutMs, clock = systemClock }: PeekOptions,
): Promise<FirstBytes> {
  if (socket.destroyed || socket.readableEnded) {
    return Promise.resolve({ kind: 'closed', reason: socket.errored ? 'error' : 'end' });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let wanted = 1;
    const stopTimer =
      timeoutMs > 0 ? clock.after(timeoutMs, () => settle({ kind: 'closed', reason: 'timeout' })) : undefined;

    const settle = (result: FirstBytes): void => {
      stopTimer?.();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      socket.pause();
      if (received > 0 && !socket.destroyed && !socket.readableEnded) socket.unshift(Buffer.concat(chunks));
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      received += chunk.length;
      // A client that drips its hello byte by byte must not make us scan it again for every byte.
      if (received < wanted) return;
      const decision = classifyFirstBytes(Buffer.concat(chunks));
      if ('atLeast' in decision) wanted = decision.atLeast;
      else settle(decision);
    };
    const onEnd = (): void => settle({ kind: 'closed', reason: 'end' });
    const onError = (): void => settle({ kind: 'closed', reason: 'error' });
    socket.on('error', onError).on('end', onEnd).on('close', onEnd).on('data', onData);
    socket.resume();
  });
}

/** Whether a connection that begins with this byte is not TLS. */
export function isPlain(first: number | undefined): boolean {
  return first !== tlsHandshakeRecord && first !== sslVersion2Header;
}

/** Says what the first bytes, at least one, are. Pure; `incomplete` says how many are needed to say more. */
export function classifyFirstBytes(
  bytes: Buffer,
): Exclude<FirstBytes, { kind: 'closed' }> | Extract<ClientHelloResult, { kind: 'incomplete' }> {
  switch (bytes[0]) {
    case tlsHandshakeRecord: {
      const result = parseClientHello(bytes);
      if (result.kind === 'incomplete') return result;
      if (result.kind === 'invalid') return { kind: 'invalid-tls', reason: result.reason };
      const { kind: _, ...hello } = result;
      return { kind: 'tls', hello };
    }
    case sslVersion2Header:
      return { kind: 'invalid-tls', reason: 'SSL 2.0 is not supported' };
    default:
      return { kind: 'plain' };
  }
}
