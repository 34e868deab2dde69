import { parseDuration } from '../resources/duration.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredTransport } from './model.ts';
import { normalize, qualify } from './names.ts';
import { checkSupported, SERVERS_TRANSPORT_GAPS } from './not-supported.ts';
import { authorityOf, certificateOf } from './tls.ts';

/** Traefik's transport where no ServersTransport is named. Milliseconds; 0: no limit. */
export const DEFAULT_TRANSPORT: Omit<ConfiguredTransport, 'name' | 'path' | 'status' | 'errors'> = {
  insecureSkipVerify: false,
  rootCas: [],
  certificates: [],
  maxIdleConnectionsPerHost: 200,
  dialTimeoutMs: 30_000,
  responseHeaderTimeoutMs: 0,
  idleConnectionTimeoutMs: 90_000,
  readIdleTimeoutMs: 0,
  pingTimeoutMs: 15_000,
  disableHttp2: false,
};

/** Compiles one ServersTransport: how the engine speaks to the servers of the services that name it. */
export function compileServersTransport(
  context: CompileContext,
  resource: ResourceOf<'ServersTransport'>,
): void {
  const { spec } = resource;
  const supported = context.attempt(resource, () => {
    checkSupported(context, resource, spec, ['spec'], SERVERS_TRANSPORT_GAPS);
    return true;
  });
  if (supported === undefined) {
    context.reject(referenceOf(resource));
    return;
  }
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const timeouts = spec.forwardingTimeouts;
  context.serversTransports.set(name, {
    ...context.element(name, resource, ['spec']),
    ...(spec.serverName === undefined ? {} : { serverName: spec.serverName }),
    insecureSkipVerify: spec.insecureSkipVerify ?? false,
    rootCas: rootCas(context, resource),
    certificates: (spec.certificatesSecrets ?? []).flatMap((secret, index) => {
      const path = ['spec', 'certificatesSecrets', index];
      const certificate = certificateOf(context, resource, secret, path);
      return certificate === undefined ? [] : [certificate];
    }),
    maxIdleConnectionsPerHost: spec.maxIdleConnsPerHost ?? DEFAULT_TRANSPORT.maxIdleConnectionsPerHost,
    dialTimeoutMs: milliseconds(timeouts?.dialTimeout, DEFAULT_TRANSPORT.dialTimeoutMs),
    responseHeaderTimeoutMs: milliseconds(
      timeouts?.responseHeaderTimeout,
      DEFAULT_TRANSPORT.responseHeaderTimeoutMs,
    ),
    idleConnectionTimeoutMs: milliseconds(
      timeouts?.idleConnTimeout,
      DEFAULT_TRANSPORT.idleConnectionTimeoutMs,
    ),
    readIdleTimeoutMs: milliseconds(timeouts?.readIdleTimeout, DEFAULT_TRANSPORT.readIdleTimeoutMs),
    pingTimeoutMs: milliseconds(timeouts?.pingTimeout, DEFAULT_TRANSPORT.pingTimeoutMs),
    disableHttp2: spec.disableHTTP2 ?? false,
    ...(spec.peerCertURI === undefined ? {} : { peerCertUri: spec.peerCertURI }),
    ...(spec.cipherSuites === undefined ? {} : { cipherSuites: spec.cipherSuites }),
    ...(spec.minVersion === undefined ? {} : { minVersion: spec.minVersion }),
    ...(spec.maxVersion === undefined ? {} : { maxVersion: spec.maxVersion }),
  });
}

/** PEM texts of the authorities; one that cannot be read is reported and left out. */
function rootCas(context: CompileContext, resource: ResourceOf<'ServersTransport'>): string[] {
  const { rootCAs, rootCAsSecrets } = resource.spec;
  const pems = [
    ...rootCAsSecrets.map((secret, index) =>
      authorityOf(context, resource, secret, ['spec', 'rootCAsSecrets', index], true),
    ),
    ...rootCAs.map(({ secret, configMap }, index) => {
      const path = ['spec', 'rootCAs', index];
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
  resource: ResourceOf<'ServersTransport'>,
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

function milliseconds(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}
