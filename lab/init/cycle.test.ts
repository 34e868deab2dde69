import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManifestText } from '../../engine/index.ts';
import { preview } from '../preview/preview.ts';
import { cycleOf } from './cycle.ts';

/** A dynamic configuration of services; servers are named by their addresses. */
const SERVICES = `http:
  routers: { all: { rule: PathPrefix(\`/\`), service: one } }
  services:
    one: { loadBalancer: { servers: [{ url: http://10.0.0.1 }] } }
    two: { loadBalancer: { servers: [{ url: http://10.0.0.2 }, { url: http://10.0.0.3 }] } }
    uneven: { loadBalancer: { servers: [{ url: http://10.0.0.2, weight: 4 }, { url: http://10.0.0.3, weight: 2 }] } }
    random: { loadBalancer: { strategy: p2c, servers: [{ url: http://10.0.0.2 }, { url: http://10.0.0.3 }] } }
    canary: { weighted: { services: [{ name: one, weight: 90 }, { name: two, weight: 10 }] } }
    off: { weighted: { services: [{ name: one, weight: 5 }, { name: two, weight: 0 }] } }
    mirrored: { mirroring: { service: uneven, mirrors: [{ name: one, percent: 25 }] } }
    safe: { failover: { service: two, fallback: one } }
    uncertain: { weighted: { services: [{ name: random, weight: 1 }, { name: one, weight: 1 }] } }
`;

test('after a cycle each workload has had its share', async () => {
  const text: ManifestText = { file: 'dynamic.yml', text: SERVICES };
  const { configurator } = await preview([text]);
  const { services } = configurator.configuration.http;
  const cases: readonly [service: string, requests: number, exact: boolean][] = [
    ['one', 1, true],
    ['two', 2, true],
    ['uneven', 3, true],
    ['random', 1, false],
    ['canary', 20, true],
    ['off', 1, true],
    ['mirrored', 12, true],
    ['safe', 2, true],
    ['uncertain', 2, false],
  ];
  for (const [service, requests, exact] of cases) {
    const cycle = cycleOf(`${service}@file`, services, () => undefined);
    assert.deepEqual(cycle, { requests, exact }, service);
  }
});
