import type { Configuration, Element } from '../configuration/model.ts';
import { HeaderList, type ImmediateResponse, type RequestHead } from '../middlewares/message.ts';
import { CRD_DEFAULTS } from '../static/provider-flags.ts';
import { type EntryPoint, NEWEST_TRAEFIK, type StaticConfiguration } from '../static/static-configuration.ts';

/** Entry points `web`, `mongo`, `dns` (UDP) and `traefik`, with every page on. */
export const OPTIONS: StaticConfiguration = {
  entryPoints: [
    entryPoint('web', 8000, { asDefault: true }),
    entryPoint('mongo', 27017, {
      host: '::1',
      forwardedHeaders: { insecure: true, trustedIps: ['10.0.0.0/8'] },
    }),
    entryPoint('dns', 5353, { protocol: 'udp', readTimeoutMs: 0 }),
    entryPoint('traefik', 8080, {}),
  ],
  traefikVersion: NEWEST_TRAEFIK,
  kubernetesCrd: CRD_DEFAULTS,
  kubernetesIngress: undefined,
  filePaths: [],
  defaultRuleSyntax: 'v3',
  providerPrecedence: [],
  api: { enabled: true, insecure: true, dashboard: true },
  pingEntryPoint: 'traefik',
  accessLog: undefined,
  metricsEntryPoint: 'traefik',
};

function entryPoint(name: string, port: number, settings: Partial<EntryPoint>): EntryPoint {
  return {
    name,
    host: '',
    port,
    protocol: 'tcp',
    asDefault: false,
    readTimeoutMs: 60_000,
    writeTimeoutMs: 0,
    idleTimeoutMs: 180_000,
    graceTimeoutMs: 10_000,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 1_048_576,
    udpTimeoutMs: 3000,
    ...settings,
  };
}

function element(name: string, status: Element['status'] = 'enabled', errors: string[] = []): Element {
  return { name: `${name}@kubernetescrd`, path: [], status, errors };
}

function byName<E extends Element>(...elements: E[]): Map<string, E> {
  return new Map(elements.map((item) => [item.name, item]));
}

const server = (host: string) => ({ url: `http://${host}:80`, scheme: 'http' as const, host, port: 80 });
const loadBalancer = { kind: 'loadBalancer' as const, strategy: 'wrr' as const, passHostHeader: true };
const onWeb = { entryPoints: ['web'], middlewares: [], priority: 0 };

/** Rule of the router `shop`, with everything that HTML would trip over. */
export const SHOP_RULE = 'Host(`shop.test`) && PathRegexp(`^/<b>&amp;"x"`)';

/** A canary behind a mirror, a router that dangles, a TCP and a UDP route. */
export const CONFIGURATION: Configuration = {
  http: {
    routers: byName(
      {
        ...element('shop'),
        ...onWeb,
        rule: SHOP_RULE,
        middlewares: ['auth@kubernetescrd', 'strip@kubernetescrd'],
        service: 'mirrored@kubernetescrd',
        tls: { options: 'strict@kubernetescrd', passthrough: false },
      },
      {
        ...element('lost', 'disabled', ['the service "gone@kubernetescrd" does not exist']),
        ...onWeb,
        rule: 'Path(`/lost`)',
        priority: 7,
        service: 'gone@kubernetescrd',
      },
      {
        ...element('partly', 'warning', ["EntryPoint doesn't exist: webb"]),
        ...onWeb,
        rule: 'Path(`/partly`)',
        service: 'v1@kubernetescrd',
      },
    ),
    services: byName(
      { ...element('v1'), ...loadBalancer, servers: [server('10.0.0.1'), server('10.0.0.2')] },
      {
        ...element('v2'),
        ...loadBalancer,
        servers: [server('10.0.0.3')],
        serversTransport: 'mtls@kubernetescrd',
      },
      { ...element('empty'), ...loadBalancer, servers: [], passHostHeader: false },
      {
        ...element('canary'),
        kind: 'weighted' as const,
        services: [
          { name: 'v1@kubernetescrd', weight: 3 },
          { name: 'v2@kubernetescrd', weight: 1 },
        ],
      },
      {
        ...element('mirrored'),
        kind: 'mirroring' as const,
        service: 'canary@kubernetescrd',
        mirrors: [
          { name: 'v2@kubernetescrd', percent: 10 },
          { name: 'empty@kubernetescrd', percent: 0 },
        ],
        mirrorBody: true,
        maxBodySize: -1,
      },
    ),
    middlewares: byName(
      { ...element('auth'), type: 'basicAuth', options: { realm: 'shop', users: ['ann:$apr1$secret'] } },
      { ...element('strip'), type: 'stripPrefix', options: { prefixes: ['/api'] } },
    ),
    serversTransports: new Map(),
  },
  tcp: {
    middlewares: new Map(),
    serversTransports: new Map(),
    routers: byName(
      {
        ...element('mongo'),
        entryPoints: ['mongo'],
        rule: 'HostSNI(`*`)',
        priority: 0,
        middlewares: [],
        service: 'mongo@kubernetescrd',
        tls: { options: 'default', passthrough: true },
      },
      {
        ...element('unreadable', 'disabled', ['unexpected token']),
        entryPoints: [],
        rule: 'HostSNI(',
        priority: 0,
        middlewares: [],
        service: 'mongo@kubernetescrd',
      },
    ),
    services: byName({
      ...element('mongo'),
      kind: 'loadBalancer' as const,
      servers: [
        { host: '10.0.1.1', port: 27017 },
        { host: 'fd00::1', port: 27017 },
      ],
      terminationDelayMs: 100,
    }),
  },
  udp: {
    routers: byName({ ...element('dns'), entryPoints: ['dns'], service: 'dns@kubernetescrd' }),
    services: byName(
      {
        ...element('dns'),
        kind: 'weighted' as const,
        services: [{ name: 'dns-1@kubernetescrd', weight: 1 }],
      },
      {
        ...element('dns-1'),
        kind: 'loadBalancer' as const,
        servers: [{ host: '10.0.2.1', port: 53 }],
        terminationDelayMs: 0,
      },
    ),
  },
  tls: { options: new Map(), certificates: [] },
  marked: new Set(),
};

/** A request as the data plane hands it to a page. */
export function request(target: string, method = 'GET'): RequestHead {
  return {
    method,
    target,
    host: 'lab.test',
    headers: new HeaderList(),
    scheme: 'http',
    clientIp: '127.0.0.1',
  };
}

export function headerOf(answer: ImmediateResponse, name: string): string | undefined {
  return answer.headers.find(([candidate]) => candidate === name)?.[1];
}
