import { chmod, rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { ADMINISTRATOR } from './authentication.ts';
import type { ServerCertificates } from './certificates.ts';

/** What leads a client to a server. */
export interface KubeconfigOptions {
  /** `https://127.0.0.1:6443`. */
  readonly url: string;
  readonly certificates: Pick<ServerCertificates, 'authorityPem' | 'client'>;
  readonly token: string;
  /** The namespace that clients mean if they say none. Default: `default`. */
  readonly namespace?: string;
}

/** The name of the context, the cluster and the user. */
const NAME = 'ingress-lab';

/**
 * A kubeconfig, as YAML. It holds all that it names: the authority, the client certificate, and a token, without which
 * kubectl would ask for a user name where a certificate is refused.
 */
export function kubeconfig({ url, certificates, token, namespace }: KubeconfigOptions): string {
  const { authorityPem, client } = certificates;
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': NAME,
      clusters: [
        { name: NAME, cluster: { server: url, 'certificate-authority-data': base64(authorityPem) } },
      ],
      contexts: [
        {
          name: NAME,
          context: {
            cluster: NAME,
            user: ADMINISTRATOR.name,
            ...(namespace === undefined ? {} : { namespace }),
          },
        },
      ],
      users: [
        {
          name: ADMINISTRATOR.name,
          user: {
            token,
            'client-certificate-data': base64(client.certificatePem),
            'client-key-data': base64(client.keyPem),
          },
        },
      ],
    },
    { lineWidth: 0 },
  );
}

/**
 * Writes a kubeconfig where its owner alone can read it (mode 0600), in place of the file that is there: at no moment is
 * there half of one.
 */
export async function writeKubeconfig(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, text, { mode: 0o600 });
  // A file that was left over keeps the mode it had.
  await chmod(part, 0o600);
  await rename(part, file);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
