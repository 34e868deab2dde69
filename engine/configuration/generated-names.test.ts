import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressService, HttpService } from './model.ts';
import { routerKey } from './names.ts';
import { app, compileText, ingressRoute, manifests, object, spot } from './test-support.ts';

const RULE = 'Host(`shop.test`)';
const apps = manifests(app('v1'), app('v2'), app('db', 'data'));

function hashed(name: string, rule = RULE): string {
  return `${routerKey('shop', name, rule)}@kubernetescrd`;
}

const weighted = 'weighted: { services: [{ name: v1, port: http }, { name: v2, port: 80, weight: 3 }] }';

interface Case {
  readonly title: string;
  readonly text: string;
  /** Which part of the configuration. */
  readonly part: 'http' | 'tcp' | 'udp';
  /** Name of the router, and the service that it names. */
  readonly routers?: Record<string, string>;
  /** Every service, and its children. */
  readonly services: Record<string, readonly string[]>;
}

const cases: Case[] = [
  {
    title: 'one Service: the load balancer has the name of the router',
    text: ingressRoute('site', `{ match: ${RULE}, services: [{ name: v1, port: 80, weight: 0 }] }`),
    part: 'http',
    routers: { [hashed('site')]: hashed('site') },
    services: { [hashed('site')]: [] },
  },
  {
    title: 'several Services: children have namespace, name and port as written',
    text: ingressRoute(
      'site',
      `{ match: ${RULE}, services: [{ name: v1, port: http }, { name: db, namespace: data, port: 80 }] }`,
    ),
    part: 'http',
    routers: { [hashed('site')]: hashed('site') },
    services: {
      'shop-v1-http@kubernetescrd': [],
      'data-db-80@kubernetescrd': [],
      [hashed('site')]: ['shop-v1-http@kubernetescrd 1', 'data-db-80@kubernetescrd 1'],
    },
  },
  {
    title: 'a TraefikService is named by its object',
    text: manifests(
      object('TraefikService', 'app.wrr', weighted),
      ingressRoute('site', `{ match: ${RULE}, services: [{ name: app.wrr, kind: TraefikService }] }`),
    ),
    part: 'http',
    routers: { [hashed('site')]: 'shop-app-wrr@kubernetescrd' },
    services: {
      'shop-v1-http@kubernetescrd': [],
      'shop-v2-80@kubernetescrd': [],
      'shop-app-wrr@kubernetescrd': ['shop-v1-http@kubernetescrd 1', 'shop-v2-80@kubernetescrd 3'],
    },
  },
  {
    title: 'mirroring: the main service first, then the mirrors',
    text: object(
      'TraefikService',
      'm',
      'mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80, percent: 5 }] }',
    ),
    part: 'http',
    services: {
      'shop-v1-80@kubernetescrd': [],
      'shop-v2-80@kubernetescrd': [],
      'shop-m@kubernetescrd': ['shop-v1-80@kubernetescrd', 'shop-v2-80@kubernetescrd 5'],
    },
  },
  {
    title: 'of several types in a TraefikService weighted comes first',
    text: object('TraefikService', 'm', 'mirroring: { name: v1, port: 80 }\nweighted: { services: [] }'),
    part: 'http',
    services: { 'shop-m@kubernetescrd': [] },
  },
  {
    title: 'an HTTP name is normalized',
    text: ingressRoute('site.a', `{ match: ${RULE}, services: [{ name: v1, port: 80 }] }`),
    part: 'http',
    routers: { [hashed('site.a').replace('.', '-')]: hashed('site.a').replace('.', '-') },
    services: { [hashed('site.a').replace('.', '-')]: [] },
  },
  {
    title: 'a TCP name is not',
    text: object(
      'IngressRouteTCP',
      'db.a',
      'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: v1, port: 80 }] }]',
    ),
    part: 'tcp',
    routers: { [hashed('db.a', 'HostSNI(`*`)')]: hashed('db.a', 'HostSNI(`*`)') },
    services: { [hashed('db.a', 'HostSNI(`*`)')]: [] },
  },
  {
    title: 'several TCP Services',
    text: object(
      'IngressRouteTCP',
      'db',
      'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: v1, port: 80, weight: 3 }, { name: v2, port: http }] }]',
    ),
    part: 'tcp',
    services: {
      [hashed('db', 'HostSNI(`*`)').replace('@', '-v1-80@')]: [],
      [hashed('db', 'HostSNI(`*`)').replace('@', '-v2-http@')]: [],
      [hashed('db', 'HostSNI(`*`)')]: [
        `${hashed('db', 'HostSNI(`*`)').replace('@', '-v1-80@')} 3`,
        `${hashed('db', 'HostSNI(`*`)').replace('@', '-v2-http@')} 1`,
      ],
    },
  },
  {
    title: 'UDP routes are numbered',
    text: object(
      'IngressRouteUDP',
      'dns',
      'entryPoints: [dns]\nroutes: [{ services: [{ name: v1, port: 80 }] }, { services: [{ name: v1, port: 80 }, { name: v2, port: 80 }] }]',
    ),
    part: 'udp',
    routers: {
      'shop-dns-0@kubernetescrd': 'shop-dns-0@kubernetescrd',
      'shop-dns-1@kubernetescrd': 'shop-dns-1@kubernetescrd',
    },
    services: {
      'shop-dns-0@kubernetescrd': [],
      'shop-dns-1-v1-80@kubernetescrd': [],
      'shop-dns-1-v2-80@kubernetescrd': [],
      'shop-dns-1@kubernetescrd': ['shop-dns-1-v1-80@kubernetescrd 1', 'shop-dns-1-v2-80@kubernetescrd 1'],
    },
  },
];

function members(service: HttpService | AddressService): string[] {
  switch (service.kind) {
    case 'loadBalancer':
      return [];
    case 'weighted':
      return service.services.map(({ name, weight }) => `${name} ${weight}`);
    case 'highestRandomWeight':
      return service.services.map(({ name }) => name);
    case 'failover':
      return [service.service, service.fallback];
    case 'mirroring':
      return [service.service, ...service.mirrors.map(({ name, percent }) => `${name} ${percent}`)];
  }
}

for (const { title, text, part, routers, services } of cases) {
  test(title, () => {
    const flags = ['--providers.kubernetescrd.allowcrossnamespace=true'];
    const { configuration, diagnostics } = compileText(manifests(apps, text), { flags });
    assert.deepEqual(diagnostics.map(spot), []);
    const found = [...configuration[part].services.values()].map((service) => [
      service.name,
      members(service),
    ]);
    assert.deepEqual(Object.fromEntries(found), services);
    if (!routers) return;
    const named = [...configuration[part].routers.values()].map(({ name, service }) => [name, service]);
    assert.deepEqual(Object.fromEntries(named), routers);
  });
}

test('a second route with the same rule replaces the first, with a warning', () => {
  const text = ingressRoute(
    'site',
    `{ match: ${RULE}, services: [{ name: v1, port: 80 }], priority: 1 }`,
    `{ match: ${RULE}, services: [{ name: v2, port: 80 }], priority: 2 }`,
  );
  const { configuration, diagnostics } = compileText(manifests(text, apps));
  assert.deepEqual(
    [...configuration.http.routers.values()].map(({ priority }) => priority),
    [2],
  );
  assert.deepEqual(
    diagnostics.map((found) => [found.severity, spot(found), found.message]),
    [
      [
        'warning',
        `route-replaced: ${RULE}`,
        'this route takes the place of the one at test.yaml:7, whose rule and object name are the same',
      ],
    ],
  );
});
