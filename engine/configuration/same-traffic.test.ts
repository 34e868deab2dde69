import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests } from '../resources/load.ts';
import { parseFlags } from '../static/flags.ts';
import { Compiler } from './compiler.ts';
import { app, FLAGS, ingressRoute, manifests, object } from './test-support.ts';

const secret =
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: pair }\nstringData: { tls.crt: A, tls.key: B }';
const route = ingressRoute(
  'site',
  '{ match: Path(`/`), middlewares: [{ name: set }], services: [{ name: app, kind: TraefikService }] }',
);
const parts = [
  route,
  ingressRoute('other', '{ match: Path(`/other`), services: [{ name: v1, port: 80 }] }'),
  object('Middleware', 'set', 'headers: { customRequestHeaders: { origin: a, path: b, resource: c } }'),
  object(
    'TraefikService',
    'app',
    'weighted: { services: [{ name: v1, port: 80, weight: 3 }, { name: v2, port: 80 }] }',
  ),
  object('ServersTransport', 't', 'certificatesSecrets: [pair]'),
  object('TLSOption', 'o', 'sniStrict: true'),
  object('TLSStore', 'default', 'defaultCertificate: { secretName: pair }'),
  `${object('IngressRouteTCP', 'db', 'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: v1, port: 80 }] }]')}\n  tls: { secretName: pair }`,
  object('IngressRouteUDP', 'dns', 'routes: [{ services: [{ name: v1, port: 80 }] }]'),
  app('v1'),
  app('v2'),
  secret,
];

/** Whether what comes after routes otherwise than `parts`. */
function changes(documents: readonly string[]): boolean {
  const compiler = new Compiler(parseFlags(FLAGS), []);
  compiler.compile(parseManifests(manifests(...parts), 'test.yaml').resources, []);
  return compiler.compile(parseManifests(manifests(...documents), 'test.yaml').resources, []).changed;
}

test('the first is a change, even of nothing', () => {
  assert.equal(new Compiler(parseFlags(FLAGS), []).compile([], []).changed, true);
});

const alike: [title: string, change: (text: string) => string][] = [
  ['a comment above', (text) => `# moved\n\n${text}`],
  ['a label', (text) => text.replace('shop, name: set }', 'shop, name: set, labels: { a: b } }')],
];

for (const [title, change] of alike) {
  test(`alike: ${title}`, () => assert.equal(changes(parts.map(change)), false));
}

test('alike: another order of the objects', () => assert.equal(changes(parts.toReversed()), false));

test('alike: a route that cannot be compiled, above', () => {
  const lost = route.replace(
    'routes:\n',
    'routes:\n    - { match: Path(`/lost`), services: [{ name: gone, port: 80 }] }\n',
  );
  assert.equal(changes([lost, ...parts.slice(1)]), false);
});

test('alike: an object that cannot be compiled', () => {
  const twin = object('TraefikService', 'app', 'mirroring: { name: gone, port: 80 }', 'namespace: data');
  assert.equal(changes([...parts, twin]), false);
});

const different: [title: string, from: string, to: string][] = [
  ['a rule', 'Path(`/`)', 'Path(`/a`)'],
  ['an entry point', '[web]', '[websecure]'],
  ['a weight', 'weight: 3', 'weight: 2'],
  [
    'the order of members',
    '{ name: v1, port: 80, weight: 3 }, { name: v2, port: 80 }',
    '{ name: v2, port: 80 }, { name: v1, port: 80, weight: 3 }',
  ],
  ['a header called origin', 'origin: a', 'origin: z'],
  ['a header called path', 'path: b', 'path: z'],
  ['a header called resource', 'resource: c', 'resource: z'],
  ['an address', '10.0.0.1', '10.0.0.2'],
  ['a certificate', 'tls.crt: A', 'tls.crt: Z'],
  ['a key', 'tls.key: B', 'tls.key: Z'],
  ['TLS options', 'sniStrict: true', 'sniStrict: false'],
  ['a UDP entry point', 'name: dns }', 'name: dmz }'],
  ['a status of a router', 'name: set }], services', 'name: gone }], services'],
];

for (const [title, from, to] of different) {
  test(`different: ${title}`, () => {
    const changed = parts.map((text) => text.replace(from, to));
    assert.notDeepEqual(changed, parts);
    assert.equal(changes(changed), true);
  });
}
