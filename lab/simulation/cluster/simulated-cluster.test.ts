import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readManifestTexts, seededRandom } from '../../../engine/core.ts';
import type { Change } from '../plan.ts';
import { ChangeError } from './change-error.ts';
import { type ChangeEffect, SimulatedCluster } from './simulated-cluster.ts';

const MANIFESTS = await readManifestTexts(['fixtures/manifests/canary']);

/** appv1 and appv2, 3 to 1. */
const canary = () => SimulatedCluster.open(MANIFESTS, { seed: 7 });

/** Which pods a number of requests go to, by workload; none if there is no route. */
function shares(cluster: SimulatedCluster, requests: number): Readonly<Record<string, number>> {
  const [route] = cluster.untouched(seededRandom(1)).entryPoints.get('web')?.http.plain.routes ?? [];
  if (route?.target.kind !== 'service') return {};
  const workloads = new Map(cluster.pods().map(({ name, workload }) => [name, workload]));
  const counts: Record<string, number> = {};
  for (let index = 0; index < requests; index += 1) {
    const { server } = route.target.service.select();
    const workload = server && server.kind === undefined ? workloads.get(server.pod ?? '') : undefined;
    counts[workload ?? 'none'] = (counts[workload ?? 'none'] ?? 0) + 1;
  }
  return counts;
}

const namesOf = (cluster: SimulatedCluster, of: string) =>
  cluster.pods().flatMap(({ name, workload }) => (workload === of ? [name] : []));

/** The effect with all that follows from it, and how many pods of a workload there are after each. */
async function stepsOf(cluster: SimulatedCluster, change: Change & { readonly workload: string }) {
  const steps: string[] = [];
  let effect: ChangeEffect | undefined = await cluster.apply(change);
  while (effect) {
    const { label, next }: ChangeEffect = effect;
    steps.push(`${label}: ${namesOf(cluster, change.workload).length}, next ${next?.afterMs ?? 'none'}`);
    effect = await next?.run();
  }
  return steps;
}

test('pods have names and addresses, and tables lead to them', async () => {
  await using cluster = await canary();
  assert.deepEqual(
    cluster.pods().map(({ workload, namespace, address }) => [workload, namespace, address]),
    [
      ['appv1', 'test-pod', '10.42.0.1'],
      ['appv2', 'test-pod', '10.42.0.2'],
    ],
  );
  assert.deepEqual(cluster.diagnostics, []);
  assert.deepEqual(shares(cluster, 400), { appv1: 300, appv2: 100 });
});

test('the same seed gives the same pods', async () => {
  await using one = await canary();
  await using other = await canary();
  assert.deepEqual(one.pods(), other.pods());
});

describe('weights', () => {
  test('of a service are set wherever it is weighted', async () => {
    await using cluster = await canary();
    const { generation } = cluster;
    const effect = await cluster.apply({ kind: 'weight', of: 'appv2', weight: 9 });
    assert.deepEqual(effect, { label: 'weight of appv2: 9', changed: true, killed: [] });
    assert.equal(cluster.generation, generation + 1);
    assert.deepEqual(shares(cluster, 400), { appv1: 100, appv2: 300 });
    const again = await cluster.apply({ kind: 'weight', of: 'appv2', weight: 9 });
    assert.equal(again.changed, false);
  });

  test('that were changed stay when pods change, until the object is applied again', async () => {
    await using cluster = await canary();
    await cluster.apply({ kind: 'weight', of: 'appv2', weight: 0 });
    await cluster.apply({ kind: 'scale', workload: 'appv1', replicas: 2 });
    assert.deepEqual(shares(cluster, 400), { appv1: 400 });
    const text = MANIFESTS.map((manifest) => manifest.text).join('\n---\n');
    await cluster.apply({ kind: 'apply', text });
    assert.deepEqual(shares(cluster, 400), { appv1: 300, appv2: 100 });
  });

  for (const { name, file, text } of [
    {
      name: 'routes',
      file: 'routes.yaml',
      text: `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: wrr-ingressroute, namespace: test-pod }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`wrr.xinn.cc\`)
      kind: Rule
      services: [{ name: appv1, port: 80, weight: 3 }, { name: appv2, port: 80, weight: 1 }]
`,
    },
    {
      name: 'files',
      file: 'weighted.toml',
      text: `
[http.routers.first]
rule = "Host(\`first.test\`)"
entryPoints = ["web"]
priority = 1000
service = "both"
[[http.services.both.weighted.services]]
name = "test-pod-appv1-80@kubernetescrd"
weight = 3
[[http.services.both.weighted.services]]
name = "test-pod-appv2-80@kubernetescrd"
weight = 1
`,
    },
  ]) {
    test(`are found in ${name}, too`, async () => {
      const texts = name === 'routes' ? MANIFESTS : [...MANIFESTS, { file, text }];
      await using cluster = await SimulatedCluster.open(texts);
      if (name === 'routes') await cluster.apply({ kind: 'apply', text, file });
      const of = name === 'routes' ? 'appv2' : 'test-pod-appv2-80';
      const { changed } = await cluster.apply({ kind: 'weight', of, weight: 0 });
      assert.ok(changed);
      assert.deepEqual(cluster.diagnostics, []);
    });
  }
});

describe('pods', () => {
  test('come and go as their Deployment is scaled', async () => {
    await using cluster = await canary();
    assert.deepEqual(await stepsOf(cluster, { kind: 'scale', workload: 'appv1', replicas: 3 }), [
      'appv1 is scaled to 3: 3, next none',
    ]);
    assert.deepEqual(await stepsOf(cluster, { kind: 'scale', workload: 'appv1', replicas: 0 }), [
      'appv1 is scaled to 0: 0, next none',
    ]);
  });

  test('that die are gone at once, and have a successor later', async () => {
    await using cluster = await canary();
    const [victim] = cluster.pods();
    const effect = await cluster.apply({ kind: 'pod-dies', workload: 'appv1', restartMs: 300 });
    assert.deepEqual(effect.killed, [victim]);
    assert.ok(effect.changed);
    assert.deepEqual(namesOf(cluster, 'appv1'), []);
    // A service without a pod is not made, and no route that needs it (Traefik: `allowEmptyServices`).
    assert.deepEqual(shares(cluster, 4), {});
    await cluster.apply({ kind: 'scale', workload: 'appv2', replicas: 2 });
    assert.equal(namesOf(cluster, 'appv2').length, 2);
    assert.equal(effect.next?.afterMs, 300);
    const later = await effect.next.run();
    assert.deepEqual(
      [later.label, later.changed, later.next],
      ['a new pod of appv1 is ready', true, undefined],
    );
    const [successor] = namesOf(cluster, 'appv1');
    assert.ok(successor && successor !== victim?.name);
    assert.deepEqual(shares(cluster, 4), { appv1: 3, appv2: 1 });
  });

  test('that are left out have nobody to kill', async () => {
    await using cluster = await canary();
    await cluster.apply({ kind: 'pod-dies', workload: 'appv1' });
    const { label, killed, next } = await cluster.apply({ kind: 'pod-dies', workload: 'appv1' });
    assert.deepEqual(
      { label, killed, next },
      { label: 'a pod of appv1 dies: none is left', killed: [], next: undefined },
    );
  });

  test('of a Deployment are rolled out one by one, never fewer than before', async () => {
    await using cluster = await canary();
    await cluster.apply({ kind: 'scale', workload: 'appv1', replicas: 3 });
    const before = namesOf(cluster, 'appv1');
    assert.deepEqual(await stepsOf(cluster, { kind: 'rollout', workload: 'appv1', startMs: 10 }), [
      'appv1 is rolled out: 3, next 10',
      'appv1: 1 of 3 pods are new: 3, next 10',
      'appv1: 2 of 3 pods are new: 3, next 10',
      'appv1: 3 of 3 pods are new: 3, next none',
    ]);
    assert.deepEqual(
      namesOf(cluster, 'appv1').filter((name) => before.includes(name)),
      [],
    );
  });

  test('of a StatefulSet end before the next begins', async () => {
    const text = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: any }] }
`;
    await using cluster = await SimulatedCluster.open([{ file: 'db.yaml', text }]);
    assert.deepEqual(await stepsOf(cluster, { kind: 'rollout', workload: 'db', startMs: 10 }), [
      'db is rolled out: 1, next 10',
      'db: 1 of 2 pods are new: 1, next 10',
      'db: 2 of 2 pods are new: 2, next none',
    ]);
  });
});

test('changes that concern the simulated pods alone have a label, and change no table', async () => {
  await using cluster = await canary();
  const workload = 'appv2';
  const labels: string[] = [];
  for (const change of [
    { kind: 'slow', workload, factor: 3 },
    { kind: 'slow', workload, factor: 1 },
    { kind: 'refuse', workload, refuses: true },
    { kind: 'refuse', workload, refuses: false },
    { kind: 'errors', workload, errorRate: 0.07 },
  ] satisfies Change[]) {
    const { label, changed } = await cluster.apply(change);
    labels.push(label);
    assert.equal(changed, false);
  }
  assert.deepEqual(labels, [
    'appv2 takes 3 times as long',
    'appv2 takes as long as usual',
    'appv2 refuses connections',
    'appv2 accepts connections again',
    'appv2: 7 % errors',
  ]);
});

describe('what is not there', () => {
  const plans: readonly (readonly [Change, string])[] = [
    [
      { kind: 'scale', workload: 'appv3', replicas: 1 },
      'no Deployment and no pod is called "appv3"; there are: appv1, appv2',
    ],
    [
      { kind: 'weight', of: 'appv3', weight: 1 },
      'no service of the name "appv3" is weighted; weighted are: appv1, appv2',
    ],
  ];
  for (const [change, message] of plans) {
    test(`is said before anything runs: ${message}`, async () => {
      await using cluster = await canary();
      const expected = { name: 'ChangeError', message };
      assert.throws(() => cluster.check({ backends: [], changes: [{ atMs: 5, change }] }), expected);
      await assert.rejects(cluster.apply(change), expected);
      // A manifest may bring it.
      const apply: Change = { kind: 'apply', text: '' };
      cluster.check({
        backends: [],
        changes: [
          { atMs: 5, change },
          { atMs: 0, change: apply },
        ],
      });
    });
  }

  test('is a model of no pod, too', async () => {
    await using cluster = await canary();
    const backends = [{ workload: 'app', serviceTime: { kind: 'constant', ms: 1 } }] as const;
    assert.throws(() => cluster.check({ backends, changes: [] }), ChangeError);
  });

  test('cannot be applied: a manifest that is not valid is refused with its place', async () => {
    await using cluster = await canary();
    const text = 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: 3 }\n';
    await assert.rejects(cluster.apply({ kind: 'apply', text, file: 'bad.yaml' }), /bad\.yaml:4/);
  });
});
