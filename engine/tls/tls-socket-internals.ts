import type { TLSSocket } from 'node:tls';

/** Emitted by every TLSSocket when its handshake is complete; node:tls builds its own events on it. */
export const handshakeComplete = 'secure';

/** Emitted with an Error when OpenSSL fails, during the handshake and later. */
export const opensslError = '_tlsError';

/**
 * OpenSSL's verdict on the certificate of the peer: undefined if it is good, else a code such as
 * `CERT_HAS_EXPIRED`. Only tls.Server publishes it (as `authorizationError`), and a TLSSocket that is made from a
 * socket has no tls.Server, so this asks where tls.Server asks. Should a Node release move it, every certificate
 * counts as bad.
 */
export function verificationError(tlsSocket: TLSSocket): string | undefined {
  const handle: unknown = Reflect.get(tlsSocket, '_handle');
  if (!hasVerifyError(handle)) return 'VERIFICATION_NOT_AVAILABLE';
  const error = handle.verifyError();
  if (error === null || error === undefined) return undefined;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function hasVerifyError(handle: unknown): handle is { verifyError(): unknown } {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'verifyError' in handle &&
    typeof handle.verifyError === 'function'
  );
}
