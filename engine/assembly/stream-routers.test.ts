import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { app, manifests, object, spot, statuses } from '../configuration/test-support.ts';
import { assembleText, tables, tally } from './test-support.ts';

interface Row {
  readonly title: string;
  readonly text: string;
  readonly flags?: readonly string[];
  /** Status and errors of the router `db`. */
  readonly router: string;
  readonly findings?: readonly string[];
  /** Status and errors of the middlewares. */
  readonly middlewares?: Readonly<Record<string, string>>;
}

function route(middlewares: string): string {
  const services = 'services: [{ name: v1, port: 80 }]';
  return manifests(
    object(
      'IngressRouteTCP',
      'db',
      `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), ${services}, middlewares: [${middlewares}] }]`,
    ),
    app('v1'),
  );
}

const middleware = (name: string, spec: string): string => object('MiddlewareTCP', name, spec);

function file(service: string, more = ''): string {
  return `tcp:
  routers: { db: { entryPoints: [mongo], rule: HostSNI(\`*\`), service: s } }
  services:
    s: ${service}
    one: { loadBalancer: { servers: [{ address: "127.0.0.1:1" }] } }
    checked: { loadBalancer: { servers: [{ address: "127.0.0.1:1" }], healthCheck: {} } }
${more}`;
}

const rows: readonly Row[] = [
  {
    title: 'each type',
    text: manifests(
      route('{ name: few }, { name: near }'),
      middleware('few', 'inFlightConn: { amount: 1 }'),
      middleware('near', 'ipAllowList: { sourceRange: [127.0.0.1, 10.0.0.0/8] }'),
    ),
    router: 'enabled',
    middlewares: { 'shop-few@kubernetescrd': 'enabled', 'shop-near@kubernetescrd': 'enabled' },
  },
  {
    title: 'the old name, in 2.11',
    text: manifests(route('{ name: near }'), middleware('near', 'ipWhiteList: { sourceRange: [127.0.0.1] }')),
    flags: ['--traefikversion=2.11'],
    router: 'enabled',
    findings: ['deprecated: { sourceRange: [127.0.0.1] }'],
  },
  {
    title: 'the old name, in 3.7',
    text: manifests(route('{ name: near }'), middleware('near', 'ipWhiteList: { sourceRange: [127.0.0.1] }')),
    router: 'enabled',
    findings: ['deprecated: { sourceRange: [127.0.0.1] }'],
  },
  {
    title: 'one that does not exist',
    text: route('{ name: gone }'),
    router: 'disabled: middleware "shop-gone@kubernetescrd" does not exist',
    findings: ['middleware-not-found: gone'],
  },
  {
    title: 'of two that do not exist the last is named',
    text: route('{ name: gone }, { name: away }'),
    router: 'disabled: middleware "shop-away@kubernetescrd" does not exist',
    findings: ['middleware-not-found: away'],
  },
  {
    title: 'one of another namespace',
    text: route('{ name: near, namespace: other }'),
    router: 'none',
    findings: ['cross-namespace: other'],
  },
  {
    title: 'one for HTTP',
    text: manifests(
      route('{ name: strip }'),
      object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
    ),
    router: 'disabled: middleware "shop-strip@kubernetescrd" does not exist',
    findings: ['middleware-not-found: strip'],
  },
  {
    title: 'no addresses',
    text: manifests(route('{ name: near }'), middleware('near', 'ipAllowList: { sourceRange: [] }')),
    router: 'disabled: sourceRange is empty, IPAllowLister not created',
    findings: ['middleware-option: ['],
    middlewares: { 'shop-near@kubernetescrd': 'disabled: sourceRange is empty, IPAllowLister not created' },
  },
  {
    title: 'no addresses under the old name',
    text: manifests(route('{ name: near }'), middleware('near', 'ipWhiteList: { sourceRange: [] }')),
    flags: ['--traefikversion=2.11'],
    router: 'disabled: sourceRange is empty, IPWhiteLister not created',
    findings: ['deprecated: { sourceRange: [] }', 'middleware-option: ['],
  },
  {
    title: 'no address',
    text: manifests(
      route('{ name: near }'),
      middleware('near', 'ipAllowList: { sourceRange: [127.0.0.1, x] }'),
    ),
    router:
      'disabled: cannot parse CIDRs [127.0.0.1 x]: parsing CIDR trusted IPs <nil>: invalid CIDR address: x',
    findings: ['middleware-option: [127.0.0.1'],
  },
  {
    title: 'several types, of which one counts',
    text: manifests(
      route('{ name: both }'),
      middleware('both', 'inFlightConn: { amount: 0 }\nipAllowList: { sourceRange: [127.0.0.1] }'),
    ),
    router: 'enabled',
    findings: ['middleware-several-types: { amount: 0 }'],
  },
  {
    title: 'one of a file',
    text: manifests(
      route('{ name: few@file }'),
      'tcp: { middlewares: { few: { inFlightConn: { amount: 2 } } } }',
    ),
    router: 'enabled',
    middlewares: { 'few@file': 'enabled' },
  },
  {
    title: 'a service of a file',
    text: file('{ weighted: { services: [{ name: one }] } }'),
    router: 'enabled',
  },
  {
    title: 'a member that does not exist',
    text: file('{ weighted: { services: [{ name: one }, { name: gone }] } }'),
    router: 'disabled: the service "gone@file" does not exist',
    findings: ['service-not-found: gone'],
  },
  {
    title: 'a member that leads back',
    text: file(
      '{ weighted: { services: [{ name: t }] } }',
      '    t: { weighted: { services: [{ name: s }] } }',
    ),
    router: 'disabled: could not instantiate service s@file: recursion detected in s@file->t@file->s@file',
    findings: ['service-recursion: s'],
  },
  {
    title: 'a negative weight',
    text: file('{ weighted: { services: [{ name: one, weight: -1 }] } }'),
    router: 'disabled: the service "s@file" does not exist',
    findings: ['weight-negative: -1'],
  },
  {
    title: 'health that is heeded and told',
    text: file('{ weighted: { healthCheck: {}, services: [{ name: checked }] } }'),
    router: 'enabled',
  },
  {
    title: 'health that is heeded and not told',
    text: file('{ weighted: { healthCheck: {}, services: [{ name: one }] } }'),
    router:
      'disabled: cannot register one as updater for s: healthCheck not enabled in config for this weighted service',
    findings: ['health-check-missing: one'],
  },
  {
    title: 'a transport that does not exist',
    text: file('{ loadBalancer: { serversTransport: gone } }'),
    router: 'disabled: no transport configuration found for "gone@file"',
    findings: ['servers-transport-not-found: gone'],
  },
];

describe('a TCP router with', () => {
  for (const { title, text, flags = [], router, findings = [], middlewares } of rows) {
    test(`${title} is ${router}`, () => {
      const assembled = assembleText(text, { flags });
      const { configuration, diagnostics } = assembled;
      assert.deepEqual(Object.values(statuses(configuration.tcp.routers)), router === 'none' ? [] : [router]);
      assert.deepEqual(diagnostics.map(spot), findings);
      if (middlewares) assert.deepEqual(statuses(configuration.tcp.middlewares), middlewares);
      const inForce = tables(assembled, 'mongo').tcp.plain.routes.length > 0;
      assert.equal(inForce, router === 'enabled');
    });
  }
});

const weights: [weights: string, expected: Record<string, number>][] = [
  ['3, 1', { '10.0.0.1': 6, '10.0.0.2': 2 }],
  ['1, 0', { '10.0.0.1': 8 }],
  ['0, 0', { none: 8 }],
];
for (const protocol of ['tcp', 'udp'] as const) {
  for (const [written, expected] of weights) {
    test(`${protocol} services of the weights ${written}`, () => {
      const [v1, v2] = written.split(', ');
      const services = `services: [{ name: v1, port: 80, weight: ${v1} }, { name: v2, port: 80, weight: ${v2} }]`;
      const router =
        protocol === 'tcp'
          ? object(
              'IngressRouteTCP',
              'db',
              `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), ${services} }]`,
            )
          : object('IngressRouteUDP', 'db', `entryPoints: [dns]\nroutes: [{ ${services} }]`);
      const assembled = assembleText(
        manifests(router, app('v1', 'shop', '10.0.0.1'), app('v2', 'shop', '10.0.0.2')),
      );
      const [route] = tables(assembled, 'mongo').tcp.plain.routes;
      const service = protocol === 'tcp' ? route?.target.service : assembled.snapshot.udp.get('dns')?.service;
      assert.ok(service);
      assert.deepEqual(
        tally(service, 8, ({ host }) => host),
        expected,
      );
    });
  }
}

test('a TCP service that is checked passes over servers that are down, and tells a parent that heeds it', () => {
  const text = `tcp:
  routers: { db: { entryPoints: [mongo], rule: HostSNI(\`*\`), service: all } }
  services:
    all: { weighted: { healthCheck: {}, services: [{ name: two, weight: 2 }, { name: spare }] } }
    two: { loadBalancer: { healthCheck: {}, servers: [{ address: "a:1" }, { address: "b:1" }] } }
    spare: { loadBalancer: { healthCheck: {}, servers: [{ address: "c:1" }] } }`;
  const assembled = assembleText(text);
  const [route] = tables(assembled, 'mongo').tcp.plain.routes;
  const service = route?.target.service;
  assert.ok(service);
  const counts = () => tally(service, 6, ({ host }) => host);
  const states = assembled.snapshot.checkedStreams.flatMap(({ servers }) => servers);
  const set = (name: string, up: boolean) => states.find((state) => state.name === `${name}:1`)?.check(up);
  assert.deepEqual(counts(), { a: 2, b: 2, c: 2 });
  set('a', false);
  assert.deepEqual(counts(), { b: 4, c: 2 });
  set('b', false);
  assert.deepEqual(counts(), { c: 6 });
  set('c', false);
  assert.deepEqual(counts(), { none: 6 });
  set('a', true);
  assert.deepEqual(counts(), { a: 6 });
});
