import type { Configuration } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';

type Service =
  | NonNullable<ReturnType<Configuration['http']['services']['get']>>
  | NonNullable<ReturnType<Configuration['tcp']['services']['get']>>;
type Balancer = Extract<Service, { kind: 'loadBalancer' }>;

/** Workloads and their port, each with the part of a service's requests that it gets, 0 to 1. */
export type Shares = ReadonlyMap<string, number>;

/** What a service means to a request, whatever it and those below it are called. */
export interface ServiceShape {
  readonly shares: Shares;
  /** Who gets copies, and of what part of the requests. */
  readonly mirrors: Shares;
  /** Who is asked if those are down, or answer with an error. */
  readonly fallbacks: Shares;
  /** How servers are chosen where it is not in turn: `p2c`, `by the cookie shop`. Sorted. */
  readonly choosing: readonly string[];
  /** How servers are spoken to: `https`, `under their own host`. Sorted. */
  readonly delivery: readonly string[];
  /** Qualified names of the services' own middlewares. */
  readonly middlewares: readonly string[];
}

/** What `delivery` says of servers that see themselves as the host. */
export const OWN_HOST = 'under their own host';

/** What `delivery` says, before the path, of servers whose requests get one put before their own. */
export const BELOW = 'below ';

interface Draft {
  shares: Map<string, number>;
  mirrors: Map<string, number>;
  fallbacks: Map<string, number>;
  choosing: Set<string>;
  delivery: Set<string>;
  middlewares: Set<string>;
}

/** Follows a service of HTTP, TCP or UDP down to the workloads. */
export function serviceShape(
  { configurator, pods }: Pick<Preview, 'configurator' | 'pods'>,
  protocol: 'http' | 'tcp' | 'udp',
  name: string,
): ServiceShape {
  const services: ReadonlyMap<string, Service> = configurator.configuration[protocol].services;
  const draft: Draft = {
    shares: new Map(),
    mirrors: new Map(),
    fallbacks: new Map(),
    choosing: new Set(),
    delivery: new Set(),
    middlewares: new Set(),
  };
  follow(name, 1, draft.shares, new Set());
  return {
    ...draft,
    choosing: [...draft.choosing].sort(),
    delivery: [...draft.delivery].sort(),
    middlewares: [...draft.middlewares],
  };

  function follow(name: string, share: number, into: Map<string, number>, above: ReadonlySet<string>): void {
    const service = services.get(name);
    if (service === undefined || share === 0 || above.has(name)) return;
    const below = new Set([...above, name]);
    switch (service.kind) {
      case 'loadBalancer':
        balance(service, share, into);
        return;
      case 'weighted':
      case 'highestRandomWeight': {
        const sum = service.services.reduce((total, { weight }) => total + weight, 0);
        for (const child of service.services)
          follow(child.name, (share * child.weight) / (sum || 1), into, below);
        if (service.kind === 'highestRandomWeight') draft.choosing.add("by the client's address");
        if (service.kind === 'weighted' && service.sticky !== undefined)
          draft.choosing.add(sticky(service.sticky));
        return;
      }
      case 'mirroring':
        follow(service.service, share, into, below);
        for (const { name, percent } of service.mirrors)
          follow(name, (share * percent) / 100, draft.mirrors, below);
        return;
      case 'failover':
        follow(service.service, share, into, below);
        follow(service.fallback, share, draft.fallbacks, below);
    }
  }

  function balance(service: Balancer, share: number, into: Map<string, number>): void {
    const weights = service.servers.map((server) => ('weight' in server ? (server.weight ?? 1) : 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [index, { host, port, pod }] of service.servers.entries()) {
      const planned = pod === undefined ? undefined : pods.get(pod);
      const label = `${planned === undefined ? host : `${planned.namespace}/${planned.workload}`}:${port}`;
      into.set(label, (into.get(label) ?? 0) + (share * (weights[index] ?? 0)) / (sum || 1));
    }
    if ('strategy' in service) http(service);
    else stream(service);
  }

  function http(service: Extract<Balancer, { strategy: unknown }>): void {
    if (service.strategy !== 'wrr' && service.servers.length > 1) draft.choosing.add(service.strategy);
    if (service.sticky !== undefined) draft.choosing.add(sticky(service.sticky));
    for (const text of health(service)) draft.choosing.add(text);
    for (const { scheme, basePath } of service.servers) {
      if (scheme !== 'http') draft.delivery.add(scheme);
      if (basePath !== undefined && basePath !== '') draft.delivery.add(`${BELOW}${basePath}`);
    }
    if (!service.passHostHeader) draft.delivery.add(OWN_HOST);
    if (service.serversTransport !== undefined)
      for (const text of trust(
        configurator.configuration.http.serversTransports.get(service.serversTransport),
      ))
        draft.delivery.add(text);
    for (const name of service.middlewares ?? []) draft.middlewares.add(name);
  }

  function stream(service: Exclude<Balancer, { strategy: unknown }>): void {
    if (service.tls === true || service.servers.some(({ tls }) => tls === true)) draft.delivery.add('tls');
    if (service.proxyProtocol !== undefined) draft.delivery.add(`PROXY protocol ${service.proxyProtocol}`);
    if (service.serversTransport === undefined) return;
    const transport = configurator.configuration.tcp.serversTransports.get(service.serversTransport);
    if (transport?.proxyProtocol !== undefined)
      draft.delivery.add(`PROXY protocol ${transport.proxyProtocol}`);
    for (const text of trust(transport?.tls)) draft.delivery.add(text);
  }
}

/** When servers are left out. */
function health({
  healthCheck,
  passiveHealthCheck,
}: Pick<Extract<Balancer, { strategy: unknown }>, 'healthCheck' | 'passiveHealthCheck'>): string[] {
  const { mode, method, path, intervalMs } = healthCheck ?? {};
  const { maxFailedAttempts, failureWindowMs } = passiveHealthCheck ?? {};
  return [
    ...(healthCheck
      ? [`checked by ${mode === 'grpc' ? 'gRPC' : `${method} ${path}`} every ${intervalMs} ms`]
      : []),
    ...(passiveHealthCheck
      ? [`without those that fail ${maxFailedAttempts} times in ${failureWindowMs} ms`]
      : []),
  ];
}

type Sticky = NonNullable<Extract<Service, { strategy: unknown }>['sticky']>;

function sticky({ name, secure, httpOnly, sameSite, maxAge, path, domain }: Sticky): string {
  const attributes = [
    ...(secure ? ['Secure'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(sameSite === undefined ? [] : [`SameSite=${sameSite}`]),
    ...(maxAge === 0 ? [] : [`Max-Age=${maxAge}`]),
    ...(path === '/' ? [] : [`Path=${path}`]),
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
  ];
  return [`by the cookie ${name ?? 'of its service'}`, ...attributes].join('; ');
}

type Trust = Pick<
  NonNullable<ReturnType<Configuration['http']['serversTransports']['get']>>,
  'serverName' | 'insecureSkipVerify' | 'rootCas' | 'certificates' | 'peerCertUri'
>;

/** How servers have to show who they are, and the proxy to them. */
function trust(transport: Trust | undefined): string[] {
  if (transport === undefined) return [];
  const { serverName, insecureSkipVerify, rootCas, certificates, peerCertUri } = transport;
  return [
    ...(insecureSkipVerify ? ['certificates not verified'] : []),
    ...(serverName === undefined ? [] : [`certificate of ${serverName}`]),
    ...(rootCas.length === 0 ? [] : [`own authorities (${rootCas.length})`]),
    ...(certificates.length === 0
      ? []
      : [`client certificate ${certificates.map(({ name }) => name).join(', ')}`]),
    ...(peerCertUri === undefined ? [] : [`certificate with ${peerCertUri}`]),
  ];
}
