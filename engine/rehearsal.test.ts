import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from './balancing/random.ts';
import { manifests } from './configuration/test-support.ts';
import { Configurator } from './configurator.ts';
import { Rehearsal } from './http/rehearsal/rehearsal.ts';
import { parseManifests } from './resources/load.ts';
import { parseFlags } from './static/flags.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

const MIDDLEWARES = `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { namespace: shop, name: strip }
spec: { stripPrefix: { prefixes: [/api] } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { namespace: shop, name: away }
spec: { redirectRegex: { regex: ^http://shop.test/old/(.*), replacement: http://shop.test/new/$1 } }
`;

const ROUTE = `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { namespace: shop, name: app }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`shop.test\`) && PathPrefix(\`/api\`)
      kind: Rule
      middlewares: [{ name: strip }]
      services: [{ name: v1, port: 80, weight: 2 }, { name: v2, port: 80, weight: 1 }]
    - match: Host(\`shop.test\`) && PathPrefix(\`/old\`)
      kind: Rule
      middlewares: [{ name: away }]
      services: [{ name: v1, port: 80 }]
`;

const TARGETS = [
  '/api/a',
  '/api/b?c=1',
  '/api/a%2Fb',
  '/api//../x',
  '/old/d',
  '/none',
  '/%zz',
  '/api/e',
  '/api/f',
];

test('a rehearsal comes to what the running proxy does: the same status, server and target', async () => {
  await using v1 = await Backend.start('v1');
  await using v2 = await Backend.start('v2');
  await using engine = await startEngine();
  const text = manifests(v1.manifest, v2.manifest, MIDDLEWARES, ROUTE);
  applyText(engine, text);
  const flags = parseFlags(['--entrypoints.web.address=127.0.0.1:0']);
  const configurator = new Configurator({ static: flags, random: seededRandom(1), now: () => 0 });
  configurator.apply({ resources: parseManifests(text, 'test.yaml').resources });
  const snapshot = configurator.untouched(() => 1 - Number.EPSILON);
  const [entryPoint] = flags.entryPoints;
  const routes = snapshot.entryPoints.get('web');
  assert.ok(entryPoint && routes);
  const rehearsal = new Rehearsal({ entryPoint, routes, generation: 1, serverName: 'test' });
  const request = { method: 'GET', host: 'shop.test', headers: [], clientIp: '127.0.0.1' };
  for (const target of TARGETS) {
    const before = { v1: v1.received.length, v2: v2.received.length };
    const { status, sent } = await rehearsal.serve({ ...request, target });
    const [real] = (await get(portOf(engine), target)).split(' ');
    assert.equal(`${status}`, real, target);
    const expected = { v1: [] as string[], v2: [] as string[] };
    if (sent) expected[sent.server.port === v1.port ? 'v1' : 'v2'].push(`GET ${sent.head.target}`);
    assert.deepEqual(
      { v1: v1.received.slice(before.v1), v2: v2.received.slice(before.v2) },
      expected,
      target,
    );
  }
});
