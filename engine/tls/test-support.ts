import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import * as tls from 'node:tls';
import { systemClock } from '../net/clock.ts';
import { type CertificateRequest, type IssuedCertificate, issueCertificate } from './certificate-writer.ts';
import { type CertificateSource, CertificateStore } from './certificates.ts';
import { peekFirstBytes } from './first-bytes.ts';
import { HandshakeError } from './handshake-error.ts';
import { HandshakeServers } from './handshake-servers.ts';
import type { ResolvedTlsOptions } from './options.ts';
import { terminateTls } from './terminate.ts';

const day = 86_400_000;

/** A certificate valid from yesterday to tomorrow, unless the request says otherwise. */
export function testCertificate(
  request: Partial<CertificateRequest> & { commonName: string },
): IssuedCertificate {
  return issueCertificate({
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    ...request,
  });
}

/** The date that many days from now. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * day);
}

export function source(certificate: IssuedCertificate): CertificateSource {
  return { ...certificate, name: certificate.commonName };
}

/** What became of one connection, on the server's side. */
type ServerOutcome = { readonly accepted: tls.TLSSocket } | { readonly refused: HandshakeError };

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** Outcomes in the order in which connections were decided. */
  nextOutcome(): Promise<ServerOutcome>;
  /** Bytes that accepted connections delivered. */
  readonly delivered: number;
}

export interface TestServerSettings {
  readonly options: ResolvedTlsOptions;
  readonly certificates: readonly CertificateSource[];
  readonly alpnDefault?: readonly string[];
  readonly handshakeTimeoutMs?: number;
  readonly handshakes?: HandshakeServers;
}

/** A server that peeks, terminates and echoes, half-closing as a TCP proxy does. */
export async function startServer(settings: TestServerSettings): Promise<TestServer> {
  const store = new CertificateStore(settings.certificates);
  const handshakes = settings.handshakes ?? new HandshakeServers();
  const outcomes: ServerOutcome[] = [];
  const waiting: ((outcome: ServerOutcome) => void)[] = [];
  const sockets = new Set<Socket>();
  let delivered = 0;

  const report = (outcome: ServerOutcome): void => {
    const waiter = waiting.shift();
    if (waiter) waiter(outcome);
    else outcomes.push(outcome);
  };
  const serve = async (socket: Socket): Promise<void> => {
    const first = await peekFirstBytes(socket, { timeoutMs: 5000 });
    if (first.kind !== 'tls') return void socket.destroy();
    const { hello } = first;
    const { options } = settings;
    try {
      const accepted = await terminateTls(socket, {
        clock: systemClock,
        handshakes,
        hello,
        options,
        certificate: store.select(hello.serverName, socket.localAddress ?? '', options),
        alpnDefault: settings.alpnDefault ?? [],
        ...(settings.handshakeTimeoutMs === undefined
          ? {}
          : { handshakeTimeoutMs: settings.handshakeTimeoutMs }),
      });
      accepted.on('error', () => {});
      accepted.on('data', (chunk: Buffer) => {
        delivered += chunk.length;
      });
      accepted.pipe(accepted);
      report({ accepted });
    } catch (error) {
      if (!(error instanceof HandshakeError)) throw error;
      report({ refused: error });
    }
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    void serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    get delivered() {
      return delivered;
    },
    nextOutcome() {
      const outcome = outcomes.shift();
      if (outcome) return Promise.resolve(outcome);
      return new Promise((resolve) => waiting.push(resolve));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a client experienced: its bytes came back, or an alert (undefined if it was closed without one). */
export type ClientOutcome =
  | { readonly kind: 'echo'; readonly alpn: string | false | null; readonly commonName: string }
  | { readonly kind: 'refused'; readonly alert: number | undefined; readonly message: string };

/** Connects with node:tls, sends a few bytes and waits for their echo or for the refusal. */
export function tryClient(port: number, options: tls.ConnectionOptions): Promise<ClientOutcome> {
  return new Promise((resolve) => {
    const client = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    let message = '';
    client.on('error', (error) => {
      message ||= error.message;
    });
    client.on('data', () => {
      const { CN } = client.getPeerCertificate().subject;
      resolve({ kind: 'echo', alpn: client.alpnProtocol, commonName: String(CN) });
      client.end();
    });
    client.on('close', () => resolve({ kind: 'refused', alert: alertNumber(message), message }));
    client.write('ping');
  });
}

/** The alert in a message of OpenSSL, such as `...:SSL alert number 48`. */
export function alertNumber(message: string): number | undefined {
  const digits = /alert number (\d+)/.exec(message)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The first bytes that a node:tls client sends with these options. */
export async function captureClientHello(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = tls.connect({ ...options, socket: connect(port, '127.0.0.1') });
  client.on('error', () => {});
  const [socket]: Socket[] = await once(server, 'connection');
  if (socket === undefined) throw new Error('no connection');
  const [bytes]: Buffer[] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  if (bytes === undefined) throw new Error('no bytes');
  return bytes;
}
