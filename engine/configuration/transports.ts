import { parseDuration } from '../resources/duration.ts';
import { namespaceOf, type ResourceOf, referenceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredTransport } from './model.ts';
import { normalize, qualify } from './names.ts';
import { checkSupported, SERVER_TRUST_GAPS } from './not-supported.ts';
import { serverTrust } from './server-trust.ts';

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

/** Of a ServersTransport that says nothing: Go's own number, which is 2 (Traefik: `http.Transport`). */
export const IDLE_CONNECTIONS_OF_GO = 0;

/** Compiles one ServersTransport: how the engine speaks to the servers of the services that name it. */
export function compileServersTransport(
  context: CompileContext,
  resource: ResourceOf<'ServersTransport'>,
): void {
  const { spec } = resource;
  const supported = context.attempt(resource, () => {
    checkSupported(context, resource, spec, ['spec'], SERVER_TRUST_GAPS);
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
    ...serverTrust(context, resource, spec, ['spec']),
    maxIdleConnectionsPerHost: spec.maxIdleConnsPerHost ?? IDLE_CONNECTIONS_OF_GO,
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
    ...(spec.cipherSuites === undefined ? {} : { cipherSuites: spec.cipherSuites }),
    ...(spec.minVersion === undefined ? {} : { minVersion: spec.minVersion }),
    ...(spec.maxVersion === undefined ? {} : { maxVersion: spec.maxVersion }),
  });
}

function milliseconds(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}
