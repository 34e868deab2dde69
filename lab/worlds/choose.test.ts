import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenWorldName } from './choose.ts';

const rows: [environment: Record<string, string>, world: string | RegExp][] = [
  [{}, 'embedded'],
  [{ INGRESS_LAB_WORLD: '' }, 'embedded'],
  [{ INGRESS_LAB_WORLD: 'embedded', INGRESS_LAB_TARGET: 'traefik' }, 'embedded'],
  [{ INGRESS_LAB_WORLD: 'simulated' }, 'simulated'],
  [{ INGRESS_LAB_WORLD: 'cluster' }, 'cluster'],
  [{ INGRESS_LAB_WORLD: 'cluster', INGRESS_LAB_TARGET: 'engine' }, 'cluster'],
  [{ INGRESS_LAB_WORLD: 'containers' }, 'containers'],
  [{ INGRESS_LAB_WORLD: 'containers', INGRESS_LAB_TARGET: 'traefik' }, 'containers'],
  [{ INGRESS_LAB_WORLD: 'moon' }, /^INGRESS_LAB_WORLD=moon: there are simulated .* and cluster/],
  [
    { INGRESS_LAB_WORLD: 'cluster', INGRESS_LAB_TARGET: 'traefik' },
    /^INGRESS_LAB_TARGET=traefik needs INGRESS_LAB_WORLD=embedded: pods of a cluster/,
  ],
  [
    { INGRESS_LAB_WORLD: 'simulated', INGRESS_LAB_TARGET: 'traefik' },
    /^INGRESS_LAB_TARGET=traefik needs INGRESS_LAB_WORLD=embedded: pods of a simulation/,
  ],
];
for (const [environment, world] of rows) {
  test(`${JSON.stringify(environment)} means ${world}`, () => {
    if (typeof world === 'string') assert.equal(chosenWorldName(environment), world);
    else assert.throws(() => chosenWorldName(environment), { code: 'world-unknown', message: world });
  });
}
