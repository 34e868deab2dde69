import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findBackend, requireBackend, UnknownImageError } from './catalogue.ts';

const digest = `sha256:${'0af'.repeat(21)}0`;

const images: readonly [image: string, backend: string | undefined][] = [
  ['traefik/whoami', 'whoami'],
  ['containous/whoami', 'whoami'],
  ['someone/whoami:v1.0', 'whoami'],
  ['whoami', 'whoami'],
  ['localhost:5000/whoami', 'whoami'],
  ['docker.io/traefik/whoami:v1.11.0', 'whoami'],
  ['nginx', 'nginx'],
  ['nginx:1.26', 'nginx'],
  ['nginx:1.26-alpine', 'nginx'],
  ['library/nginx:1.26', 'nginx'],
  ['registry.example/mirror/nginx:1.26', 'nginx'],
  ['registry.example:5000/a/b/nginx', 'nginx'],
  [`nginx@${digest}`, 'nginx'],
  [`registry.example:5000/nginx:1.26@${digest}`, 'nginx'],
  ['mongo', 'mongo'],
  ['mongo:4.0', 'mongo'],
  ['traefik/whoamiudp', 'whoamiudp'],
  ['containous/whoamiudp:latest', 'whoamiudp'],
  ['redis:7', undefined],
  ['nginx-ingress', undefined],
  ['nginx/unit', undefined],
  ['nginx:5000/redis', undefined],
  ['my-nginx', undefined],
  ['mongo-express', undefined],
  ['nginx/', undefined],
  ['/', undefined],
  ['nginx:', undefined],
  ['nginx nginx', undefined],
  ['', undefined],
  ['__proto__', undefined],
];

for (const [image, backend] of images) {
  test(`the image "${image}" runs ${backend ?? 'nothing'} embedded`, () => {
    assert.equal(findBackend(image)?.name, backend);
  });
}

test('a workload with a known image gets its backend', () => {
  assert.equal(requireBackend('nginx:1.26', 'Deployment test-pod/appv2').name, 'nginx');
});

test('the error for an unknown image names the workload, the image, the known images and the way out', () => {
  assert.throws(
    () => requireBackend('redis:7', 'Deployment test-pod/cache'),
    (error) => {
      assert.ok(error instanceof UnknownImageError);
      assert.equal(error.code, 'image-unknown');
      for (const part of [
        'Deployment test-pod/cache',
        '"redis:7"',
        'traefik/whoami, nginx, mongo, traefik/whoamiudp',
        'containers world',
      ]) {
        assert.ok(error.message.includes(part), `${part} is missing in: ${error.message}`);
      }
      return true;
    },
  );
});
