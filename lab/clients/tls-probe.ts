import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ListeningAddress } from '../../engine/index.ts';
import { type ClientTls, connectionOptions, serverCertificate } from './client-tls.ts';

/** What came of a TLS connection attempt. */
export interface TlsOutcome {
  /** The handshake succeeded and the server kept the connection open, as far as `bytes` of answer or silence can tell. */
  readonly accepted: boolean;
  /** Number of the TLS alert received, if one was. */
  readonly alert?: number;
  /** The client's error text. */
  readonly error?: string;
  /** Subject CN of the server's certificate. */
  readonly serverCertificate?: string;
  readonly received: Buffer;
}

/** Alert numbers by the names OpenSSL gives them (RFC 8446 §6.2). */
const ALERTS: readonly [pattern: RegExp, alert: number][] = [
  [/handshake failure/i, 40],
  [/bad certificate/i, 42],
  [/certificate expired/i, 45],
  [/unknown ca/i, 48],
  [/access denied/i, 49],
  [/unrecognized name/i, 112],
  [/certificate required/i, 116],
  [/no application protocol/i, 120],
];

/**
 * Opens a TLS connection, sends `payload` and waits for the first bytes of an answer, an error or the end. In TLS 1.3 a
 * refused client certificate shows only then.
 */
export function probeTls(
  address: ListeningAddress,
  tls: ClientTls,
  payload: Buffer,
  timeoutMs = 5_000,
): Promise<TlsOutcome> {
  return new Promise((resolve) => {
    let handshaken = false;
    let error: Error | undefined;
    let certificate: string | undefined;
    const socket = connectTls({
      socket: connect({ host: address.host, port: address.port }),
      ...connectionOptions(tls),
    });
    const finish = (received: Buffer): void => {
      clearTimeout(timer);
      socket.destroy();
      const alert = error && alertOf(error);
      resolve({
        accepted: handshaken && received.length > 0,
        received,
        ...(alert === undefined ? {} : { alert }),
        ...(error === undefined ? {} : { error: error.message }),
        ...(certificate === undefined ? {} : { serverCertificate: certificate }),
      });
    };
    const timer = setTimeout(() => {
      error ??= new Error(`nothing happened for ${timeoutMs} ms`);
      finish(Buffer.alloc(0));
    }, timeoutMs);
    socket.once('secureConnect', () => {
      handshaken = true;
      certificate = serverCertificate(socket);
      socket.write(payload);
    });
    socket.once('data', finish);
    socket.on('error', (caught) => {
      error ??= caught;
    });
    socket.once('close', () => finish(Buffer.alloc(0)));
  });
}

function alertOf(error: Error): number | undefined {
  const text = 'reason' in error ? String(error.reason) : error.message;
  return ALERTS.find(([pattern]) => pattern.test(text))?.[1];
}
