import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedCluster } from '../cluster/simulated-cluster.ts';
import { cycleLength } from './cycle-length.ts';
import { manifests, route, traefikObject, workloads } from './test-scenes.ts';

/** What a service is called in the configuration. */
const NAME = 'shop-top@kubernetescrd';

const child = (name: string, weight: number) => `{ name: ${name}, port: 80, weight: ${weight} }`;
const inner = (weight: number) => `{ name: inner, kind: TraefikService, weight: ${weight} }`;

async function lengthOf(top: string, replicas: readonly number[] = []): Promise<number> {
  const texts = manifests(
    workloads(replicas),
    traefikObject(
      'TraefikService',
      'inner',
      `{ weighted: { services: [${child('b', 2)}, ${child('c', 1)}] } }`,
    ),
    traefikObject('TraefikService', 'top', top),
    route('{ name: top, kind: TraefikService }'),
  );
  await using cluster = await SimulatedCluster.open(texts);
  return cycleLength(cluster.configuration.http.services, NAME);
}

describe('the cycle of a service', () => {
  for (const [what, spec, replicas, length] of [
    ['is its weights', `{ weighted: { services: [${child('a', 3)}, ${child('b', 1)}] } }`, [], 4],
    [
      'is its weights without their common divisor',
      `{ weighted: { services: [${child('a', 90)}, ${child('b', 10)}] } }`,
      [],
      10,
    ],
    [
      'is so long that children are through with theirs',
      `{ weighted: { services: [${child('a', 1)}, ${inner(1)}] } }`,
      [],
      6,
    ],
    [
      'counts the servers of children',
      `{ weighted: { services: [${child('a', 1)}, ${child('b', 1)}] } }`,
      [4, 3],
      24,
    ],
    [
      'leaves out whom nothing goes to',
      `{ weighted: { services: [${child('a', 0)}, ${child('b', 1)}] } }`,
      [5],
      1,
    ],
    [
      'holds hundreds of copies',
      `{ mirroring: { name: inner, kind: TraefikService, mirrors: [{ name: a, port: 80, percent: 10 }] } }`,
      [],
      300,
    ],
    [
      'may be too long',
      `{ weighted: { services: [${child('a', 1)}, ${child('b', 99_999)}] } }`,
      [],
      Number.POSITIVE_INFINITY,
    ],
  ] as const) {
    test(what, async () => {
      assert.equal(await lengthOf(spec, replicas), length);
    });
  }
});
