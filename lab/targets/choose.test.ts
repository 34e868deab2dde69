import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chosenTarget } from './choose.ts';

describe('what proxies', () => {
  const cases: readonly (readonly [environment: NodeJS.ProcessEnv, expected: string])[] = [
    [{}, 'engine'],
    [{ INGRESS_LAB_TARGET: 'engine' }, 'engine'],
    [{ INGRESS_LAB_TARGET: 'traefik', INGRESS_LAB_TRAEFIK: process.execPath }, 'traefik'],
    [{ INGRESS_LAB_WORLD: 'containers', INGRESS_LAB_ENGINE: 'image:engine:1' }, 'engine in the network'],
    [
      {
        INGRESS_LAB_WORLD: 'containers',
        INGRESS_LAB_TARGET: 'traefik',
        INGRESS_LAB_TRAEFIK: 'image:traefik:v3.7',
      },
      'traefik in the network',
    ],
    [{ INGRESS_LAB_TARGET: 'engine', INGRESS_LAB_TRAEFIK: 'image:traefik:v3.7' }, 'engine'],
  ];
  for (const [environment, expected] of cases) {
    test(JSON.stringify(Object.keys(environment)) + expected, () => {
      const { name, isInNetwork } = chosenTarget(environment);
      assert.equal(`${name}${isInNetwork ? ' in the network' : ''}`, expected);
    });
  }
});

describe('a target that cannot be had says what to set', () => {
  const cases: readonly (readonly [environment: NodeJS.ProcessEnv, message: string])[] = [
    [
      { INGRESS_LAB_ENGINE: 'image:engine:1' },
      'image:engine:1: a proxy in a container needs pods in containers: set INGRESS_LAB_WORLD=containers',
    ],
    [
      { INGRESS_LAB_WORLD: 'containers', INGRESS_LAB_ENGINE: '/usr/bin/engine' },
      'INGRESS_LAB_ENGINE=/usr/bin/engine: write image: and the name of an image, or leave it out for the engine in this process',
    ],
    [{ INGRESS_LAB_TARGET: 'nginx' }, 'INGRESS_LAB_TARGET=nginx: write engine or traefik'],
    [
      { INGRESS_LAB_TARGET: 'traefik' },
      'there is no Traefik: set INGRESS_LAB_TRAEFIK to the path of a Traefik 3 binary',
    ],
    [
      { INGRESS_LAB_TARGET: 'traefik', INGRESS_LAB_TRAEFIK: '/nowhere/traefik' },
      'INGRESS_LAB_TRAEFIK=/nowhere/traefik is no program: set INGRESS_LAB_TRAEFIK to the path of a Traefik 3 binary',
    ],
  ];
  for (const [environment, message] of cases) {
    test(message, () =>
      assert.throws(() => chosenTarget(environment), { code: 'target-unavailable', message }),
    );
  }
});
