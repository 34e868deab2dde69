import { parseDuration } from '../resources/duration.ts';
import type { FieldPath } from '../resources/origin.ts';
import { namespaceOf, type Resource, type ResourceOf } from '../resources/resource.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import type { CompileContext } from './context.ts';
import type { AddressLoadBalancer, ConfiguredTcpTransport, ServerTrust } from './model.ts';
import { normalize, qualify } from './names.ts';
import { checkSupported, SERVER_TRUST_GAPS } from './not-supported.ts';
import { foreignName } from './references.ts';
import { serverTrust } from './server-trust.ts';

type TransportSettings = Omit<ConfiguredTcpTransport, 'name' | 'path' | 'status' | 'errors'>;

/** Traefik's of a ServersTransportTCP that names none. */
export const TCP_TRANSPORT_TIMES = {
  dialTimeoutMs: 30_000,
  keepAliveMs: 15_000,
  terminationDelayMs: 100,
};

/** The release that brought ServersTransportTCP. */
const TRANSPORTS_SINCE: TraefikVersion = 300;

/**
 * What holds where no ServersTransportTCP is named. Since there are such, what a server still sends after its client's
 * end may be lost; before, the system alone limited how long a dial takes.
 */
export function defaultTcpTransport(version: TraefikVersion): TransportSettings {
  return version < TRANSPORTS_SINCE
    ? { ...TCP_TRANSPORT_TIMES, dialTimeoutMs: 0 }
    : { ...TCP_TRANSPORT_TIMES, terminationDelayMs: 0 };
}
const NANOSECONDS_PER_MS = 1_000_000;
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
  if (context.version < TRANSPORTS_SINCE) {
    context.reporter.warning(resource, ['kind'], {
      code: 'not-in-release',
      message: 'ServersTransportTCP came with Traefik 3.0: 2.11, which is imitated, has none',
      advice: 'leave it out, or start with --traefikversion=3.0',
    });
    return;
  }
  const { tls } = spec;
  const trust = tls && context.attempt(resource, () => trustOf(context, resource, tls));
  const name = qualify(normalize(`${namespaceOf(resource)}-${resource.metadata.name}`));
  context.tcpServersTransports.set(name, {
    ...context.element(name, resource, ['spec']),
    dialTimeoutMs: milliseconds(spec.dialTimeout, TCP_TRANSPORT_TIMES.dialTimeoutMs),
    keepAliveMs: milliseconds(spec.dialKeepAlive, TCP_TRANSPORT_TIMES.keepAliveMs),
    terminationDelayMs: milliseconds(spec.terminationDelay, TCP_TRANSPORT_TIMES.terminationDelayMs),
    ...proxyProtocolVersion(spec.proxyProtocol),
    ...(trust && { tls: trust }),
  });
}

/** @throws CompileError for what would make the engine trust other servers than the object says */
function trustOf(
  context: CompileContext,
  resource: ResourceOf<'ServersTransportTCP'>,
  written: NonNullable<ResourceOf<'ServersTransportTCP'>['spec']['tls']>,
): ServerTrust {
  const path = ['spec', 'tls'];
  checkSupported(context, resource, written, path, SERVER_TRUST_GAPS);
  return serverTrust(context, resource, written, path);
}

/** What a service itself says about its connections, at `path`. Only where it names no transport does it count. */
interface OwnConnectionFields {
  readonly serversTransport?: string | undefined;
  readonly terminationDelay?: number | undefined;
  readonly proxyProtocol?: { readonly version?: number | undefined } | undefined;
}

/**
 * The fields of a service that a transport replaces (Traefik: `pkg/tcp/dialer.go`). What does not mean what it seems to
 * is reported.
 */
export function ownConnectionFields(
  context: CompileContext,
  resource: Resource,
  { serversTransport, terminationDelay, proxyProtocol }: OwnConnectionFields,
  path: FieldPath,
): Pick<AddressLoadBalancer, 'terminationDelayMs' | 'proxyProtocol'> {
  if (serversTransport === undefined || serversTransport === '') {
    return {
      ...terminationDelayOf(context, resource, terminationDelay, [...path, 'terminationDelay']),
      ...proxyProtocolVersion(proxyProtocol),
    };
  }
  for (const [field, written] of Object.entries({ terminationDelay, proxyProtocol })) {
    if (written === undefined) continue;
    context.reporter.warning(resource, [...path, field], {
      code: 'field-ignored',
      message: `${field} has no effect on a service that names a serversTransport`,
      advice: `write it in the ServersTransportTCP`,
    });
  }
  return {};
}

/**
 * A bare number was meant in milliseconds. Since Traefik 3 it is taken for nanoseconds, so that but for its sign it is
 * next to nothing (Traefik: issues 10592, 10968).
 */
function terminationDelayOf(
  context: CompileContext,
  resource: Resource,
  written: number | undefined,
  path: FieldPath,
): Pick<AddressLoadBalancer, 'terminationDelayMs'> {
  if (written === undefined) return {};
  if (context.version < TRANSPORTS_SINCE || written <= 0) return { terminationDelayMs: written };
  context.reporter.warning(resource, path, {
    code: 'termination-delay-in-nanoseconds',
    message: `Traefik takes terminationDelay: ${written} for ${written} nanoseconds`,
    advice: `write terminationDelay: ${written}ms in a ServersTransportTCP, and name that`,
  });
  return { terminationDelayMs: written / NANOSECONDS_PER_MS };
}

/** A ServersTransportTCP is looked for in the namespace of the IngressRouteTCP. */
export function tcpTransportName(
  context: CompileContext,
  referrer: Resource,
  written: string | undefined,
  path: FieldPath,
): string | undefined {
  if (written === undefined || written === '') return undefined;
  if (written.includes('@')) return foreignName(context, namespaceOf(referrer), written, path);
  return qualify(normalize(`${namespaceOf(referrer)}-${written}`));
}

function milliseconds(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}
