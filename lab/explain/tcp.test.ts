import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from './story.ts';
import { decisionOf, storyOf } from './test-decision.ts';

const FLAGS = ['--entrypoints.db.address=:5432', '--entrypoints.dns.address=:53/udp'];

function tcp(routers: string, others = ''): string {
  return `
tcp:
  routers:
${routers}
  services:
    db: { loadBalancer: { servers: [{ address: "10.0.0.1:5432" }, { address: "10.0.0.2:5432" }] } }
  middlewares:
    office: { ipAllowList: { sourceRange: [10.0.0.0/8] } }
${others}
`;
}

const HTTP = `http:
  routers:
    shop: { rule: Host(\`a.test\`), service: shop, entryPoints: [db], tls: {} }
    plain: { rule: Host(\`a.test\`), service: shop, entryPoints: [db] }
  services:
    shop: { loadBalancer: { servers: [{ url: "http://shop.test:80" }] } }`;

function outcome({ takenBy, router = 'no router', tls, answer, next }: Decision): string {
  const secured = tls ? (tls.options ? ` with TLS ${tls.options.name}` : ' with TLS passed on') : '';
  const end = answer ? 'closed' : `${new Set(next.map(({ server }) => server?.address)).size} servers`;
  return `${takenBy}, ${router}${secured}, ${end}`;
}

const DB = '    db: { rule: HostSNI(`*`), service: db, entryPoints: [db] }';
const NAMED = '    db: { rule: HostSNI(`db.test`), service: db, entryPoints: [db], tls: {} }';
const PASSED =
  '    db: { rule: HostSNI(`db.test`), service: db, entryPoints: [db], tls: { passthrough: true } }';
const GUARDED = '    db: { rule: HostSNI(`*`), service: db, entryPoints: [db], middlewares: [office] }';

const cases: [claim: string, dynamic: string, url: string, outcome: string, from?: string][] = [
  ['without TLS', tcp(DB), 'tcp://:5432', 'tcp, db@file, 2 servers'],
  ['with TLS that ends here', tcp(NAMED), 'tls://db.test:5432', 'tcp, db@file with TLS default, 2 servers'],
  [
    'with TLS that is passed on',
    tcp(PASSED),
    'tls://db.test:5432',
    'tcp, db@file with TLS passed on, 2 servers',
  ],
  ['that an address is kept from', tcp(GUARDED), 'tcp://:5432', 'tcp, db@file, closed'],
  ['that an address may have', tcp(GUARDED), 'tcp://:5432', 'tcp, db@file, 2 servers', '10.1.2.3'],
  ['that speaks HTTP all the same', tcp(DB), 'http://a.test:5432/', 'tcp, db@file, 2 servers'],
  [
    'for the host of an HTTPS router',
    tcp(NAMED, HTTP),
    'tls://a.test:5432',
    'http, no router with TLS default, 0 servers',
  ],
  ['of no TCP router', tcp(NAMED, HTTP), 'tcp://:5432', 'http, no router, 0 servers'],
];

describe('a connection is followed', () => {
  for (const [claim, dynamic, url, expected, from] of cases) {
    test(claim, async () => {
      const asked = { count: 2, flags: FLAGS, ...(from !== undefined && { from }) };
      assert.equal(outcome(await decisionOf(dynamic, url, asked)), expected);
    });
  }
});

test('a request that no TCP router takes goes on to the HTTP routers', async () => {
  const { routing, router } = await decisionOf(tcp(NAMED, HTTP), 'http://a.test:5432/', { flags: FLAGS });
  assert.equal(router, 'plain@file');
  assert.deepEqual(
    routing.map(({ among }) => among),
    ['HTTP routers without TLS'],
  );
});

test('without a port each entry point with routers for it is told of', async () => {
  const { decisions, entryPoints } = await storyOf(tcp(DB), 'tcp', { flags: FLAGS });
  assert.deepEqual(
    decisions.map(({ entryPoint }) => entryPoint),
    ['db'],
  );
  assert.equal(entryPoints, 'db has routers for it');
});

test('of UDP routers the one whose name comes last gets the sessions', async () => {
  const dynamic = `
udp:
  routers: { a: { service: dns, entryPoints: [dns] }, b: { service: dns, entryPoints: [dns] } }
  services: { dns: { loadBalancer: { servers: [{ address: "10.0.0.1:53" }] } } }
`;
  const decision = await decisionOf(dynamic, 'udp://:53', { flags: FLAGS });
  assert.equal(outcome(decision), 'udp, b@file, 1 servers');
  assert.equal(
    decision.why,
    'of 2 routers of the entry point the one whose name comes last gets all sessions',
  );
});

test('an entry point that is not there is an error that names those that are', async () => {
  await assert.rejects(storyOf(tcp(DB), 'tcp', { entryPoint: 'mongo' }), {
    code: 'question-invalid',
    message: 'no TCP entry point is called mongo; there are: web (:80/tcp), websecure (:443/tcp)',
  });
});
