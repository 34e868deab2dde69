import type { SecureVersion } from 'node:tls';

const VERSIONS: ReadonlyMap<string, SecureVersion> = new Map([
  ['VersionTLS10', 'TLSv1'],
  ['VersionTLS11', 'TLSv1.1'],
  ['VersionTLS12', 'TLSv1.2'],
  ['VersionTLS13', 'TLSv1.3'],
]);

/** A version of TLS by its name in Go's crypto/tls, which Traefik uses; undefined if there is none of the name. */
export function tlsVersion(name: string | undefined): SecureVersion | undefined {
  return VERSIONS.get(name ?? '');
}

/** OpenSSL 3 has TLS 1.0 and 1.1 at its lowest security level only: their signatures use SHA-1. For `ciphers`. */
export function securityLevel(minVersion: SecureVersion): string {
  return minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? ':@SECLEVEL=0' : '';
}
