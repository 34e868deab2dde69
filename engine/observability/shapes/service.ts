import type {
  AddressService,
  Failover,
  HttpService,
  Mirroring,
  Weighted,
} from '../../configuration/model.ts';
import { type Item, itemOf, listed, referenceFrom } from './item.ts';

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

export function httpServiceItem(service: HttpService, usedBy: readonly string[]): ServiceItem {
  switch (service.kind) {
    case 'loadBalancer': {
      const { servers, passHostHeader, serversTransport } = service;
      const urls = servers.map((server) => server.url);
      const loadBalancer = {
        ...(urls.length > 0 ? { servers: urls.map((url) => ({ url })) } : {}),
        strategy: 'wrr',
        passHostHeader,
        responseForwarding: { flushInterval: '100ms' },
        ...(serversTransport === undefined ? {} : { serversTransport }),
      };
      return { loadBalancer, ...common(service, usedBy, 'loadbalancer'), ...allUp(urls) };
    }
    case 'weighted':
      return weightedItem(service, usedBy);
    case 'mirroring':
      return { mirroring: mirroringOf(service), ...common(service, usedBy, 'mirroring') };
    case 'highestRandomWeight': {
      const { name, services } = service;
      const children = services.map((child) => ({ ...child, name: referenceFrom(name, child.name) }));
      return {
        highestRandomWeight: { services: children },
        ...common(service, usedBy, 'highestrandomweight'),
      };
    }
    case 'failover':
      return { failover: failoverOf(service), ...common(service, usedBy, 'failover') };
  }
}

/** TCP and UDP services alike. */
export function addressServiceItem(service: AddressService, usedBy: readonly string[]): ServiceItem {
  if (service.kind === 'weighted') return weightedItem(service, usedBy);
  const addresses = service.servers.map(({ host, port }) =>
    host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
  );
  const { terminationDelayMs = 0, proxyProtocol, serversTransport } = service;
  const loadBalancer = {
    ...(addresses.length > 0 ? { servers: addresses.map((address) => ({ address })) } : {}),
    ...(terminationDelayMs === 0 ? {} : { terminationDelay: terminationDelayMs }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol: { version: proxyProtocol } }),
    ...(serversTransport === undefined ? {} : { serversTransport }),
  };
  return { loadBalancer, ...common(service, usedBy, 'loadbalancer'), ...allUp(addresses) };
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
  return { weighted: { services }, ...common(service, usedBy, 'weighted') };
}

function mirroringOf({ name, service, mirrors, mirrorBody, maxBodySize }: Mirroring): object {
  return {
    service: referenceFrom(name, service),
    mirrorBody,
    maxBodySize,
    mirrors: mirrors.map((mirror) => ({
      name: referenceFrom(name, mirror.name),
      ...(mirror.percent === 0 ? {} : { percent: mirror.percent }),
    })),
  };
}

function failoverOf({ name, service, fallback, replaces }: Failover): object {
  return {
    service: referenceFrom(name, service),
    fallback: referenceFrom(name, fallback),
    ...(replaces && { errors: replaces }),
  };
}

function common(service: HttpService | AddressService, usedBy: readonly string[], type: string): ServiceItem {
  return { ...itemOf(service), ...listed('usedBy', usedBy), type };
}

function allUp(servers: readonly string[]): Pick<ServiceItem, 'serverStatus'> {
  if (servers.length === 0) return {};
  return { serverStatus: Object.fromEntries(servers.map((server) => [server, 'UP' as const])) };
}
