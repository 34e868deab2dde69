import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, ingressRoute, manifests, object, spot, statuses } from '../configuration/test-support.ts';
import type { ResourceReference } from '../resources/diagnostic.ts';
import { assembleText } from './test-support.ts';

const V1 = '{ name: v1, port: 80 }';
const EMPTY = '--providers.kubernetescrd.allowemptyservices=true';
const idle = app('idle').replace(
  'conditions: { ready: true }',
  'conditions: { ready: false, serving: false }',
);
const gone = { name: 'gone', namespace: 'shop' };

function tcp(match: string, services: string, tls = ''): string {
  return object(
    'IngressRouteTCP',
    'db',
    `entryPoints: [mongo]\nroutes: [{ match: ${match}, services: [${services}] }]${tls}`,
  );
}

function udp(services: string): string {
  return object('IngressRouteUDP', 'dns', `entryPoints: [dns]\nroutes: [{ services: [${services}] }]`);
}

const toApp = ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }');

function secure(text: string, tls = '{}'): string {
  return `${text}\n  tls: ${tls}`;
}

interface Row {
  readonly title: string;
  readonly objects: readonly string[];
  readonly flags?: readonly string[];
  /** What happens if the object that is missing was rejected: the findings go. */
  readonly rejected?: readonly ResourceReference[];
  readonly routers: Record<string, string>;
  readonly findings: readonly string[];
}

const rows: Row[] = [
  {
    title: 'HTTP route, one of its Services is missing: there is no router',
    objects: [
      ingressRoute(
        'site',
        `{ match: Path(\`/a\`), services: [${V1}, { name: gone, port: 80 }] }`,
        `{ match: Path(\`/\`), services: [${V1}] }`,
      ),
    ],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'Path(`/`)': 'enabled' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'HTTP route, its Service has no endpoints: there is no router',
    objects: [ingressRoute('site', '{ match: Path(`/`), services: [{ name: idle, port: 80 }] }'), idle],
    routers: {},
    findings: ['service-without-endpoints: idle'],
  },
  {
    title: 'HTTP route, its Service has no endpoints, which is allowed',
    objects: [ingressRoute('site', '{ match: Path(`/`), services: [{ name: idle, port: 80 }] }'), idle],
    flags: [EMPTY],
    routers: { 'Path(`/`)': 'enabled' },
    findings: [],
  },
  {
    title: 'TraefikService with a member that is missing',
    objects: [
      object('TraefikService', 'app', `weighted: { services: [${V1}, { name: gone, port: 80 }] }`),
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }'),
    ],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'Path(`/`)': 'disabled: the service "shop-app@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'mirroring whose mirror is missing',
    objects: [
      object(
        'TraefikService',
        'app',
        'mirroring: { name: v1, port: 80, mirrors: [{ name: gone, port: 80 }] }',
      ),
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }'),
    ],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'Path(`/`)': 'disabled: the service "shop-app@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'highestRandomWeight with a member that is missing',
    objects: [
      object('TraefikService', 'app', `highestRandomWeight: { services: [${V1}, { name: gone, port: 80 }] }`),
      toApp,
    ],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'Path(`/`)': 'disabled: the service "shop-app@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'failover whose fallback is missing',
    objects: [
      object(
        'TraefikService',
        'app',
        `failover: { service: ${V1}, fallback: { name: gone, port: 80 }, errors: { status: ["500"] } }`,
      ),
      toApp,
    ],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'Path(`/`)': 'disabled: the service "shop-app@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'TraefikService that is missing',
    objects: [ingressRoute('site', '{ match: Path(`/`), services: [{ name: gone, kind: TraefikService }] }')],
    rejected: [{ kind: 'TraefikService', ...gone }],
    routers: { 'Path(`/`)': 'disabled: the service "shop-gone@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'TraefikService that the label selector hides',
    objects: [
      object('TraefikService', 'app', `weighted: { services: [${V1}] }`),
      object(
        'IngressRoute',
        'site',
        'routes: [{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }]',
        'labels: { lab: "yes" }',
      ),
    ],
    flags: ['--providers.kubernetescrd.labelselector=lab'],
    routers: { 'Path(`/`)': 'disabled: the service "shop-app@kubernetescrd" does not exist' },
    findings: ['service-not-found: app'],
  },
  {
    title: 'TCP route, one of its Services is missing: the others serve',
    objects: [tcp('HostSNI(`*`)', `${V1}, { name: gone, port: 80 }`)],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'HostSNI(`*`)': 'enabled' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'TCP route, all of its Services are missing',
    objects: [tcp('HostSNI(`*`)', '{ name: gone, port: 80 }')],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'HostSNI(`*`)': 'disabled: the service "ROUTER" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'TCP route without Services',
    objects: [tcp('HostSNI(`*`)', '')],
    routers: { 'HostSNI(`*`)': 'disabled: the service "ROUTER" does not exist' },
    findings: ['route-without-service: { match: HostSNI(`*`), services: [] }'],
  },
  {
    title: 'UDP route, one of its Services is missing: the others serve',
    objects: [udp(`${V1}, { name: gone, port: 80 }`)],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'shop-dns-0': 'enabled' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'UDP route, all of its Services are missing',
    objects: [udp('{ name: gone, port: 80 }, { name: gone, port: http }')],
    rejected: [{ kind: 'Service', ...gone }],
    routers: { 'shop-dns-0': 'disabled: the UDP service "shop-dns-0@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone', 'service-not-found: gone'],
  },
  {
    title: 'UDP route, its Service is missing, in 2.11',
    objects: [udp('{ name: gone, port: 80 }')],
    flags: ['--traefikversion=2.11'],
    routers: { 'shop-dns-0': 'disabled: the udp service "shop-dns-0@kubernetescrd" does not exist' },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'UDP route, its Service is of another namespace',
    objects: [udp('{ name: v1, namespace: data, port: 80 }')],
    routers: { 'shop-dns-0': 'disabled: the UDP service "shop-dns-0@kubernetescrd" does not exist' },
    findings: ['cross-namespace: data'],
  },
  {
    title: 'Middleware that is missing',
    objects: [
      ingressRoute('site', `{ match: Path(\`/\`), middlewares: [{ name: gone }], services: [${V1}] }`),
    ],
    rejected: [{ kind: 'Middleware', ...gone }],
    routers: { 'Path(`/`)': 'disabled: middleware "shop-gone@kubernetescrd" does not exist' },
    findings: ['middleware-not-found: gone'],
  },
  {
    title: 'Middleware that the label selector hides',
    objects: [
      object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
      object(
        'IngressRoute',
        'site',
        `routes: [{ match: Path(\`/\`), middlewares: [{ name: strip }], services: [${V1}] }]`,
        'labels: { lab: "yes" }',
      ),
    ],
    flags: ['--providers.kubernetescrd.labelselector=lab'],
    routers: { 'Path(`/`)': 'disabled: middleware "shop-strip@kubernetescrd" does not exist' },
    findings: ['middleware-not-found: strip'],
  },
  {
    title: 'Middleware that cannot be built, used twice',
    objects: [
      object('Middleware', 'm', 'redirectRegex: { regex: "(", replacement: /b }'),
      ingressRoute(
        'site',
        `{ match: Path(\`/a\`), middlewares: [{ name: m }], services: [${V1}] }`,
        `{ match: Path(\`/b\`), middlewares: [{ name: m }], services: [${V1}] }`,
      ),
    ],
    routers: { 'Path(`/a`)': 'disabled: MIDDLEWARE', 'Path(`/b`)': 'disabled: MIDDLEWARE' },
    findings: ['middleware-option: "("'],
  },
  {
    title: 'TLS secret that is missing: the router stays',
    objects: [
      secure(ingressRoute('site', `{ match: Path(\`/\`), services: [${V1}] }`), '{ secretName: gone }'),
    ],
    rejected: [{ kind: 'Secret', ...gone }],
    routers: { 'Path(`/`)': 'enabled' },
    findings: ['secret-not-found: gone'],
  },
  {
    title: 'TLSOption that is missing, HTTP',
    objects: [
      secure(
        ingressRoute('site', `{ match: Host(\`shop.test\`), services: [${V1}] }`),
        '{ options: { name: gone } }',
      ),
    ],
    rejected: [{ kind: 'TLSOption', ...gone }],
    routers: {
      'Host(`shop.test`)': 'disabled: building router handler: unknown TLS options: shop-gone@kubernetescrd',
    },
    findings: ['tls-options-not-found: gone'],
  },
  {
    title: 'TLSOption that is missing, TCP',
    objects: [secure(tcp('HostSNI(`db.test`)', V1), '{ options: { name: gone } }')],
    rejected: [{ kind: 'TLSOption', ...gone }],
    routers: { 'HostSNI(`db.test`)': 'disabled: unknown TLS options: shop-gone@kubernetescrd' },
    findings: ['tls-options-not-found: gone'],
  },
  {
    title: 'TLSOption that is broken',
    objects: [
      object('TLSOption', 'o', 'cipherSuites: [TLS_FAST]'),
      secure(
        ingressRoute('site', `{ match: Host(\`shop.test\`), services: [${V1}] }`),
        '{ options: { name: o } }',
      ),
      secure(tcp('HostSNI(`db.test`)', V1), '{ options: { name: o } }'),
    ],
    routers: {
      'Host(`shop.test`)': 'disabled: building router handler: invalid CipherSuite: TLS_FAST',
      'HostSNI(`db.test`)': 'disabled: invalid CipherSuite: TLS_FAST',
    },
    findings: ['tls-options-invalid: [TLS_FAST'],
  },
  {
    title: 'ServersTransport that is missing',
    objects: [
      ingressRoute(
        'site',
        '{ match: Path(`/`), services: [{ name: v1, port: 80, serversTransport: gone }] }',
      ),
    ],
    rejected: [{ kind: 'ServersTransport', ...gone }],
    routers: { 'Path(`/`)': 'disabled: servers transport not found shop-gone@kubernetescrd' },
    findings: ['servers-transport-not-found: gone'],
  },
  {
    title: 'reference to another namespace: there is no router',
    objects: [
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: v1, namespace: data, port: 80 }] }'),
    ],
    routers: {},
    findings: ['cross-namespace: data'],
  },
];

function run(
  row: Row,
  rejected: readonly ResourceReference[],
): { routers: Record<string, string>; findings: string[] } {
  const text = manifests(...row.objects, app('v1'));
  const { configuration, diagnostics } = assembleText(text, { flags: row.flags ?? [], rejected });
  const { http, tcp, udp } = configuration;
  const routers = {
    ...statuses(http.routers, ({ rule }) => rule),
    ...statuses(tcp.routers, ({ rule }) => rule),
    ...statuses(udp.routers, ({ name }) => name.replace('@kubernetescrd', '')),
  };
  for (const [rule, status] of Object.entries(routers)) {
    const short = status.replace(/shop-db-[0-9a-f]{20}@kubernetescrd/, 'ROUTER');
    routers[rule] = short.replace(/disabled: middleware "[^"]+": redirectRegex.*/, 'disabled: MIDDLEWARE');
  }
  return { routers, findings: diagnostics.map(spot) };
}

for (const row of rows) {
  const { title, routers, findings, rejected } = row;
  test(title, () => assert.deepEqual(run(row, []), { routers, findings }));
  if (rejected) {
    test(`${title}; if what is missing was rejected, that is not reported again`, () => {
      assert.deepEqual(run(row, rejected), { routers, findings: [] });
    });
  }
}

for (const [title, spec, error] of [
  ['a pattern that is none', 'redirectRegex: { regex: "(", replacement: /b }', /redirectRegex/],
  ['two types', 'addPrefix: { prefix: /a }\nstripPrefix: { prefixes: [/b] }', /multi-types middleware/],
] as const) {
  test(`a Middleware with ${title} says so itself, too`, () => {
    const route = `{ match: Path(\`/\`), middlewares: [{ name: m }], services: [${V1}] }`;
    const text = manifests(object('Middleware', 'm', spec), ingressRoute('site', route), app('v1'));
    const { configuration } = assembleText(text);
    const [status] = Object.values(statuses(configuration.http.middlewares));
    assert.match(status ?? '', /^disabled: /);
    assert.match(status ?? '', error);
  });
}
