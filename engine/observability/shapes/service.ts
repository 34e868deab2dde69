import type {
  AddressService,
  ConfiguredServer,
  Failover,
  HealthCheck,
  HttpService,
  LoadBalancer,
  Mirroring,
  TcpHealthCheck,
  Weighted,
} from '../../configuration/model.ts';
import { referenceFrom, serverAddress } from '../../configuration/names.ts';
import { formatGoDuration } from './go-duration.ts';
import { type Item, itemOf, listed } from './item.ts';

export interface ServiceItem extends Item {
  readonly loadBalancer?: object;
  readonly weighted?: object;
  readonly mirroring?: object;
  readonly highestRandomWeight?: object;
  readonly failover?: object;
  /** The routers that name it; the services it is part of are not counted (Traefik: `PopulateUsedBy`). */
  readonly usedBy?: readonly string[];
  /** Load balancers only. Without health checks every server is up. */
  readonly serverStatus?: Readonly<Record<string, 'UP' | 'DOWN'>>;
}

/** Whether a server of a service, by its URL or its address, is up. */
export type ServerIsUp = (service: string, url: string) => boolean;

export function httpServiceItem(
  service: HttpService,
  usedBy: readonly string[],
  isUp: ServerIsUp = () => true,
): ServiceItem {
  switch (service.kind) {
    case 'loadBalancer': {
      const urls = service.servers.map((server) => server.url);
      return {
        loadBalancer: loadBalancerOf(service),
        ...common(service, usedBy, 'loadbalancer'),
        ...statusOf(urls, (url) => isUp(service.name, url)),
      };
    }
    case 'weighted':
      return weightedItem(service, usedBy);
    case 'mirroring':
      return { mirroring: mirroringOf(service), ...common(service, usedBy, 'mirroring') };
    case 'highestRandomWeight': {
      const { name, services } = service;
      const children = services.map((child) => ({ ...child, name: referenceFrom(name, child.name) }));
      return {
        highestRandomWeight: { services: children, ...healthOf(service) },
        ...common(service, usedBy, 'highestrandomweight'),
      };
    }
    case 'failover':
      return { failover: failoverOf(service), ...common(service, usedBy, 'failover') };
  }
}

function loadBalancerOf(service: LoadBalancer): object {
  const { servers, strategy, sticky, passHostHeader, flushIntervalMs = 100, serversTransport } = service;
  const { healthCheck, passiveHealthCheck } = service;
  return {
    ...(servers.length > 0 ? { servers: servers.map(serverOf) } : {}),
    strategy,
    ...(sticky && { sticky: { cookie: sticky } }),
    passHostHeader,
    responseForwarding: { flushInterval: signedDuration(flushIntervalMs) },
    ...(serversTransport === undefined ? {} : { serversTransport }),
    ...(healthCheck && { healthCheck: healthCheckOf(healthCheck) }),
    ...(passiveHealthCheck && {
      passiveHealthCheck: {
        failureWindow: formatGoDuration(passiveHealthCheck.failureWindowMs),
        maxFailedAttempts: passiveHealthCheck.maxFailedAttempts,
      },
    }),
    ...(service.middlewares?.length
      ? { middlewares: service.middlewares.map((name) => referenceFrom(service.name, name)) }
      : {}),
  };
}

function serverOf({ url, weight, fenced }: ConfiguredServer): object {
  return { url, ...(weight === undefined ? {} : { weight }), ...(fenced ? { fenced } : {}) };
}

function healthCheckOf({ intervalMs, unhealthyIntervalMs, timeoutMs, ...check }: HealthCheck): object {
  const { status, headers, ...shown } = check;
  return {
    ...shown,
    ...(status === 0 ? {} : { status }),
    interval: formatGoDuration(intervalMs),
    unhealthyInterval: formatGoDuration(unhealthyIntervalMs),
    timeout: formatGoDuration(timeoutMs),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

/** TCP and UDP services alike. */
export function addressServiceItem(
  service: AddressService,
  usedBy: readonly string[],
  isUp: ServerIsUp = () => true,
): ServiceItem {
  if (service.kind === 'weighted') return weightedItem(service, usedBy);
  const servers = service.servers.map((server) => ({
    address: serverAddress(server),
    ...((server.tls ?? service.tls) ? { tls: true } : {}),
  }));
  const { terminationDelayMs = 0, proxyProtocol, serversTransport, healthCheck } = service;
  const loadBalancer = {
    ...(servers.length > 0 ? { servers } : {}),
    ...(terminationDelayMs === 0 ? {} : { terminationDelay: terminationDelayMs }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol: { version: proxyProtocol } }),
    ...(serversTransport === undefined ? {} : { serversTransport }),
    ...(healthCheck && { healthCheck: streamCheckOf(healthCheck) }),
  };
  const addresses = servers.map(({ address }) => address);
  return {
    loadBalancer,
    ...common(service, usedBy, 'loadbalancer'),
    ...statusOf(addresses, (address) => isUp(service.name, address)),
  };
}

function streamCheckOf({ intervalMs, unhealthyIntervalMs, timeoutMs, ...check }: TcpHealthCheck): object {
  return {
    ...check,
    interval: formatGoDuration(intervalMs),
    unhealthyInterval: formatGoDuration(unhealthyIntervalMs),
    timeout: formatGoDuration(timeoutMs),
  };
}

/** A service of the engine itself. */
export function internalServiceItem(name: string, usedBy: readonly string[]): ServiceItem {
  return { ...listed('usedBy', usedBy), ...itemOf({ name, status: 'enabled', errors: [] }) };
}

function weightedItem(service: Weighted, usedBy: readonly string[]): ServiceItem {
  const services = service.services.map(({ name, weight }) => ({
    name: referenceFrom(service.name, name),
    weight,
  }));
  const weighted = {
    services,
    ...(service.sticky && { sticky: { cookie: service.sticky } }),
    ...healthOf(service),
  };
  return { weighted, ...common(service, usedBy, 'weighted') };
}

function healthOf({ healthCheck }: { readonly healthCheck?: true }): object {
  return healthCheck ? { healthCheck: {} } : {};
}

function mirroringOf({ name, service, mirrors, mirrorBody, maxBodySize, healthCheck }: Mirroring): object {
  return {
    service: referenceFrom(name, service),
    mirrorBody,
    maxBodySize,
    ...(healthCheck && { healthCheck: {} }),
    mirrors: mirrors.map((mirror) => ({
      name: referenceFrom(name, mirror.name),
      ...(mirror.percent === 0 ? {} : { percent: mirror.percent }),
    })),
  };
}

function failoverOf({ name, service, fallback, replaces, healthCheck }: Failover): object {
  return {
    service: referenceFrom(name, service),
    fallback: referenceFrom(name, fallback),
    ...(replaces && { errors: replaces }),
    ...(healthCheck && { healthCheck: {} }),
  };
}

function common(service: HttpService | AddressService, usedBy: readonly string[], type: string): ServiceItem {
  return { ...itemOf(service), ...listed('usedBy', usedBy), type };
}

function statusOf(
  servers: readonly string[],
  isUp: (server: string) => boolean,
): Pick<ServiceItem, 'serverStatus'> {
  if (servers.length === 0) return {};
  const states = servers.map((server) => [server, isUp(server) ? ('UP' as const) : ('DOWN' as const)]);
  return { serverStatus: Object.fromEntries(states) };
}

function signedDuration(milliseconds: number): string {
  return milliseconds < 0 ? `-${formatGoDuration(-milliseconds)}` : formatGoDuration(milliseconds);
}
