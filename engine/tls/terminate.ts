import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { alerts, encryptedAlert, plaintextAlert } from './alert.ts';
import type { StoredCertificate } from './certificates.ts';
import { judgeClientCertificate } from './client-certificate.ts';
import type { ClientHello } from './client-hello.ts';
import { HandshakeError } from './handshake-error.ts';
import type { ClientAuthType, ResolvedTlsOptions } from './options.ts';
import { handshakeComplete, opensslError } from './tls-socket-internals.ts';

export interface TerminationRequest {
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
  const { certificate, options, hello } = request;
  if (certificate === undefined) {
    const reason = `no certificate for server name "${hello.serverName}", and sniStrict is set`;
    return refuseBeforeHandshake(socket, 'tls-unrecognized-name', reason, alerts.unrecognizedName);
  }
  if (socket.destroyed) {
    return Promise.reject(new HandshakeError('tls-client-closed', 'the socket is closed already'));
  }
  let secureContext: SecureContext;
  try {
    secureContext = certificate.secureContext(options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuseBeforeHandshake(socket, 'tls-certificate', reason, alerts.internalError);
  }
  const protocols = commonAlpn(hello.alpn, options.alpnProtocols ?? request.alpnDefault);
  const tlsSocket = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    requestCert: options.clientAuth !== 'NoClientCert',
    rejectUnauthorized: false, // decided below, with alerts
    ...(protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}),
  });
  return handshake(tlsSocket, socket, options.clientAuth, request.handshakeTimeoutMs);
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
  tlsSocket: TLSSocket,
  socket: Socket,
  clientAuth: ClientAuthType,
  timeoutMs: number | undefined,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    let failure: HandshakeError | undefined;
    let trafficSecret: Buffer | undefined;
    let timer = timeoutMs === undefined ? undefined : setTimeout(() => onTimeout(timeoutMs), timeoutMs);

    const onKeyLog = (line: Buffer): void => {
      const [label, , secret] = line.toString('latin1').trim().split(' ');
      if (label === 'SERVER_TRAFFIC_SECRET_0' && secret) trafficSecret = Buffer.from(secret, 'hex');
    };
    const onError = (error: Error): void => {
      failure ??= opensslFailure(error);
    };
    const onTimeout = (milliseconds: number): void => {
      failure = new HandshakeError('tls-handshake-timeout', `not complete within ${milliseconds} ms`);
      tlsSocket.destroy();
    };
    const onEnd = (): void => {
      tlsSocket.destroy();
    };
    const onClose = (): void => {
      stopListening();
      reject(failure ?? new HandshakeError('tls-client-closed', 'the client closed the connection'));
    };
    const onComplete = (): void => {
      clearTimeout(timer);
      const judgement = judgeClientCertificate(tlsSocket, clientAuth, Date.now());
      if (judgement.kind === 'accepted') {
        stopListening();
        tlsSocket.on(opensslError, (error: Error) => tlsSocket.destroy(error));
        tlsSocket.authorized = judgement.verified;
        resolve(tlsSocket);
        return;
      }
      const alert = alertAfterClientFlight(tlsSocket, judgement.alert, trafficSecret);
      failure = new HandshakeError(
        'tls-client-certificate',
        judgement.reason,
        alert ? { alert: judgement.alert } : {},
      );
      timer = setTimeout(() => tlsSocket.destroy(), lingerMs);
      // This event comes from inside OpenSSL's reading of the client's last flight, and Node writes our own last
      // flight (ChangeCipherSpec and Finished, or the tickets of TLS 1.3) only after it. Writing to the socket
      // beneath and closing its sending side now puts the alert in place of that flight, which is dropped.
      if (alert) socket.end(alert);
      else socket.end();
      tlsSocket.resume(); // what the client has sent already is thrown away
    };
    const stopListening = (): void => {
      clearTimeout(timer);
      tlsSocket.off(handshakeComplete, onComplete).off(opensslError, onError).off('error', onError);
      tlsSocket.off('keylog', onKeyLog).off('end', onEnd).off('close', onClose);
      socket.off('end', onEnd);
    };

    tlsSocket.on(handshakeComplete, onComplete).on(opensslError, onError).on('error', onError);
    tlsSocket.on('end', onEnd).on('close', onClose);
    if (clientAuth !== 'NoClientCert') tlsSocket.on('keylog', onKeyLog);
    // A FIN that came with the ClientHello was seen by the socket beneath, not by the TLS layer.
    socket.on('end', onEnd);
  });
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
  code: 'tls-unrecognized-name' | 'tls-certificate',
  reason: string,
  alert: number,
): Promise<never> {
  const error = new HandshakeError(code, reason, { alert });
  if (socket.closed) return Promise.reject(error);
  return new Promise((_, reject) => {
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    socket.on('error', () => {}).on('end', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(timer);
      reject(error);
    });
    socket.end(plaintextAlert(alert));
    socket.resume();
  });
}
