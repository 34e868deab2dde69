import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateAuthority } from '../../certs/index.ts';
import { type CertificateFiles, HOST } from './subject.ts';

/** Writes an ECDSA P-256 certificate for bench.local and what is below it. The proxies send it without its issuer. */
export async function writeCertificate(folder: string): Promise<CertificateFiles> {
  const authority = new CertificateAuthority({ commonName: 'ingress-lab bench', keyType: 'ecdsa' });
  const { certificatePem, keyPem } = authority.issue({
    commonName: HOST,
    subjectAltNames: [HOST, `*.${HOST}`, 'localhost', '127.0.0.1'],
    usage: 'server',
  });
  const files = {
    certificate: join(folder, 'certificate.pem'),
    key: join(folder, 'key.pem'),
    bundle: join(folder, 'bundle.pem'),
  };
  await writeFile(files.certificate, certificatePem);
  await writeFile(files.key, keyPem, { mode: 0o600 });
  await writeFile(files.bundle, certificatePem + keyPem, { mode: 0o600 });
  return files;
}
