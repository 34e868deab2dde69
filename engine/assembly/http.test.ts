import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, ingressRoute, manifests, object, slice } from '../configuration/test-support.ts';
import type { HttpDestination, HttpTarget } from '../routing/targets.ts';
import { assembleText, onlyTarget, plainServer, tables, tally } from './test-support.ts';

const apps = manifests(
  app('v1', 'shop', '10.0.0.1'),
  app('v2', 'shop', '10.0.0.2'),
  app('v3', 'shop', '10.0.0.3'),
);
const EMPTY = ['--providers.kubernetescrd.allowemptyservices=true'];
const toApp = ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }');
const hostOf = (destination: HttpDestination): string => plainServer(destination).hostname;

const shares: [title: string, services: string, turns: number, counts: Record<string, number>][] = [
  [
    'weights 3 and 1',
    '{ name: v1, port: 80, weight: 3 }, { name: v2, port: 80 }',
    8,
    { '10.0.0.1': 6, '10.0.0.2': 2 },
  ],
  [
    'weight 0 gets nothing',
    '{ name: v1, port: 80, weight: 0 }, { name: v2, port: 80 }',
    4,
    { '10.0.0.2': 4 },
  ],
  [
    'nothing but weight 0',
    '{ name: v1, port: 80, weight: 0 }, { name: v2, port: 80, weight: 0 }',
    2,
    { none: 2 },
  ],
  [
    'a Service without endpoints keeps its share',
    '{ name: v1, port: 80, weight: 3 }, { name: idle, port: 80 }',
    4,
    { '10.0.0.1': 3, none: 1 },
  ],
];

for (const [title, services, turns, counts] of shares) {
  const idle = app('idle').replace('ready: true', 'serving: false');
  test(`route: ${title}`, () => {
    const text = ingressRoute('site', `{ match: Path(\`/\`), services: [${services}] }`);
    const { service } = onlyTarget(assembleText(manifests(text, apps, idle), { flags: EMPTY }));
    assert.deepEqual(tally(service, turns, hostOf), counts);
  });
  test(`TraefikService: ${title}`, () => {
    const text = object('TraefikService', 'app', `weighted: { services: [${services}] }`);
    const { service } = onlyTarget(assembleText(manifests(text, toApp, apps, idle), { flags: EMPTY }));
    assert.deepEqual(tally(service, turns, hostOf), counts);
  });
}

test('a single Service serves whatever its weight', () => {
  const text = ingressRoute('site', '{ match: Path(`/`), services: [{ name: v1, port: 80, weight: 0 }] }');
  assert.deepEqual(tally(onlyTarget(assembleText(manifests(text, apps))).service, 2, hostOf), {
    '10.0.0.1': 2,
  });
});

test('services nest: weighted over mirroring over weighted', () => {
  const text = manifests(
    object(
      'TraefikService',
      'app',
      'weighted: { services: [{ name: copy, kind: TraefikService, weight: 3 }, { name: v3, port: 80 }] }',
    ),
    object(
      'TraefikService',
      'copy',
      'mirroring: { name: inner, kind: TraefikService, mirrorBody: false, maxBodySize: 9, mirrors: [{ name: v3, port: 80, percent: 50 }] }',
    ),
    object(
      'TraefikService',
      'inner',
      'weighted: { services: [{ name: v1, port: 80 }, { name: v2, port: 80, weight: 2 }] }',
    ),
  );
  const { service } = onlyTarget(assembleText(manifests(text, toApp, apps)));
  const selections = Array.from({ length: 12 }, () => service.select());
  const counts: Record<string, number> = {};
  for (const { server } of selections)
    counts[hostOf(plainServer(server))] = (counts[hostOf(plainServer(server))] ?? 0) + 1;
  assert.deepEqual(counts, { '10.0.0.1': 3, '10.0.0.2': 6, '10.0.0.3': 3 });
  const copied = selections.filter(({ mirrorings }) => mirrorings.length > 0);
  assert.equal(copied.length, 5);
  const [mirroring] = copied[0]?.mirrorings ?? [];
  assert.deepEqual([mirroring?.mirrorBody, mirroring?.maxBodySize], [false, 9]);
  assert.deepEqual(
    mirroring?.mirrors.map(({ name }) => name),
    ['shop-v3-80@kubernetescrd'],
  );
  const longest = selections.map(({ trail }) => trail).find((trail) => trail.length === 4);
  assert.deepEqual(longest?.slice(0, 3), [
    'shop-app@kubernetescrd',
    'shop-copy@kubernetescrd',
    'shop-inner@kubernetescrd',
  ]);
});

test('routers that share a TraefikService share its turns', () => {
  const text = manifests(
    object(
      'TraefikService',
      'app',
      'weighted: { services: [{ name: v1, port: 80 }, { name: v2, port: 80 }] }',
    ),
    ingressRoute(
      'site',
      '{ match: Path(`/a`), services: [{ name: app, kind: TraefikService }] }',
      '{ match: Path(`/b`), services: [{ name: app, kind: TraefikService }] }',
    ),
  );
  const { routes } = tables(assembleText(manifests(text, apps))).http.plain;
  const turns = [0, 1, 0, 1].map((index) => {
    const target = routes[index]?.target;
    return target?.kind === 'service' ? plainServer(target.service.select().server).hostname : undefined;
  });
  assert.notEqual(turns[0], turns[1]);
  assert.deepEqual(turns.slice(2), turns.slice(0, 2));
});

test('a pod that terminates gets nothing new, even if it is the last', () => {
  const service = `apiVersion: v1\nkind: Service\nmetadata: { namespace: shop, name: old }\nspec: { ports: [{ name: http, port: 80 }] }`;
  const text = ingressRoute('site', '{ match: Path(`/`), services: [{ name: old, port: 80 }] }');
  const leaving = slice('old', 'addresses: [10.0.0.8], conditions: { serving: true, terminating: true }');
  const staying = slice('old', 'addresses: [10.0.0.9]', { name: 'old-2' });
  const both = onlyTarget(assembleText(manifests(text, service, leaving, staying)));
  assert.deepEqual(tally(both.service, 3, hostOf), { '10.0.0.9': 3 });
  const alone = onlyTarget(assembleText(manifests(text, service, leaving)));
  assert.deepEqual(tally(alone.service, 1, hostOf), { none: 1 });
});

test('a chain stands for its members, in order; each router has middlewares of its own', () => {
  const text = manifests(
    object('Middleware', 'all', 'chain: { middlewares: [{ name: strip }, { name: more }] }'),
    object('Middleware', 'more', 'chain: { middlewares: [{ name: add }, { name: strip }] }'),
    object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
    object('Middleware', 'add', 'addPrefix: { prefix: /b }'),
    ingressRoute(
      'site',
      '{ match: Path(`/a`), middlewares: [{ name: add }, { name: all }], services: [{ name: v1, port: 80 }] }',
      '{ match: Path(`/b`), middlewares: [{ name: add }], services: [{ name: v1, port: 80 }] }',
    ),
  );
  const routes = tables(assembleText(manifests(text, apps))).http.plain.routes;
  const lists = routes.map(({ target }) => (target.kind === 'service' ? target.middlewares : []));
  const names = lists.map((list) => list.map(({ name }) => name.replace(/^shop-|@.*/g, '')));
  assert.deepEqual(
    names.toSorted((a, b) => b.length - a.length),
    [['add', 'strip', 'add', 'strip'], ['add']],
  );
  assert.notEqual(lists[0]?.[0], lists[1]?.[0]);
});

test('servers know how they are spoken to', () => {
  const text = manifests(
    object('ServersTransport', 't', 'insecureSkipVerify: true'),
    ingressRoute(
      'site',
      '{ match: Path(`/`), services: [{ name: v1, port: 80, scheme: https, passHostHeader: false, serversTransport: t }] }',
    ),
  );
  const server = plainServer(onlyTarget(assembleText(manifests(text, apps))).service.select().server);
  assert.deepEqual(
    [server.url, server.hostname, server.port, server.passHostHeader, server.transport.insecureSkipVerify],
    ['https://10.0.0.1:8080', '10.0.0.1', 8080, false, true],
  );
});

test('routers with TLS are in one table, those without in the other', () => {
  const text = manifests(
    ingressRoute('plain', '{ match: Path(`/a`), services: [{ name: v1, port: 80 }] }'),
    `${ingressRoute('secure', '{ match: Path(`/b`), services: [{ name: v1, port: 80 }] }')}\n  tls: {}`,
  );
  const { http } = tables(assembleText(manifests(text, apps)));
  const rules = [http.plain, http.secure].map(({ routes }) => routes.map(({ rule }) => rule.source));
  assert.deepEqual(rules, [['Path(`/a`)'], ['Path(`/b`)']]);
});

test('services that middlewares forward to are built, and shared with routes to them', () => {
  const text = manifests(
    ingressRoute(
      'site',
      '{ match: Path(`/`), middlewares: [{ name: sorry }], services: [{ name: v1, port: 80 }] }',
      '{ match: Path(`/pages`), services: [{ name: pages, kind: TraefikService }] }',
    ),
    object('TraefikService', 'pages', 'weighted: { services: [{ name: v2, port: 80 }] }'),
    object(
      'Middleware',
      'sorry',
      'errors: { status: ["500"], service: { name: pages, kind: TraefikService } }',
    ),
  );
  const targets = tables(assembleText(manifests(text, apps))).http.plain.routes.map(({ target }) => target);
  const [site, direct] = targets.toSorted((left, right) => order(left) - order(right));
  assert.ok(site?.kind === 'service' && direct?.kind === 'service');
  const pages = site.services?.get('shop-pages@kubernetescrd');
  assert.ok(pages);
  assert.equal(pages, direct.service);
  assert.equal(direct.services, undefined);
});

/** Targets with middlewares first. */
function order(target: HttpTarget): number {
  return target.kind === 'service' && target.middlewares.length > 0 ? 0 : 1;
}

test('a service whose own middleware forwards to what leads back to it is refused, with all above it', () => {
  const assembled = assembleText(
    manifests(
      app('v1'),
      object(
        'TraefikService',
        'app',
        'weighted: { services: [{ name: v1, port: 80, middlewares: [{ name: some }] }] }',
      ),
      object('Middleware', 'some', 'chain: { middlewares: [{ name: pages }] }'),
      object(
        'Middleware',
        'pages',
        'errors: { status: ["500"], query: /, service: { name: app, kind: TraefikService } }',
      ),
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }'),
    ),
  );
  const [v1, top] = ['shop-v1-80@kubernetescrd', 'shop-app@kubernetescrd'];
  assert.deepEqual(
    assembled.diagnostics.map(({ code, message }) => [code, message]),
    [
      [
        'service-recursion',
        `could not instantiate service ${v1}: recursion detected in ${v1}->${top}->${v1}`,
      ],
    ],
  );
  assert.deepEqual(tables(assembled).http.plain.routes, []);
  const [router] = assembled.configuration.http.routers.values();
  assert.equal(router?.status, 'disabled');
});
