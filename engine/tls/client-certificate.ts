import type { TLSSocket } from 'node:tls';
import { alerts } from './alert.ts';
import { type ResolvedTlsOptions, requiresClientCertificate, verifiesClientCertificate } from './options.ts';
import { isAnchor } from './trust-anchors.ts';

/** The judgement on a client's certificate; a refusal names the alert that says why. */
export type CertificateJudgement =
  | { readonly kind: 'accepted'; readonly verified: boolean }
  | { readonly kind: 'refused'; readonly alert: number; readonly reason: string };

/** OpenSSL's verdicts (Node: tls, X509 certificate error codes) that Go calls an unknown authority; a CA of the same name with another key is one too. */
const unknownAuthority = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]);

/** Go has one reason for both, with the alert certificate_expired. */
const outsideValidity = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Judges what the client presented, once the handshake is complete. Alerts are those of Go's crypto/tls: no
 * certificate is handshake_failure before TLS 1.3 and certificate_required since. `now`: milliseconds since the
 * epoch.
 */
export function judgeClientCertificate(
  tlsSocket: TLSSocket,
  { clientAuth: type, clientCas }: Pick<ResolvedTlsOptions, 'clientAuth' | 'clientCas'>,
  now: number,
): CertificateJudgement {
  const certificate = type === 'NoClientCert' ? undefined : tlsSocket.getPeerX509Certificate();
  if (certificate === undefined) {
    if (!requiresClientCertificate(type)) return { kind: 'accepted', verified: false };
    const alert =
      tlsSocket.getProtocol() === 'TLSv1.3' ? alerts.certificateRequired : alerts.handshakeFailure;
    return { kind: 'refused', alert, reason: `the client sent no certificate, ${type} needs one` };
  }
  if (!verifiesClientCertificate(type)) return { kind: 'accepted', verified: false };
  if (tlsSocket.authorized) return { kind: 'accepted', verified: true };
  const error = String(tlsSocket.authorizationError);
  // Go looks at the validity of the certificate itself before it looks for an issuer.
  const outside = now < certificate.validFromDate.getTime() || now > certificate.validToDate.getTime();
  if (!outside && isAnchor(certificate, clientCas)) return { kind: 'accepted', verified: true };
  const alert = outside ? alerts.certificateExpired : alertFor(error);
  return { kind: 'refused', alert, reason: `the client certificate is not acceptable (${error})` };
}

function alertFor(error: string): number {
  if (outsideValidity.has(error)) return alerts.certificateExpired;
  return unknownAuthority.has(error) ? alerts.unknownCa : alerts.badCertificate;
}
