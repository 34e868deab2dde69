import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StandIns, withoutTag } from './stand-ins.ts';

test('an image without a tag stands for every tag, one with a tag for itself', () => {
  const standIns = new StandIns();
  standIns.set('ghcr.io/acme/shop', 'traefik/whoami');
  standIns.set('acme/site:2', 'nginx');
  const cases: readonly [image: string, by: string | undefined][] = [
    ['ghcr.io/acme/shop', 'traefik/whoami'],
    ['ghcr.io/acme/shop:1.4.2', 'traefik/whoami'],
    [`ghcr.io/acme/shop:1@sha256:${'0'.repeat(64)}`, 'traefik/whoami'],
    ['acme/site:2', 'nginx'],
    ['acme/site:3', undefined],
    ['acme/shop', undefined],
  ];
  for (const [image, by] of cases) assert.equal(standIns.get(image), by, image);
});

test('only an image that runs embedded can stand in', () => {
  assert.throws(() => new StandIns().set('acme/shop', 'acme/other'), { code: 'image-unknown' });
});

test('a port of a registry is no tag', () => {
  assert.equal(withoutTag('registry:5000/acme/shop'), 'registry:5000/acme/shop');
  assert.equal(withoutTag('registry:5000/acme/shop:1'), 'registry:5000/acme/shop');
});
