import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { readManifestTexts } from '../../engine/index.ts';
import { type InitResult, writeFirstFeature } from './init.ts';

const FIXTURES = 'fixtures/manifests';

async function written(
  context: TestContext,
  manifests: readonly string[],
  flags: readonly string[] = [],
  limit = 100,
): Promise<InitResult & { feature: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'init-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'features', 'first.feature');
  const texts = await readManifestTexts(manifests);
  const result = await writeFirstFeature({ manifests, texts, flags, file, limit });
  return { ...result, feature: await readFile(file, 'utf8') };
}

test('each router of the fixtures gets a scenario, and it holds', async (context) => {
  const cases: readonly [manifests: readonly string[], scenarios: number, step: string, flags?: string[]][] =
    [
      [['canary'], 1, '| appv1   | 3       |'],
      [['mirroring'], 1, 'And v2 received 1 request'],
      [
        ['canary'],
        1,
        'Given the flag "--entrypoints.other.address=127.0.0.1:0/tcp"',
        ['--entrypoints.web.address=:80', '--entrypoints.other.address=:9000/tcp'],
      ],
      [
        ['canary/apps.yaml', 'balancing', 'health'],
        4,
        'When a client requests http://passive.xinn.cc/ 2 times',
      ],
      [['canary', 'files'], 2, 'When a client requests http://beside.xinn.cc/ 4 times'],
      [['ingress'], 4, 'When a client requests https://secure.xinn.cc/api'],
      [
        ['secure'],
        1,
        'Given the secret "inner" in namespace "test-pod" with a server certificate for inner.test',
      ],
      [['udp'], 1, 'When a UDP client sends "WHO" to entry point "udpep"'],
      [['mongo'], 1, 'When a MongoDB client connects to any.test on entry point "mongo"'],
      [
        ['mongo/app.yaml', 'mongo-tls/mutual-tls.yaml'],
        1,
        'When a MongoDB client with a good certificate connects to mongo.local on entry point "mongo"',
      ],
      [
        ['controllers'],
        1,
        'Given the flag "--providers.kubernetescrd.ingressclass=traefik-in"',
        ['--providers.kubernetescrd.ingressclass=traefik-in'],
      ],
    ];
  for (const [manifests, scenarios, step, flags] of cases) {
    const paths = manifests.map((name) => `${FIXTURES}/${name}`);
    const { feature, passed, routers, setting } = await written(context, paths, flags);
    assert.deepEqual(
      { passed, routers: routers.length, errors: setting.errors },
      { passed: scenarios, routers: scenarios, errors: [] },
    );
    assert.ok(feature.includes(`  ${step}\n`), `${step} is missing in:\n${feature}`);
  }
});

test('what no scenario can tell is a comment with the reason', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'init-manifests-'));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'shop.yaml'), SHOP);
  const { feature, passed, setting } = await written(context, [folder]);
  assert.deepEqual(setting.errors.map(({ code }) => code).toSorted(), [
    'middleware-not-found',
    'service-not-found',
  ]);
  assert.deepEqual(setting.images, [{ image: 'ghcr.io/acme/shop', by: 'traefik/whoami' }]);
  const parts = [
    'Given the flag "--entrypoints.internal.address=127.0.0.1:0/tcp"',
    'And the image "ghcr.io/acme/shop" is played by "traefik/whoami"',
    '#   ',
    'Example: http://shop.test/ is sent on to https://shop.test/',
    'Then the answer is 301',
    'Example: http://shop.test/admin is answered with 401',
    'Example: POST http://shop.test/orders with X-Version: 2 is answered by shop',
    'When a client sends POST http://shop.test/orders with the header "X-Version: 2"',
    'When a client requests http://any.test/metrics from entry point "internal"',
    'When a client that trusts any certificate requests https://shop.test/',
    '# No scenario: the requests tried for it are taken by',
    '# No scenario: only other clients than those of a scenario reach it, such as 10.1.0.0.',
    '# No scenario: it is not in force: ',
  ];
  for (const part of parts) assert.ok(feature.includes(part), `${part} is missing in:\n${feature}`);
  assert.equal(passed, 5, feature);
});

/** A program of somebody's own, and routes of every kind that matters to what a scenario can say. */
const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: shop, image: ghcr.io/acme/shop:1.4.2, ports: [{ containerPort: 3000 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80, targetPort: 3000 }] }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: secure }
spec: { redirectScheme: { scheme: https, permanent: true } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: known }
spec: { basicAuth: { secret: users } }
---
apiVersion: v1
kind: Secret
metadata: { name: users }
stringData: { users: "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/" }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes:
    - { match: Host(\`shop.test\`), kind: Rule, middlewares: [{ name: secure }], services: [{ name: shop, port: 80 }] }
    - { match: Host(\`shop.test\`) && PathPrefix(\`/admin\`), kind: Rule, middlewares: [{ name: known }], services: [{ name: shop, port: 80 }] }
    - { match: 'Host(\`shop.test\`) && Path(\`/orders\`) && Method(\`POST\`) && Header(\`X-Version\`, \`2\`)', kind: Rule, services: [{ name: shop, port: 80 }] }
    - { match: Host(\`shop.test\`) && PathPrefix(\`/admin/users\`), kind: Rule, priority: 1, services: [{ name: shop, port: 80 }] }
    - { match: Host(\`shop.test\`) && ClientIP(\`10.1.0.0/16\`), kind: Rule, services: [{ name: shop, port: 80 }] }
    - { match: Host(\`strange.test\`), kind: Rule, middlewares: [{ name: strange }], services: [{ name: shop, port: 80 }] }
    - { match: Host(\`gone.test\`), kind: Rule, services: [{ name: gone, port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: tls }
spec:
  entryPoints: [websecure]
  routes: [{ match: Host(\`shop.test\`), kind: Rule, services: [{ name: shop, port: 80 }] }]
  tls: {}
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: metrics }
spec:
  entryPoints: [internal]
  routes: [{ match: Path(\`/metrics\`), kind: Rule, services: [{ name: shop, port: 80 }] }]
`;
