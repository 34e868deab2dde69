import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ServerTrust } from './model.ts';
import { authorityOf, certificateOf } from './tls.ts';

/** How transports of both kinds write it. */
interface WrittenTrust {
  readonly serverName?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  readonly rootCAs: readonly {
    readonly secret?: string | undefined;
    readonly configMap?: string | undefined;
  }[];
  readonly rootCAsSecrets: readonly string[];
  readonly certificatesSecrets: readonly string[];
  readonly peerCertURI?: string | undefined;
}

/** How the engine trusts a server, as a transport writes it at `path`; what cannot be read is reported and left out. */
export function serverTrust(
  context: CompileContext,
  resource: Resource,
  written: WrittenTrust,
  path: FieldPath,
): ServerTrust {
  const { serverName, insecureSkipVerify = false, peerCertURI } = written;
  return {
    ...(serverName === undefined ? {} : { serverName }),
    insecureSkipVerify,
    rootCas: rootCas(context, resource, written, path),
    certificates: written.certificatesSecrets.flatMap(
      (secret, index) =>
        certificateOf(context, resource, secret, [...path, 'certificatesSecrets', index]) ?? [],
    ),
    ...(peerCertURI ? { peerCertUri: peerCertURI } : {}),
  };
}

/** PEM texts of the authorities; one that cannot be read is reported and left out. */
function rootCas(
  context: CompileContext,
  resource: Resource,
  { rootCAs, rootCAsSecrets }: WrittenTrust,
  at: FieldPath,
): string[] {
  const pems = [
    ...rootCAsSecrets.map((secret, index) =>
      authorityOf(context, resource, secret, [...at, 'rootCAsSecrets', index], true),
    ),
    ...rootCAs.map(({ secret, configMap }, index) => {
      const path = [...at, 'rootCAs', index];
      if (secret !== undefined && configMap !== undefined) {
        const message = 'both Secret and ConfigMap are defined';
        context.reporter.error(resource, path, { code: 'authority-ambiguous', message, advice: 'keep one' });
        return undefined;
      }
      if (secret !== undefined) return authorityOf(context, resource, secret, [...path, 'secret'], true);
      if (configMap === undefined) return undefined;
      return configMapAuthority(context, resource, configMap, [...path, 'configMap']);
    }),
  ];
  return pems.filter((pem) => pem !== undefined);
}

function configMapAuthority(
  context: CompileContext,
  resource: Resource,
  name: string,
  path: FieldPath,
): string | undefined {
  const namespace = namespaceOf(resource);
  const configMap = context.find('ConfigMap', namespace, name);
  const pem = configMap?.data?.['tls.ca'] ?? configMap?.data?.['ca.crt'];
  if (pem === undefined && !context.wasRejected({ kind: 'ConfigMap', namespace, name })) {
    const problem = configMap ? 'contains neither tls.ca nor ca.crt' : 'does not exist';
    context.reporter.error(resource, path, {
      code: configMap ? 'config-map-incomplete' : 'config-map-not-found',
      message: `config map ${namespace}/${name} ${problem}`,
      advice: `create it with: kubectl create configmap ${name} --from-file=ca.crt=FILE`,
    });
  }
  return pem;
}
