import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedCluster } from '../cluster/simulated-cluster.ts';
import { servicesByTurns } from './service-trees.ts';
import { manifests, route, traefikObject, workloads } from './test-scenes.ts';

const SESSIONS = traefikObject(
  'TraefikService',
  'sessions',
  '{ weighted: { sticky: { cookie: {} }, services: [{ name: a, port: 80 }, { name: b, port: 80 }] } }',
);
const MIXED = traefikObject(
  'TraefikService',
  'mixed',
  '{ weighted: { sticky: { cookie: {} }, services: [{ name: a, port: 80 }, { name: b, port: 80, strategy: p2c }] } }',
);
const AROUND = traefikObject(
  'TraefikService',
  'around',
  '{ weighted: { services: [{ name: sessions, kind: TraefikService }] } }',
);

const rows: readonly (readonly [
  title: string,
  object: string,
  roots: readonly string[],
  handled: readonly string[],
  bySession: readonly string[],
  alone: readonly string[],
])[] = [
  ['a cookie, then turns', SESSIONS, ['sessions'], [], ['sessions'], ['a', 'b']],
  [
    'a service that is asked directly, too, takes its turns once',
    SESSIONS,
    ['sessions', 'a'],
    [],
    ['sessions'],
    ['a', 'b'],
  ],
  ['handlers ask it, too', SESSIONS, ['sessions'], ['sessions'], [], []],
  ['handlers ask one behind it', SESSIONS, ['sessions'], ['a'], [], []],
  ['one behind it looks at load', MIXED, ['mixed', 'a'], [], [], []],
  ['another service asks it', `${SESSIONS}---${AROUND}`, ['sessions', 'around'], [], [], []],
];
for (const [title, object, roots, handled, bySession, alone] of rows) {
  test(`services with sessions that can be asked by halves: ${title}`, async () => {
    await using cluster = await SimulatedCluster.open(
      manifests(workloads(), object, route('{ name: a, port: 80 }')),
    );
    const { services } = cluster.configuration.http;
    const qualified = (name: string): string =>
      [...services.keys()].find(
        (one) => one.startsWith(`shop-${name}-`) || one.startsWith(`shop-${name}@`),
      ) ?? name;
    const found = servicesByTurns(services, new Set(roots.map(qualified)), new Set(handled.map(qualified)));
    assert.deepEqual([...found.bySession].sort(), bySession.map(qualified).sort());
    assert.deepEqual([...found.alone].sort(), alone.map(qualified).sort());
  });
}
