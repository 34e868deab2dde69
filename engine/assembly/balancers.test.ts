import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fnv1Hex64 } from '../balancing/fnv.ts';
import type { Asker, ServiceNode } from '../balancing/service-node.ts';
import type { HttpDestination } from '../routing/targets.ts';
import { assembleText, onlyTarget, plainServer, tally } from './test-support.ts';

const [A, B] = ['http://a.test:80', 'http://b.test:80'];

/** A load balancer of these servers, each a URL and its weight. */
function loadBalancer(servers: readonly (readonly [string, number])[], more = ''): string {
  const written = servers.map(([url, weight]) => `{ url: "${url}", weight: ${weight} }`);
  return `loadBalancer: { ${more} servers: [${written.join(', ')}] }`;
}

function serviceOf(
  services: Record<string, string>,
  flags: readonly string[] = [],
): ServiceNode<HttpDestination> {
  const lines = Object.entries(services).map(([name, text]) => `    ${name}: { ${text} }`);
  const text = `http:
  routers: { site: { entryPoints: [web], rule: PathPrefix(\`/\`), service: app } }
  services:
${lines.join('\n')}`;
  const assembled = assembleText(text, { flags });
  assert.deepEqual(assembled.diagnostics, []);
  return onlyTarget(assembled).service;
}

const hostOf = (destination: HttpDestination): string => plainServer(destination).hostname.slice(0, 1);
const withCookie = (name: string): Asker => ({ clientIp: '192.0.2.1', cookies: () => [fnv1Hex64(name)] });

describe('a server of weight 0', () => {
  const STICKY = 'sticky: { cookie: { name: app } },';
  const rows: [strategy: string, found: string][] = [
    ['wrr', 'a'],
    ['hrw', 'a'],
    ['leasttime', 'a'],
    // It looks at no weights.
    ['p2c', 'a b'],
  ];
  for (const [strategy, found] of rows) {
    test(`${strategy}: ${found}`, () => {
      const service = serviceOf({
        app: loadBalancer(
          [
            [A, 1],
            [B, 0],
          ],
          `strategy: ${strategy},`,
        ),
      });
      assert.equal(
        Object.keys(tally(service, 100, hostOf))
          .toSorted()
          .join(' '),
        found,
      );
    });
  }

  test('is not reached by a cookie either, nor is a service', () => {
    const servers = serviceOf({
      app: loadBalancer(
        [
          [A, 1],
          [B, 0],
        ],
        STICKY,
      ),
    });
    const services = serviceOf({
      app: `weighted: { ${STICKY} services: [{ name: a }, { name: b, weight: 0 }] }`,
      a: loadBalancer([[A, 1]]),
      b: loadBalancer([[B, 1]]),
    });
    for (const [service, name] of [
      [servers, B],
      [services, 'b@file'],
    ] as const) {
      const { server, cookies } = service.select(withCookie(name));
      assert.equal(server && hostOf(server), 'a');
      assert.equal(cookies?.length, 1);
    }
  });
});

test('stickiness has to be said of each level', () => {
  const app = (outer: string, inner: string): ServiceNode<HttpDestination> =>
    serviceOf({
      app: `weighted: { ${outer} services: [{ name: a }] }`,
      a: loadBalancer(
        [
          [A, 1],
          [B, 1],
        ],
        inner,
      ),
    });
  const cookie = (name: string): string => `sticky: { cookie: { name: ${name} } },`;
  const names = (service: ServiceNode<HttpDestination>) =>
    service.select().cookies?.map((line) => line.split('=')[0]);
  assert.deepEqual(names(app(cookie('outer'), '')), ['outer']);
  assert.deepEqual(names(app('', cookie('inner'))), ['inner']);
  assert.deepEqual(names(app(cookie('outer'), cookie('inner'))), ['outer', 'inner']);
  assert.equal(names(app('', '')), undefined);
});

test('hrw knows no cookie', () => {
  const service = serviceOf({
    app: loadBalancer(
      [
        [A, 1],
        [B, 1],
      ],
      'strategy: hrw, sticky: { cookie: {} },',
    ),
  });
  const asker = (url: string): Asker => ({ ...withCookie(url), clientIp: '192.0.2.7' });
  const chosen = [A, B].map((url) => service.select(asker(url)));
  assert.deepEqual(
    chosen.map(({ cookies }) => cookies),
    [undefined, undefined],
  );
  assert.equal(new Set(chosen.map(({ server }) => server && hostOf(server))).size, 1);
});

describe('without a server the answer is', () => {
  const [NEW, OLD] = ['--traefikversion=3.7', '--traefikversion=2.11'];
  const rows: [title: string, text: string, flag: string, refusal: unknown][] = [
    ['a load balancer of 3.7', loadBalancer([]), NEW, undefined],
    ['a weighted service of 3.7', 'weighted: { services: [] }', NEW, undefined],
    ['a load balancer of 2.11', loadBalancer([]), OLD, { status: 503, text: 'Service Unavailable' }],
    [
      'a weighted service of 2.11',
      'weighted: { services: [] }',
      OLD,
      { status: 500, text: 'no servers in the pool' },
    ],
  ];
  for (const [title, text, flag, refusal] of rows) {
    test(`${title}: ${refusal ? JSON.stringify(refusal) : 'the usual one'}`, () => {
      const { server, refusal: found } = serviceOf({ app: text }, [flag]).select();
      assert.deepEqual([server, found], [undefined, refusal]);
    });
  }
});
