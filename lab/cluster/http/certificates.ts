import { CertificateAuthority } from '../../../certs/index.ts';
import { ADMINISTRATOR } from './authentication.ts';

/** A certificate with its key, both PEM. */
interface CertificateAndKey {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What a server and its clients know each other by. */
export interface ServerCertificates {
  /** What clients trust, and what client certificates are signed by. */
  readonly authorityPem: string;
  readonly server: CertificateAndKey;
  /** Who shows this is the administrator. */
  readonly client: CertificateAndKey;
}

/** The names by which an API server is reached from this machine, and from within a cluster. */
const SERVER_NAMES = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '::1',
];

/**
 * Makes an authority of its own, and a certificate of it for the server and for its administrator.
 *
 * @param names further names and addresses by which clients reach the server
 */
export function serverCertificates(names: readonly string[] = []): ServerCertificates {
  const authority = new CertificateAuthority({ commonName: 'kubernetes', keyType: 'ecdsa' });
  return {
    authorityPem: authority.certificatePem,
    server: authority.issue({
      commonName: 'kube-apiserver',
      subjectAltNames: [...new Set([...SERVER_NAMES, ...names])],
      usage: 'server',
    }),
    client: authority.issue({ commonName: ADMINISTRATOR.name, subjectAltNames: [], usage: 'client' }),
  };
}
