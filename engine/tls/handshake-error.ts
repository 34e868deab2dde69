/**
 * Why a connection did not become a TLS connection:
 * - `tls-handshake`: no agreement, or the client sent an alert; OpenSSL's reason is the `cause`
 * - `tls-unrecognized-name`: no certificate for the server name, under `sniStrict`
 * - `tls-certificate`: our own certificate cannot be used
 * - `tls-client-certificate`: the client's certificate is missing or not acceptable
 * - `tls-handshake-timeout`, `tls-client-closed`: the client was too slow, or went away
 */
export type HandshakeErrorCode =
  | 'tls-handshake'
  | 'tls-unrecognized-name'
  | 'tls-certificate'
  | 'tls-client-certificate'
  | 'tls-handshake-timeout'
  | 'tls-client-closed';

/** A refused handshake. The socket is closed when this is thrown. */
export class HandshakeError extends Error {
  readonly code: HandshakeErrorCode;
  /** The fatal alert that the client was sent (RFC 8446 §6.2), where one was and it is known. */
  readonly alert?: number;

  constructor(code: HandshakeErrorCode, reason: string, details: { alert?: number; cause?: unknown } = {}) {
    super(`TLS handshake refused: ${reason}`, { cause: details.cause });
    this.name = 'HandshakeError';
    this.code = code;
    if (details.alert !== undefined) this.alert = details.alert;
  }
}
