import { parseDuration } from '../resources/duration.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type ResourceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredTransport } from './model.ts';
import { normalize, qualify } from './names.ts';
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
};

/** Compiles one ServersTransport: how the engine speaks to the servers of the services that name it. */
export function compileServersTransport(
  context: CompileContext,
  resource: ResourceOf<'ServersTransport'>,
): void {
  const { spec } = resource;
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  const authorities: [string | undefined, FieldPath][] = [
    ...(spec.rootCAs ?? []).map((ca, index): [string | undefined, FieldPath] => [
      ca.secret,
      ['spec', 'rootCAs', index, 'secret'],
    ]),
    ...(spec.rootCAsSecrets ?? []).map((secret, index): [string, FieldPath] => [
      secret,
      ['spec', 'rootCAsSecrets', index],
    ]),
  ];
  const timeouts = spec.forwardingTimeouts;
  context.serversTransports.set(name, {
    ...context.element(name, resource, ['spec']),
    ...(spec.serverName === undefined ? {} : { serverName: spec.serverName }),
    insecureSkipVerify: spec.insecureSkipVerify ?? false,
    rootCas: authorities.flatMap(([secret, path]) => {
      const pem = secret === undefined ? undefined : authorityOf(context, resource, secret, path);
      return pem === undefined ? [] : [pem];
    }),
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
  });
}

function milliseconds(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}
