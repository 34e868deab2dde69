import { parseDuration } from '../../resources/duration.ts';
import type { FieldPath } from '../../resources/origin.ts';
import { CompileError } from '../compile-error.ts';
import type { CompileContext } from '../context.ts';
import type { AddressService, ConfiguredAddress, TcpHealthCheck } from '../model.ts';
import { streamMiddleware } from '../stream-middlewares.ts';
import { ownConnectionFields, proxyProtocolVersion, TCP_TRANSPORT_TIMES } from '../stream-transports.ts';
import { attemptNamed } from './attempt-named.ts';
import { trustOf } from './contents.ts';
import { type FileResource, type FileSpec, fileName, optionsName } from './names.ts';

type Tcp = NonNullable<FileSpec['tcp']>;
type Udp = NonNullable<FileSpec['udp']>;

/** Traefik's defaults of a TCP health check. Milliseconds. */
const CHECK_INTERVAL_MS = 30_000;
const CHECK_TIMEOUT_MS = 5_000;

/** Compiles the part `tcp` of a file. */
export function compileFileTcp(context: CompileContext, resource: FileResource, tcp: Tcp): void {
  for (const [name, router] of Object.entries(tcp.routers)) {
    const { rule = '', ruleSyntax, priority = 0, service = '', tls } = router;
    const path = ['spec', 'tcp', 'routers', name];
    context.tcpRouters.set(fileName(name), {
      ...context.element(fileName(name), resource, path),
      entryPoints: router.entryPoints,
      rule,
      ...(ruleSyntax === 'v2' || ruleSyntax === 'v3' ? { ruleSyntax } : {}),
      priority,
      middlewares: router.middlewares.map(fileName),
      service: fileName(service),
      ...(tls && { tls: { options: optionsName(tls.options), passthrough: tls.passthrough ?? false } }),
    });
  }
  for (const [name, service] of Object.entries(tcp.services)) {
    const path = ['spec', 'tcp', 'services', name];
    attemptNamed(context, resource, 'tcp service', name, () => {
      context.tcpServices.set(fileName(name), addressService(context, resource, name, service, path));
    });
  }
  for (const [name, middleware] of Object.entries(tcp.middlewares)) {
    const path = ['spec', 'tcp', 'middlewares', name];
    attemptNamed(context, resource, 'MiddlewareTCP', name, () => {
      const compiled = streamMiddleware(context, resource, fileName(name), middleware, path);
      context.tcpMiddlewares.set(compiled.name, compiled);
    });
  }
  for (const [name, transport] of Object.entries(tcp.serversTransports)) {
    const path = ['spec', 'tcp', 'serversTransports', name];
    const { dialTimeout, dialKeepAlive, terminationDelay, proxyProtocol, tls } = transport;
    context.tcpServersTransports.set(fileName(name), {
      ...context.element(fileName(name), resource, path),
      dialTimeoutMs: time(dialTimeout, TCP_TRANSPORT_TIMES.dialTimeoutMs),
      keepAliveMs: time(dialKeepAlive, TCP_TRANSPORT_TIMES.keepAliveMs),
      terminationDelayMs: time(terminationDelay, TCP_TRANSPORT_TIMES.terminationDelayMs),
      ...proxyProtocolVersion(proxyProtocol),
      ...(tls && { tls: trustOf(resource, tls, [...path, 'tls']) }),
    });
  }
}

/** Compiles the part `udp` of a file. */
export function compileFileUdp(context: CompileContext, resource: FileResource, udp: Udp): void {
  for (const [name, { entryPoints, service = '' }] of Object.entries(udp.routers)) {
    const element = context.element(fileName(name), resource, ['spec', 'udp', 'routers', name]);
    context.udpRouters.set(fileName(name), { ...element, entryPoints, service: fileName(service) });
  }
  for (const [name, service] of Object.entries(udp.services)) {
    const path = ['spec', 'udp', 'services', name];
    attemptNamed(context, resource, 'udp service', name, () => {
      context.udpServices.set(fileName(name), addressService(context, resource, name, service, path));
    });
  }
}

function addressService(
  context: CompileContext,
  resource: FileResource,
  name: string,
  { loadBalancer, weighted }: Tcp['services'][string] | Udp['services'][string],
  path: FieldPath,
): AddressService {
  if (weighted) {
    const services = weighted.services.map((member) => ({
      name: fileName(member.name ?? ''),
      weight: member.weight ?? 1,
    }));
    const negative = services.findIndex(({ weight }) => weight < 0);
    if (negative !== -1) {
      throw new CompileError(
        'weight-negative',
        [...path, 'weighted', 'services', negative, 'weight'],
        `the weight of ${services[negative]?.name} is negative`,
        'write 0 for a service that is never chosen',
      );
    }
    const element = context.element(fileName(name), resource, [...path, 'weighted']);
    const heedsHealth = 'healthCheck' in weighted && weighted.healthCheck !== undefined;
    return { ...element, kind: 'weighted', services, ...(heedsHealth ? { healthCheck: true } : {}) };
  }
  if (!loadBalancer) {
    throw new CompileError(
      'service-type-missing',
      path,
      `the service "${fileName(name)}" does not have any type defined`,
      'write loadBalancer or weighted',
    );
  }
  const at = [...path, 'loadBalancer'];
  const element = context.element(fileName(name), resource, at);
  const servers = loadBalancer.servers.map((server, index) =>
    addressOf(server, [...at, 'servers', index, 'address']),
  );
  // UDP services have none of these.
  const own: Partial<NonNullable<Tcp['services'][string]['loadBalancer']>> = loadBalancer;
  const { serversTransport, healthCheck } = own;
  return {
    ...element,
    kind: 'loadBalancer',
    servers,
    ...ownConnectionFields(context, resource, own, at),
    ...(serversTransport ? { serversTransport: fileName(serversTransport) } : {}),
    ...(healthCheck && { healthCheck: checkOf(healthCheck) }),
  };
}

function addressOf(
  server: { readonly address?: string | undefined; readonly tls?: boolean | undefined },
  path: FieldPath,
): ConfiguredAddress {
  const { address = '', tls } = server;
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new CompileError(
      'server-address-invalid',
      path,
      `"${address}" is not the address of a server`,
      'write a host and a port, such as 127.0.0.1:5432',
    );
  }
  return { host, port: Number(port), ...(tls === undefined ? {} : { tls }) };
}

function checkOf(
  written: NonNullable<NonNullable<Tcp['services'][string]['loadBalancer']>['healthCheck']>,
): TcpHealthCheck {
  const { port, send, expect } = written;
  const intervalMs = positive(written.interval, CHECK_INTERVAL_MS);
  return {
    ...(port === undefined ? {} : { port }),
    ...(send ? { send } : {}),
    ...(expect ? { expect } : {}),
    intervalMs,
    unhealthyIntervalMs: positive(written.unhealthyInterval, intervalMs),
    timeoutMs: positive(written.timeout, CHECK_TIMEOUT_MS),
  };
}

function time(written: number | string | undefined, otherwise: number): number {
  return written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
}

function positive(written: number | string | undefined, otherwise: number): number {
  const milliseconds = time(written, otherwise);
  return milliseconds > 0 ? milliseconds : otherwise;
}
