import { parseDuration } from '../resources/duration.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import type { ConfiguredTcpTransport } from './model.ts';
import { normalize, qualify } from './names.ts';
import { checkSupported, STREAM_TRANSPORT_GAPS } from './not-supported.ts';
import { foreignName } from './references.ts';

/** Traefik's where no ServersTransportTCP is named. */
export const DEFAULT_TCP_TRANSPORT: Pick<
  ConfiguredTcpTransport,
  'dialTimeoutMs' | 'keepAliveMs' | 'terminationDelayMs'
> = {
  dialTimeoutMs: 30_000,
  keepAliveMs: 15_000,
  terminationDelayMs: 0,
};

/** Traefik's termination delay of a ServersTransportTCP that names none. Milliseconds. */
export const TERMINATION_DELAY_MS = 100;
/** What `proxyProtocol: {}` asks for. */
const PROXY_PROTOCOL_VERSION = 2;

/** The version of the PROXY header, written as `proxyProtocol: { version: 1 }`. */
export function proxyProtocolVersion(written: { readonly version?: number | undefined } | undefined): {
  readonly proxyProtocol?: 1 | 2;
} {
  if (written === undefined) return {};
  return { proxyProtocol: (written.version ?? PROXY_PROTOCOL_VERSION) === 1 ? 1 : 2 };
}

/** Compiles one ServersTransportTCP: how the engine connects to the servers of the services that name it. */
export function compileServersTransportTcp(
  context: CompileContext,
  resource: ResourceOf<'ServersTransportTCP'>,
): void {
  const { spec } = resource;
  checkSupported(context, resource, spec, ['spec'], STREAM_TRANSPORT_GAPS);
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  context.tcpServersTransports.set(name, {
    ...context.element(name, resource, ['spec']),
    dialTimeoutMs: milliseconds(spec.dialTimeout, DEFAULT_TCP_TRANSPORT.dialTimeoutMs),
    keepAliveMs: milliseconds(spec.dialKeepAlive, DEFAULT_TCP_TRANSPORT.keepAliveMs),
    terminationDelayMs: milliseconds(spec.terminationDelay, TERMINATION_DELAY_MS),
    ...proxyProtocolVersion(spec.proxyProtocol),
  });
}

/** A ServersTransportTCP is looked for in the namespace of the IngressRouteTCP. */
export function tcpTransportName(
  context: CompileContext,
  referrer: Resource,
  written: string | undefined,
  path: FieldPath,
): string | undefined {
  if (written === undefined || written === '') return undefined;
  if (written.includes('@')) return foreignName(context, referrer, written, path);
  return qualify(normalize(`${namespaceOf(referrer)}-${written}`));
}

function milliseconds(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}
