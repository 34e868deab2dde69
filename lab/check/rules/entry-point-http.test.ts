import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../check.ts';
import { APP } from '../test-app.ts';

const ENTRY_POINTS = ['--entrypoints.web.address=:80', '--entrypoints.websecure.address=:443'];

function route(spec: string, service = 'shop'): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: r }
spec:
  ${spec}
  routes: [{ match: Host(\`a.test\`), services: [{ name: ${service}, port: 80 }] }]`;
}

const MIDDLEWARE = `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: m }
spec: { addPrefix: { prefix: /m } }`;

const cases: { what: string; flags: string[]; objects: string[]; finds: string[] }[] = [
  {
    what: 'what the flags lack hides nothing else',
    flags: [
      'web.http.redirections.entrypoint.to=websecure',
      'web.http.middlewares=default-gone@kubernetescrd',
    ],
    objects: [route('entryPoints: [websecure]', 'gone')],
    finds: ['middleware-not-found', 'service-not-found'],
  },
  {
    what: 'what the flags name is used',
    flags: ['web.http.middlewares=default-m@kubernetescrd'],
    objects: [route('entryPoints: [web]'), MIDDLEWARE],
    finds: [],
  },
  {
    what: 'what nothing names is not',
    flags: [],
    objects: [route('entryPoints: [web]'), MIDDLEWARE],
    finds: ['object-unused'],
  },
  {
    what: 'a router on both ports is left alone, however many the entry points make of it',
    flags: ['web.http.middlewares=default-m@kubernetescrd'],
    objects: [route('entryPoints: [web, websecure]\n  tls: {}'), MIDDLEWARE],
    finds: [],
  },
  {
    what: 'a router on port 80 alone is told once, however many the entry points make of it',
    flags: ['web.http.middlewares=default-m@kubernetescrd', 'other.address=127.0.0.1:80'],
    objects: [route('entryPoints: [web, other]\n  tls: {}'), MIDDLEWARE],
    finds: ['tls-on-port-80'],
  },
  {
    what: 'TLS that an entry point on port 80 gives is not a fault of the router',
    flags: ['web.http.tls=true'],
    objects: [route('entryPoints: [web]')],
    finds: [],
  },
];
for (const { what, flags, objects, finds } of cases) {
  test(what, async () => {
    const text = [APP, ...objects].join('\n---');
    const found = await check([{ file: 'a.yaml', text }], {
      flags: [...ENTRY_POINTS, ...flags.map((flag) => `--entrypoints.${flag}`)],
    });
    assert.deepEqual(found.map(({ code }) => code).toSorted(), finds);
  });
}
