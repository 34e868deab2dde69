import type { Identity } from './identity.ts';

/**
 * The Kubernetes Secret that `kubectl create secret generic NAME --from-file=tls.crt --from-file=tls.key
 * --from-file=ca.crt` would make. It names no namespace, so `kubectl apply -n` chooses it.
 * `name` must be a valid object name (RFC 1123 subdomain).
 */
export function secretManifest(name: string, identity: Identity): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
type: Opaque
data:
  ca.crt: ${base64(identity.caPem)}
  tls.crt: ${base64(identity.certificatePem)}
  tls.key: ${base64(identity.keyPem)}
`;
}
