import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../net/clock.ts';
import { alerts, encryptedAlert, plaintextAlert } from './alert.ts';
import type { StoredCertificate } from './certificates.ts';
import { judgeClientCertificate } from './client-certificate.ts';
import type { ClientHello } from './client-hello.ts';
import { HandshakeError } from './handshake-error.ts';
import type { HandshakeServer } from './handshake-server.ts';
import type { HandshakeServers } from './handshake-servers.ts';
import type { ResolvedTlsOptions } from './options.ts';

export interface TerminationRequest {
  /** The engine's, which hold its contexts and ticket keys. */
  readonly handshakes: HandshakeServers;
  readonly clock: Clock;
  readonly hello: ClientHello;
  readonly options: ResolvedTlsOptions;
  /** From `CertificateStore.select`; undefined refuses the client with unrecognized_name. */
  readonly certificate: StoredCertificate | undefined;
  /** ALPN protocols in order of preference, for options that name none. Empty: no ALPN. */
  readonly alpnDefault: readonly string[];
  /** Milliseconds; absent: no limit, as on Traefik's TCP routers. */
  readonly handshakeTimeoutMs?: number;
}

/** Milliseconds that a refused client has to read its alert and close; it must not be lost to a reset. */
const lingerMs = 1000;

const wireVersions: Readonly<Record<string, number>> = {
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
};

/** What OpenSSL has sent when it reports these. */
const alertsOfOpenssl: Readonly<Record<string, number>> = {
  ERR_SSL_NO_APPLICATION_PROTOCOL: alerts.noApplicationProtocol,
  ERR_SSL_NO_SHARED_CIPHER: alerts.handshakeFailure,
  ERR_SSL_UNSUPPORTED_PROTOCOL: alerts.protocolVersion,
};

/**
 * Terminates TLS on a socket whose ClientHello was peeked at. The result is complete, its client certificate is
 * acceptable, and nothing has been read from it; `authorized` tells whether a client certificate was verified.
 * Stays on the native socket in all cases. On failure the socket is closed, after the alert was sent.
 * @throws {HandshakeError} as rejection; nothing else.
 */
export function terminateTls(socket: Socket, request: TerminationRequest): Promise<TLSSocket> {
  const { certificate, options, hello, clock } = request;
  if (certificate === undefined) {
    const strictly = options.sniStrict ? ', and sniStrict is set' : '';
    const reason = `no certificate for server name "${hello.serverName}"${strictly}`;
    return refuseBeforeHandshake(socket, clock, 'tls-unrecognized-name', reason, alerts.unrecognizedName);
  }
  if (socket.destroyed) {
    return Promise.reject(new HandshakeError('tls-client-closed', 'the socket is closed already'));
  }
  const protocols = commonAlpn(hello.alpn, options.alpnProtocols ?? request.alpnDefault);
  try {
    const server = request.handshakes.serverFor(certificate, options, protocols);
    return handshake(server, socket, request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseBeforeHandshake(socket, clock, 'tls-certificate', reason, alerts.internalError);
  }
}

/**
 * The protocols to negotiate with. OpenSSL refuses a client with which there is none in common; Go makes one
 * exception: a client of HTTP/1.1 meets a server of h2 as if neither used ALPN.
 */
function commonAlpn(offered: readonly string[], served: readonly string[]): readonly string[] {
  const mismatch = !served.some((protocol) => offered.includes(protocol));
  return mismatch && served.includes('h2') && offered.includes('http/1.1') ? [] : served;
}

function handshake(
  server: HandshakeServer,
  socket: Socket,
  { options, clock, handshakeTimeoutMs: timeoutMs }: TerminationRequest,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    let failure: HandshakeError | undefined;
    const stopTimer =
      timeoutMs === undefined ? undefined : clock.after(timeoutMs, () => onTimeout(timeoutMs));

    const onTimeout = (milliseconds: number): void => {
      failure = new HandshakeError('tls-handshake-timeout', `not complete within ${milliseconds} ms`);
      socket.destroy();
    };
    // A FIN that came with the ClientHello was seen by the socket beneath, not by the TLS layer.
    const onEnd = (): void => {
      socket.destroy();
    };
    const onClose = (): void => {
      stopListening();
      reject(failure ?? new HandshakeError('tls-client-closed', 'the client closed the connection'));
    };
    const stopListening = (): void => {
      stopTimer?.();
      socket.off('end', onEnd).off('close', onClose);
    };
    const onSecure = (tlsSocket: TLSSocket, trafficSecret: Buffer | undefined): void => {
      stopTimer?.();
      const judgement = judgeClientCertificate(tlsSocket, options, Date.now());
      if (judgement.kind === 'accepted') {
        stopListening();
        tlsSocket.authorized = judgement.verified;
        resolve(tlsSocket);
        return;
      }
      failure = refuseClient(socket, tlsSocket, clock, judgement, trafficSecret);
    };
    const onError = (error: Error): void => {
      failure ??= opensslFailure(error);
    };
    socket.on('end', onEnd).on('close', onClose);
    server.begin(socket, { onSecure, onError });
  });
}

/**
 * Refuses a client whose handshake is complete on its side. Called from inside OpenSSL's reading of the client's last
 * flight; Node writes our own last flight (ChangeCipherSpec and Finished, or the tickets of TLS 1.3) only after it.
 * Writing to the socket beneath and closing its sending side now puts the alert in place of that flight, which is
 * dropped.
 */
function refuseClient(
  socket: Socket,
  tlsSocket: TLSSocket,
  clock: Clock,
  { alert: description, reason }: { readonly alert: number; readonly reason: string },
  trafficSecret: Buffer | undefined,
): HandshakeError {
  const alert = alertAfterClientFlight(tlsSocket, description, trafficSecret);
  socket.once(
    'close',
    clock.after(lingerMs, () => tlsSocket.destroy()),
  );
  if (alert) socket.end(alert);
  else socket.end();
  // What the client has sent already is thrown away; it is gone when it ends.
  tlsSocket.on('end', () => tlsSocket.destroy()).resume();
  return new HandshakeError('tls-client-certificate', reason, alert ? { alert: description } : {});
}

/**
 * An alert that the client understands once it has sent its last flight and has not yet got ours: in clear before
 * TLS 1.3, since we have not changed ciphers; in TLS 1.3 as our first record under the application secret.
 */
function alertAfterClientFlight(
  tlsSocket: TLSSocket,
  description: number,
  trafficSecret: Buffer | undefined,
): Buffer | undefined {
  const protocol = tlsSocket.getProtocol() ?? '';
  if (protocol !== 'TLSv1.3') return plaintextAlert(description, wireVersions[protocol]);
  return trafficSecret && encryptedAlert(description, tlsSocket.getCipher().standardName, trafficSecret);
}

function opensslFailure(error: Error): HandshakeError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new HandshakeError('tls-client-closed', 'the client reset the connection', { cause: error });
  }
  const alert = alertsOfOpenssl[code];
  const details = alert === undefined ? { cause: error } : { cause: error, alert };
  return new HandshakeError('tls-handshake', error.message, details);
}

/** Sends an alert in answer to a ClientHello that OpenSSL never gets to see, and waits until the socket is closed. */
function refuseBeforeHandshake(
  socket: Socket,
  clock: Clock,
  code: 'tls-unrecognized-name' | 'tls-certificate',
  reason: string,
  alert: number,
): Promise<never> {
  const error = new HandshakeError(code, reason, { alert });
  if (socket.closed) return Promise.reject(error);
  return new Promise((_, reject) => {
    const stopTimer = clock.after(lingerMs, () => socket.destroy());
    socket.on('error', () => {}).on('end', () => socket.destroy());
    socket.once('close', () => {
      stopTimer();
      reject(error);
    });
    socket.end(plaintextAlert(alert));
    socket.resume();
  });
}
