import type { X509Certificate } from 'node:crypto';
import * as der from './der.ts';

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyExtendedKeyUsage = '2.5.29.37.0';

/**
 * The certificates as trust anchors for client certificates, in the form of OpenSSL that says what for: `BEGIN TRUSTED
 * CERTIFICATE`. So marked, OpenSSL ends a chain at an intermediate as well, as Go does with every certificate of its
 * pool; without the mark only at a self-signed one.
 */
export function trustAnchors(certificates: readonly X509Certificate[]): string[] {
  // X509_CERT_AUX of OpenSSL: the usages trusted, nothing rejected, no alias.
  const usages = der.sequence(der.sequence(der.objectIdentifier(clientAuth)));
  return certificates.map(({ raw }) => {
    const lines =
      Buffer.concat([raw, usages])
        .toString('base64')
        .match(/.{1,64}/g) ?? [];
    return `-----BEGIN TRUSTED CERTIFICATE-----\n${lines.join('\n')}\n-----END TRUSTED CERTIFICATE-----\n`;
  });
}

/**
 * Whether a client's certificate is itself among the anchors and may be used by clients: Go accepts it then without a
 * chain, and OpenSSL does not look. Its validity is for the caller to check.
 */
export function isAnchor(certificate: X509Certificate, anchors: readonly X509Certificate[]): boolean {
  const usages = certificate.keyUsage as readonly string[] | undefined;
  const forClients =
    usages === undefined || usages.includes(clientAuth) || usages.includes(anyExtendedKeyUsage);
  return forClients && anchors.some(({ raw }) => raw.equals(certificate.raw));
}
