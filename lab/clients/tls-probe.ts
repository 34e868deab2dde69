import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock, ListeningAddress } from '../../engine/index.ts';
import { type ClientTls, connectionOptions, serverCertificate } from './client-tls.ts';
import { type Surroundings, systemSurroundings } from './surroundings.ts';

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
  /** Of a handshake that succeeded: `TLSv1.3`, the suite by its standard name, the protocol chosen by ALPN. */
  readonly version?: string;
  readonly suite?: string;
  readonly protocol?: string;
  readonly received: Buffer;
}

/** What a client sends first, by the protocol that ALPN chose. */
export type Greeting = (protocol: string | undefined) => Buffer;

/** Alert numbers by the names OpenSSL gives them (RFC 8446 §6.2). */
const ALERTS: readonly [pattern: RegExp, alert: number][] = [
  [/handshake failure/i, 40],
  [/bad certificate/i, 42],
  [/certificate expired/i, 45],
  [/unknown ca/i, 48],
  [/protocol version/i, 70],
  [/internal error/i, 80],
  [/access denied/i, 49],
  [/unrecognized name/i, 112],
  [/certificate required/i, 116],
  [/no application protocol/i, 120],
];

/** What a PostgreSQL client sends first (PostgreSQL: SSLRequest), and the answer that lets it go on. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]);
const TLS_FOLLOWS = 'S';

/**
 * Opens a TLS connection, sends `payload` and waits for the first bytes of an answer, an error or the end. In TLS 1.3 a
 * refused client certificate shows only then.
 */
export async function probeTls(
  address: ListeningAddress,
  tls: ClientTls,
  payload: Greeting,
  timeoutMs = 5_000,
  { network, clock, wait }: Surroundings = systemSurroundings,
): Promise<TlsOutcome> {
  const socket = network.connect({ host: address.host, port: address.port });
  if (tls.asPostgres) {
    const refusal = await wait(askForTls(socket, timeoutMs, clock), 'the answer to SSLRequest');
    if (refusal !== undefined) return { accepted: false, error: refusal, received: Buffer.alloc(0) };
  }
  return wait(handshake(socket, tls, payload, timeoutMs, clock), `a TLS handshake for ${tls.serverName}`);
}

/** Resolves with why TLS does not follow; undefined if it does. */
function askForTls(socket: Socket, timeoutMs: number, clock: Clock): Promise<string | undefined> {
  return new Promise((resolve) => {
    const finish = (refusal: string | undefined): void => {
      callOff();
      socket.removeAllListeners();
      // Errors of a connection that was given up concern nobody.
      socket.on('error', () => {});
      if (refusal !== undefined) socket.destroy();
      resolve(refusal);
    };
    const callOff = clock.after(timeoutMs, () => finish(`no answer to SSLRequest for ${timeoutMs} ms`));
    socket.once('data', (answer) => {
      const text = answer.toString('latin1');
      finish(text === TLS_FOLLOWS ? undefined : `SSLRequest was answered with ${JSON.stringify(text)}`);
    });
    socket.once('error', ({ message }) => finish(message));
    socket.once('close', () => finish('the server closed the connection after SSLRequest'));
    socket.write(SSL_REQUEST);
  });
}

function handshake(
  connection: Socket,
  tls: ClientTls,
  payload: Greeting,
  timeoutMs: number,
  clock: Clock,
): Promise<TlsOutcome> {
  return new Promise((resolve) => {
    let agreed: Pick<TlsOutcome, 'serverCertificate' | 'version' | 'suite' | 'protocol'> | undefined;
    let error: Error | undefined;
    const socket = connectTls({ socket: connection, ...connectionOptions(tls) });
    const finish = (received: Buffer): void => {
      callOff();
      socket.destroy();
      const alert = error && alertOf(error);
      resolve({
        accepted: agreed !== undefined && received.length > 0,
        received,
        ...(alert === undefined ? {} : { alert }),
        ...(error === undefined ? {} : { error: error.message }),
        ...agreed,
      });
    };
    const callOff = clock.after(timeoutMs, () => {
      error ??= new Error(`nothing happened for ${timeoutMs} ms`);
      finish(Buffer.alloc(0));
    });
    socket.once('secureConnect', () => {
      const version = socket.getProtocol();
      agreed = {
        serverCertificate: serverCertificate(socket),
        suite: socket.getCipher().standardName,
        ...(version === null ? {} : { version }),
        ...(socket.alpnProtocol ? { protocol: socket.alpnProtocol } : {}),
      };
      socket.write(payload(socket.alpnProtocol || undefined));
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
