import type { Channel } from '../transport/channel.ts';
import type { WaitingChannel } from './waiting-channel.ts';

/** What a PostgreSQL client asks for TLS with: SSLRequest (PostgreSQL: protocol-message-formats). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
/** The server is willing. */
const WILLING = Buffer.from('S');

/** Whether a connection that begins with this byte may be one of PostgreSQL that asks for TLS. */
export function mayBeSslRequest(first: number | undefined): boolean {
  return first === SSL_REQUEST[0];
}

/**
 * Looks for an SSLRequest. Byte by byte: other protocols may send less and wait for an answer.
 *
 * @returns its length, or undefined if it is none; `incomplete` if with more bytes it may become one
 */
export function sslRequestLength(bytes: Buffer): number | 'incomplete' | undefined {
  const length = Math.min(bytes.length, SSL_REQUEST.length);
  if (!bytes.subarray(0, length).equals(SSL_REQUEST.subarray(0, length))) return undefined;
  return length < SSL_REQUEST.length ? 'incomplete' : length;
}

/** Tells the client to go on with its ClientHello. */
export function acceptSsl(channel: Channel): void {
  channel.write('', WILLING, 0, WILLING.length, '');
}

/**
 * Asks a server for TLS in the name of a client that was told already that it gets it.
 *
 * @throws Error if the server does not answer with just its willingness
 */
export async function requestSsl(server: WaitingChannel): Promise<void> {
  server.channel.write('', SSL_REQUEST, 0, SSL_REQUEST.length, '');
  await server.something();
  if (!server.takeHeld().equals(WILLING)) throw new Error('invalid response from Postgres server');
}
