import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResourceSet } from '../../engine/index.ts';
import { preview } from '../preview/preview.ts';
import { engineTarget } from '../targets/engine.ts';
import type { Target } from '../targets/target.ts';
import { traefikTarget } from '../targets/traefik/traefik.ts';
import { type CompareOptions, compare } from './compare.ts';
import { generateRequests } from './generate.ts';
import { compareJson, compareText, unknownCount } from './report.ts';

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: v1 }
spec:
  selector: { matchLabels: { app: v1 } }
  template:
    metadata: { labels: { app: v1 } }
    spec: { containers: [{ name: a, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: v2 }
spec:
  selector: { matchLabels: { app: v2 } }
  template:
    metadata: { labels: { app: v2 } }
    spec: { containers: [{ name: a, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: v1 }
spec: { selector: { app: v1 }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: v2 }
spec: { selector: { app: v2 }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: marked }
spec: { headers: { customResponseHeaders: { X-Marked: by the proxy } } }
---
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: mirrored }
spec: { mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80, percent: 50 }] } }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`shop.test\`)
      kind: Rule
      middlewares: [{ name: marked }]
      services: [{ name: v1, port: 80 }]
    - match: Host(\`shop.test\`) && PathPrefix(\`/copied\`)
      kind: Rule
      services: [{ name: mirrored, kind: TraefikService }]
    - match: Host(\`even.test\`)
      kind: Rule
      services: [{ name: v1, port: 80 }, { name: v2, port: 80 }]
`;

/** The engine, which sees other objects than everybody else. */
function doctored(change: (text: string) => string): Target {
  return {
    ...engineTarget,
    async start(options) {
      const changed = await preview([{ file: 'shop.yaml', text: change(MANIFESTS) }]);
      const others = new Map(changed.resources.map((one) => [`${one.kind}/${one.metadata.name}`, one]));
      const see = ({ resources, ...rest }: ResourceSet): ResourceSet => ({
        ...rest,
        resources: resources.map((one) =>
          ['IngressRoute', 'Middleware', 'TraefikService'].includes(one.kind)
            ? (others.get(`${one.kind}/${one.metadata.name}`) ?? one)
            : one,
        ),
      });
      const { source } = options;
      return engineTarget.start({
        ...options,
        source: {
          resourceSet: () => see(source.resourceSet()),
          onChange: (listener) => source.onChange(listener),
        },
      });
    },
  };
}

async function options(targets: readonly [Target, Target]): Promise<CompareOptions> {
  const texts = [{ file: 'shop.yaml', text: MANIFESTS }];
  const subject = await preview(texts);
  const { entryPoints } = subject.static;
  return {
    targets,
    texts,
    entryPoints,
    flags: entryPoints.map(({ name }) => `--entrypoints.${name}.address=127.0.0.1:0`),
    images: [],
    requests: generateRequests(subject, 40, 7).requests,
    seed: 7,
    repeat: 4,
    concurrency: 1,
  };
}

test('the engine does not differ from itself', async () => {
  const comparison = await compare(await options([engineTarget, engineTarget]));
  assert.equal(comparison.compared, 40);
  assert.equal(compareText(comparison, true), '40 requests were sent to engine and engine: 0 differ\n');
});

describe('what one side does otherwise is found and named', () => {
  const cases: readonly (readonly [what: string, from: string, to: string, found: RegExp])[] = [
    [
      'a header',
      'by the proxy',
      'by another',
      /headers: x-marked\n {4}engine {2}by the proxy\n {4}engine {2}by another/,
    ],
    [
      'a backend',
      'middlewares: [{ name: marked }]\n      services: [{ name: v1',
      'middlewares: [{ name: marked }]\n      services: [{ name: v2',
      /backends\n {4}engine {2}v1×4\n {4}engine {2}v2×4/,
    ],
    [
      'a mirror',
      'percent: 50',
      'percent: 100',
      /mirrors\n {4}engine {2}v2 nobody v2 nobody\n {4}engine {2}v2×4/,
    ],
    [
      'a status',
      'Host(`shop.test`)\n',
      'Host(`shop.other`)\n',
      /status\n {4}engine {2}200×4\n {4}engine {2}404×4/,
    ],
    [
      'a body',
      'customResponseHeaders: { X-Marked: by the proxy }',
      'customRequestHeaders: { X-Marked: by the proxy }',
      /body\n.*\n {4}engine {2}line \d+: x-marked: by the proxy/,
    ],
  ];
  for (const [what, from, to, found] of cases) {
    test(what, async () => {
      assert.ok(MANIFESTS.includes(from));
      const other = doctored((text) => text.replace(from, to));
      const comparison = await compare(await options([engineTarget, other]));
      assert.ok(unknownCount(comparison) > 0);
      assert.match(compareText(comparison, false), found);
      assert.equal(JSON.parse(compareJson(comparison, false)).unknown, unknownCount(comparison));
    });
  }
});

test('the same seed makes the same requests, another one others', async () => {
  const subject = await preview([{ file: 'shop.yaml', text: MANIFESTS }]);
  const made = (seed: number) => JSON.stringify(generateRequests(subject, 60, seed).requests);
  assert.equal(made(1), made(1));
  assert.notEqual(made(1), made(2));
});

const binary = process.env['INGRESS_LAB_TRAEFIK'] ?? '';
const skip = binary === '' && 'INGRESS_LAB_TRAEFIK names no Traefik binary';

test('a real Traefik does as the engine does', { skip }, async () => {
  const comparison = await compare(await options([engineTarget, traefikTarget(binary)]));
  assert.equal(unknownCount(comparison), 0, compareText(comparison, true));
});
