import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseManifests } from '../resources/load.ts';
import type { Resource } from '../resources/resource.ts';
import { parseFlags } from '../static/flags.ts';
import { compile } from './compile.ts';
import { Compiler } from './compiler.ts';
import type { Configuration } from './model.ts';
import { app, FLAGS, ingressRoute, manifests, object, slice } from './test-support.ts';

const OPTIONS = parseFlags([...FLAGS, '--providers.kubernetescrd.allowcrossnamespace=true']);

/** Objects that hang on each other, some in several versions, and some that are wrong. */
const POOL: readonly Resource[] = parse(
  app('v1'),
  app('v2'),
  slice('v1', 'addresses: [10.0.0.9], conditions: { ready: true }', { name: 'v1-2' }),
  'apiVersion: v1\nkind: Service\nmetadata: { namespace: shop, name: v1 }\nspec: { ports: [{ port: 81 }] }',
  ingressRoute('a', '{ match: Path(`/a`), services: [{ name: v1, port: 80 }] }'),
  ingressRoute('a', '{ match: Path(`/b`), services: [{ name: v1, port: 80 }, { name: v2, port: 80 }] }'),
  ingressRoute(
    'b',
    '{ match: Path(`/c`), middlewares: [{ name: m }], services: [{ name: w, kind: TraefikService }] }',
  ),
  ingressRoute('c', '{ match: Path(`/d`), services: [{ name: x, kind: TraefikService }] }'),
  object('Middleware', 'm', 'stripPrefix: { prefixes: [/c] }'),
  object('Middleware', 'm', 'basicAuth: { secret: pair }'),
  object('Middleware', 'm', 'chain: { middlewares: [{ name: m }] }'),
  object(
    'TraefikService',
    'w',
    'weighted: { services: [{ name: v1, port: 80 }, { name: x, kind: TraefikService }] }',
  ),
  object('TraefikService', 'x', 'mirroring: { name: v2, port: 80, mirrors: [{ name: v1, port: 80 }] }'),
  object('TraefikService', 'x', 'mirroring: { name: w, kind: TraefikService }'),
  object('TLSOption', 'default', 'clientAuth: { secretNames: [pair] }'),
  object('TLSOption', 'default', 'sniStrict: true', 'namespace: other'),
  object('TLSStore', 'default', 'defaultCertificate: { secretName: pair }'),
  object(
    'IngressRouteTCP',
    'db',
    'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: v1, port: 80 }] }]',
  ),
  object('IngressRouteUDP', 'dns', 'routes: [{ services: [{ name: v2, port: 80 }] }]'),
  // Of their routers, which have one name, the first counts.
  defaultBackend('first', 'web', 'v1'),
  defaultBackend('first', 'web,websecure', 'v1'),
  defaultBackend('second', 'mongo,websecure', 'v2'),
  defaultBackend('second', 'websecure', 'v2'),
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: pair }\nstringData: { tls.crt: A, tls.key: B, ca.crt: C }',
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: pair }\nstringData: { users: "ann:$apr1$x$y" }',
);

function defaultBackend(name: string, entryPoints: string, service: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  namespace: shop
  name: ${name}
  annotations: { traefik.ingress.kubernetes.io/router.entrypoints: "${entryPoints}" }
spec: { defaultBackend: { service: { name: ${service}, port: { number: 80 } } } }`;
}

function parse(...texts: readonly string[]): Resource[] {
  const { resources, diagnostics } = parseManifests(manifests(...texts), 'test.yaml');
  assert.deepEqual(diagnostics, []);
  return resources;
}

const GIVING = parseFlags([
  ...FLAGS,
  '--entrypoints.web.http.middlewares=shop-m@kubernetescrd',
  '--entrypoints.websecure.http.tls=true',
  '--entrypoints.mongo.http.redirections.entrypoint.to=websecure',
]);

for (const options of [OPTIONS, GIVING])
  test(`what is compiled after changes is what is compiled at once (${options === GIVING ? 'with' : 'without'} what entry points give)`, () => {
    const sets = fc.array(fc.shuffledSubarray([...POOL]), { minLength: 1, maxLength: 6 });
    const rejections = fc.subarray(['v1', 'pair', 'w'].map(rejected));
    fc.assert(
      fc.property(sets, rejections, (steps, rejects) => {
        const compiler = new Compiler(options, []);
        let before: Configuration | undefined;
        for (const [index, resources] of steps.entries()) {
          const rejectedNow = index % 2 === 0 ? rejects : [];
          const after = compiler.compile(resources, rejectedNow);
          const input = { resources, rejected: rejectedNow, options, internalServices: [] };
          const fresh = compile(input);
          assert.deepEqual(after.configuration, fresh.configuration);
          assert.deepEqual(after.diagnostics, fresh.diagnostics);
          if (!after.changed) assert.deepEqual(routing(after.configuration), routing(before));
          before = after.configuration;
        }
      }),
      { numRuns: 300 },
    );
  });

function rejected(name: string) {
  const kind = { v1: 'Service', pair: 'Secret' }[name] ?? 'TraefikService';
  return { kind, namespace: 'shop', name };
}

/** A configuration without where its parts are written. */
function routing(configuration: Configuration | undefined): unknown {
  const { http, tcp, udp, tls } = configuration ?? assert.fail('nothing was compiled before');
  const maps = [
    http.routers,
    http.services,
    http.middlewares,
    tcp.routers,
    tcp.services,
    udp.routers,
    udp.services,
  ];
  return [maps, [tls.options]].map((group) =>
    group.map((map) =>
      [...map.values()]
        .map(({ origin: _, resource: __, path: ___, ...rest }) => JSON.stringify(rest))
        .toSorted(),
    ),
  );
}

test('only what a change concerns is compiled anew', () => {
  const fixed = parse(
    app('v2'),
    ingressRoute('left', '{ match: Path(`/left`), services: [{ name: v1, port: 80 }] }'),
    ingressRoute('right', '{ match: Path(`/right`), services: [{ name: v2, port: 80 }] }'),
  );
  const compiler = new Compiler(OPTIONS, []);
  /** Where a router is written: the same list as long as its object is not compiled anew. */
  const paths = (address: string): unknown[] => {
    const { configuration } = compiler.compile([...parse(app('v1', 'shop', address)), ...fixed], []);
    return [...configuration.http.routers.values()].map(({ path }) => path);
  };
  const [left, right] = paths('10.0.0.1');
  const [leftAgain, rightAgain] = paths('10.0.0.2');
  assert.notEqual(left, leftAgain);
  assert.ok(right !== undefined && right === rightAgain);
});
