import { parseDuration } from '../../resources/duration.ts';
import type { FieldPath } from '../../resources/origin.ts';
import { CompileError } from '../compile-error.ts';
import type { CompileContext } from '../context.ts';
import type { AddressService, ConfiguredAddress, TcpHealthCheck } from '../model.ts';
import { DEFAULT_TCP_TRANSPORT, proxyProtocolVersion, TERMINATION_DELAY_MS } from '../stream-transports.ts';
import { trustOf } from './contents.ts';
import { onlyType } from './middlewares.ts';
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
    context.attempt(resource, () => {
      context.tcpServices.set(fileName(name), addressService(context, resource, name, service, path));
    });
  }
  for (const [name, middleware] of Object.entries(tcp.middlewares)) {
    const path = ['spec', 'tcp', 'middlewares', name];
    context.attempt(resource, () => {
      const [type, options] = onlyType(fileName(name), middleware, path);
      const element = context.element(fileName(name), resource, [...path, type]);
      context.tcpMiddlewares.set(fileName(name), { ...element, type, options });
    });
  }
  for (const [name, transport] of Object.entries(tcp.serversTransports)) {
    const path = ['spec', 'tcp', 'serversTransports', name];
    const { dialTimeout, dialKeepAlive, terminationDelay, proxyProtocol, tls } = transport;
    context.tcpServersTransports.set(fileName(name), {
      ...context.element(fileName(name), resource, path),
      dialTimeoutMs: time(dialTimeout, DEFAULT_TCP_TRANSPORT.dialTimeoutMs),
      keepAliveMs: time(dialKeepAlive, DEFAULT_TCP_TRANSPORT.keepAliveMs),
      terminationDelayMs: time(terminationDelay, TERMINATION_DELAY_MS),
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
    context.attempt(resource, () => {
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
    const element = context.element(fileName(name), resource, [...path, 'weighted']);
    return { ...element, kind: 'weighted', services };
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
  if (
    !('serversTransport' in loadBalancer || 'healthCheck' in loadBalancer || 'proxyProtocol' in loadBalancer)
  ) {
    return { ...element, kind: 'loadBalancer', servers, ...delayOf(loadBalancer) };
  }
  const { serversTransport, healthCheck, proxyProtocol } = loadBalancer as NonNullable<
    Tcp['services'][string]['loadBalancer']
  >;
  return {
    ...element,
    kind: 'loadBalancer',
    servers,
    ...delayOf(loadBalancer),
    ...proxyProtocolVersion(proxyProtocol),
    ...(serversTransport ? { serversTransport: fileName(serversTransport) } : {}),
    ...(healthCheck && { healthCheck: checkOf(healthCheck) }),
  };
}

function delayOf(written: object): { readonly terminationDelayMs?: number } {
  const { terminationDelay } = written as { readonly terminationDelay?: number | undefined };
  return terminationDelay === undefined ? {} : { terminationDelayMs: terminationDelay };
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
