import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cluster } from '../cluster.ts';
import type { KubeObject } from '../objects/object.ts';
import { deployment, FakeRuntime, fakeCluster, service } from '../test-runtime.ts';
import { TestApi } from './test-api.ts';

const DEPLOYMENTS = 'deployments.apps';
const REPLICA_SETS = 'replicasets.apps';
const SLICES = 'endpointslices.discovery.k8s.io';

/** Lets everything that waits only for promises happen. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function started(text: string) {
  const fake = fakeCluster();
  await fake.cluster.apply(text);
  await fake.cluster.settled(1000);
  return { ...fake, api: new TestApi(fake.cluster), [Symbol.asyncDispose]: fake[Symbol.asyncDispose] };
}

function find(cluster: Cluster, kind: string) {
  return cluster.resourceSet().resources.find((resource) => resource.kind === kind);
}

function statusOf(object: KubeObject): unknown {
  const { conditions: _conditions, ...status } = object['status'] as Record<string, unknown>;
  return status;
}

describe('objects of an API', () => {
  it('are those that were applied, as kubectl would have applied them', async () => {
    await using fake = await started(service('web'));
    const { metadata } = fake.api.get('services', 'web');
    assert.match(metadata.uid ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(metadata.creationTimestamp, '2026-11-23T10:00:00Z');
    assert.deepEqual(metadata.annotations, {
      'kubectl.kubernetes.io/last-applied-configuration':
        '{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"name":"web","namespace":"default"},"spec":{"ports":[{"port":80,"targetPort":"web"}],"selector":{"app":"web"}}}\n',
    });
    assert.deepEqual(find(fake.cluster, 'Service')?.metadata.annotations, {}, 'nobody routes by that');
    assert.deepEqual(fake.api.names('namespaces', ''), []);
    assert.deepEqual(
      fake.cluster.objects.list('namespaces').map(({ metadata: { name } }) => name),
      ['default', 'kube-node-lease', 'kube-public', 'kube-system'],
    );
  });

  it('are not written again if nothing changes', async () => {
    await using fake = await started(deployment('web', { replicas: 2 }) + service('web'));
    const { revision } = fake.cluster.objects;
    await fake.cluster.apply(deployment('web', { replicas: 2 }) + service('web'));
    await fake.cluster.settled(1000);
    await idle();
    assert.equal(fake.cluster.objects.revision, revision);
  });

  it('are in force once somebody writes them, in the same turn for who asks', async () => {
    await using fake = await started('');
    const { api, cluster } = fake;
    let calls = 0;
    cluster.onChange(() => {
      calls += 1;
    });
    api.create('services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'made' },
      spec: { ports: [{ port: 80 }] },
    });
    assert.equal(find(cluster, 'Service')?.metadata.name, 'made');
    assert.equal(calls, 0);
    await Promise.resolve();
    assert.equal(calls, 1);
    api.delete('services', 'made');
    assert.equal(find(cluster, 'Service'), undefined);
  });

  it('keep the place in their file as long as they say what it says', async () => {
    await using fake = await started('');
    const { api, cluster } = fake;
    await cluster.apply({ file: 'web.yaml', text: deployment('web') });
    api.label(DEPLOYMENTS, 'web', { team: 'a' });
    api.patch(DEPLOYMENTS, 'web', { replicas: 2 });
    const [web] = cluster.resourceSet().resources.filter((resource) => resource.kind === 'Deployment');
    assert.deepEqual(
      [web?.origin.file, web?.metadata.labels, web?.spec.replicas],
      ['web.yaml', { team: 'a' }, 2],
    );
    api.patch(DEPLOYMENTS, 'web', { minReadySeconds: 1 });
    assert.equal(find(cluster, 'Deployment')?.origin.file, 'deployment.apps/web -n default');
  });

  it('that are not valid are a finding, and their last valid version stays in force', async () => {
    await using fake = await started(service('web'));
    const { api, cluster } = fake;
    api.patch('services', 'web', { ports: 'none' });
    const reference = { kind: 'Service', namespace: 'default', name: 'web' };
    assert.deepEqual(cluster.resourceSet().rejected, [reference]);
    assert.equal(find(cluster, 'Service')?.origin.file, 'manifests.yaml');
    assert.deepEqual(
      cluster.diagnostics.map(({ code, position }) => `${code} ${position?.file}`),
      ['field-type service/web -n default', 'service-selects-no-pod manifests.yaml'],
    );
    api.patch('services', 'web', { ports: [{ port: 81 }] });
    assert.deepEqual(cluster.resourceSet().rejected, []);
    api.patch('services', 'web', { ports: 'none' });
    await cluster.delete(reference);
    assert.deepEqual(cluster.resourceSet().rejected, []);
  });

  it('tell apply what was applied last, whoever did', async () => {
    await using fake = await started('');
    const { api, cluster } = fake;
    await cluster.apply(service('web'));
    const made = api.get('services', 'web');
    await cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' });
    api.create('services', made);
    const outcome = async (text: string) => (await cluster.apply(text)).outcomes.map((item) => item.outcome);
    assert.deepEqual(await outcome(service('web')), ['configured']);
    assert.deepEqual(await outcome(service('web')), ['unchanged']);
    assert.equal(api.get('services', 'web').metadata.uid, made.metadata.uid);
  });

  it('that are none of traffic are let be', async () => {
    await using fake = await started('');
    const { revision } = fake.cluster.objects;
    fake.api.create('jobs.batch', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'a' } });
    await idle();
    assert.deepEqual([fake.cluster.objects.revision, fake.cluster.diagnostics], [revision + 1, []]);
  });
});

describe('a Deployment in an API', () => {
  it('has a ReplicaSet, pods, endpoints and a status', async () => {
    await using fake = await started(deployment('web', { replicas: 2 }) + service('web'));
    const { api } = fake;
    const [replicaSet] = api.list(REPLICA_SETS);
    const pods = api.list('pods');
    assert.deepEqual(statusOf(api.get(DEPLOYMENTS, 'web')), {
      observedGeneration: 1,
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
    });
    assert.equal(
      api.get(DEPLOYMENTS, 'web').metadata.annotations?.['deployment.kubernetes.io/revision'],
      '1',
    );
    assert.equal(replicaSet?.metadata.ownerReferences?.[0]?.uid, api.get(DEPLOYMENTS, 'web').metadata.uid);
    for (const pod of pods) assert.equal(pod.metadata.ownerReferences?.[0]?.uid, replicaSet?.metadata.uid);
    const targets = api
      .list(SLICES)
      .flatMap((slice) => slice['endpoints'] as { targetRef: { uid: string } }[])
      .map(({ targetRef }) => targetRef.uid);
    assert.deepEqual(
      targets,
      pods.map(({ metadata }) => metadata.uid),
    );
    assert.equal((api.get('endpoints', 'web')['subsets'] as unknown[]).length, 2);
    assert.deepEqual(
      [...new Set(api.list('events').map(({ reason }) => reason))],
      ['ScalingReplicaSet', 'Scheduled', 'Pulled', 'Created', 'Started'],
    );
  });

  it('is scaled, and goes on as the same', async () => {
    await using fake = await started(deployment('web'));
    const before = fake.api.names('pods');
    fake.api.patch(DEPLOYMENTS, 'web', { replicas: 3 });
    await fake.cluster.settled(1000);
    assert.equal(fake.api.names('pods').length, 3);
    assert.ok(before.every((name) => fake.api.names('pods').includes(name)));
    assert.equal(fake.api.names(REPLICA_SETS).length, 1);
  });

  it('does not roll because an API fills in what a manifest leaves out', async () => {
    await using fake = await started(deployment('web'));
    const before = fake.api.names('pods');
    fake.api.edit(DEPLOYMENTS, 'web', (object) => {
      const { template, ...spec } = object['spec'] as { template: { spec: { containers: object[] } } };
      const containers = template.spec.containers.map((container) => ({
        ...container,
        imagePullPolicy: 'Always',
        terminationMessagePath: '/dev/termination-log',
        resources: {},
      }));
      const pod = { ...template.spec, containers, restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' };
      return { ...object, spec: { ...spec, template: { ...template, spec: pod }, paused: false } };
    });
    await fake.cluster.settled(1000);
    assert.deepEqual(fake.api.names('pods'), before);
  });

  it('keeps the ReplicaSets of earlier templates, to go back to, up to its limit', async () => {
    await using fake = await started(deployment('web'));
    const { api, cluster } = fake;
    const roll = async (image: string) => {
      await cluster.apply(deployment('web', { image }).replace('spec:', 'spec:\n  revisionHistoryLimit: 1'));
      await cluster.settled(1000);
      await idle();
    };
    const revisions = () =>
      api
        .list(REPLICA_SETS)
        .map(({ metadata, spec }) => [
          Number(metadata.annotations?.['deployment.kubernetes.io/revision']),
          (spec as { replicas: number }).replicas,
        ]);
    await roll('nginx');
    assert.deepEqual(revisions(), [
      [1, 0],
      [2, 1],
    ]);
    await roll('whoami');
    assert.deepEqual(revisions(), [
      [3, 1],
      [2, 0],
    ]);
    const [back] = api.list(REPLICA_SETS);
    assert.equal(back?.metadata.annotations?.['deployment.kubernetes.io/revision-history'], '1');
    await roll('mongo');
    assert.deepEqual(revisions(), [
      [3, 0],
      [4, 1],
    ]);
  });

  it('goes with all that is its own', async () => {
    await using fake = await started(deployment('web') + service('web'));
    const { api, cluster, runtime } = fake;
    api.delete(DEPLOYMENTS, 'web');
    await cluster.settled(1000);
    await idle();
    assert.deepEqual(
      [api.names(REPLICA_SETS), api.names('pods'), api.names(SLICES), runtime.running],
      [[], [], [], []],
    );
  });

  it('is there until its pods are gone if it is deleted in the foreground', async () => {
    await using fake = await started(deployment('web'));
    const { api, cluster, runtime } = fake;
    runtime.holdStops = true;
    api.delete(DEPLOYMENTS, 'web', ['foregroundDeletion']);
    await cluster.settled(1000);
    await idle();
    assert.deepEqual([api.names(DEPLOYMENTS), cluster.podsOf('default', 'web')], [['web'], []]);
    runtime.release();
    await idle();
    assert.deepEqual([api.names(DEPLOYMENTS), api.names(REPLICA_SETS), api.names('pods')], [[], [], []]);
  });

  it('is another one if it is applied again while it waits for its pods', async () => {
    await using fake = await started(deployment('web', { replicas: 2 }));
    const { cluster, api } = fake;
    const { uid } = api.get(DEPLOYMENTS, 'web').metadata;
    api.delete(DEPLOYMENTS, 'web', ['foregroundDeletion']);
    await cluster.apply(deployment('web', { replicas: 2 }));
    await cluster.settled(1000);
    await idle();
    const { metadata } = api.get(DEPLOYMENTS, 'web');
    assert.notEqual(metadata.uid, uid);
    assert.equal(metadata.deletionTimestamp, undefined);
    assert.equal(cluster.podsOf('default', 'web').length, 2);
  });

  it('leaves its pods in service if they are to be orphaned', async () => {
    await using fake = await started(deployment('web', { replicas: 2 }) + service('web'));
    const { api, cluster, runtime } = fake;
    const before = [api.names('pods'), api.names(REPLICA_SETS), api.names(SLICES)];
    api.delete(DEPLOYMENTS, 'web', ['orphan']);
    await cluster.settled(1000);
    await idle();
    assert.deepEqual([api.names(DEPLOYMENTS), cluster.podsOf('default', 'web').length], [[], 2]);
    assert.deepEqual([api.names('pods'), api.names(REPLICA_SETS), api.names(SLICES)], before);
    const [replicaSet = ''] = api.names(REPLICA_SETS);
    assert.equal(api.get(REPLICA_SETS, replicaSet).metadata.ownerReferences, undefined);
    api.patch(REPLICA_SETS, replicaSet, { replicas: 1 });
    await cluster.settled(1000);
    await idle();
    assert.equal(runtime.running.length, 1);
  });
});

describe('what controllers made', () => {
  it('is made again if somebody deletes it, and put right if somebody changes it', async () => {
    await using fake = await started(deployment('web') + service('web'));
    const { api, cluster } = fake;
    const [slice = ''] = api.names(SLICES);
    const [replicaSet = ''] = api.names(REPLICA_SETS);
    api.delete(SLICES, slice);
    api.delete('endpoints', 'web');
    await idle();
    assert.deepEqual([api.names(SLICES), api.names('endpoints')], [[slice], ['web']]);
    api.edit(SLICES, slice, (object) => ({ ...object, endpoints: [] }));
    api.patch(REPLICA_SETS, replicaSet, { replicas: 7 });
    await idle();
    assert.equal((api.get(SLICES, slice)['endpoints'] as unknown[]).length, 1);
    assert.equal((api.get(REPLICA_SETS, replicaSet)['spec'] as { replicas: number }).replicas, 1);
    assert.equal(cluster.podsOf('default', 'web').length, 1);
  });

  it('ends with what it is made by: pods with their ReplicaSet, which has new ones', async () => {
    await using fake = await started(deployment('web') + service('web'));
    const { api, cluster, runtime } = fake;
    const [old = ''] = api.names('pods');
    const [replicaSet = ''] = api.names(REPLICA_SETS);
    api.delete(REPLICA_SETS, replicaSet);
    await cluster.settled(1000);
    await idle();
    assert.deepEqual(api.names(REPLICA_SETS), [replicaSet]);
    assert.equal(runtime.running.length, 1);
    assert.notEqual(runtime.running[0], old);
    assert.deepEqual(api.names('pods'), runtime.running);
  });
});

describe('what somebody else made', () => {
  const owned = (uids: readonly string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'owned',
      ownerReferences: uids.map((uid) => ({ apiVersion: 'apps/v1', kind: 'Deployment', name: uid, uid })),
    },
  });

  for (const by of ['cluster', 'api'] as const) {
    it(`ends with its last owner, whoever deletes that: the ${by}`, async () => {
      await using fake = await started(deployment('one') + deployment('two'));
      const { api, cluster } = fake;
      const uids = ['one', 'two'].map((name) => api.get(DEPLOYMENTS, name).metadata.uid ?? '');
      api.create('configmaps', owned(uids));
      const end = async (name: string) => {
        if (by === 'api') api.delete(DEPLOYMENTS, name);
        else await cluster.delete({ kind: 'Deployment', namespace: 'default', name });
        await idle();
      };
      await end('one');
      assert.deepEqual(
        api.get('configmaps', 'owned').metadata.ownerReferences?.map(({ uid }) => uid),
        uids.slice(1),
      );
      await end('two');
      assert.deepEqual(api.names('configmaps'), []);
      assert.equal(find(cluster, 'ConfigMap'), undefined);
    });
  }

  it('is gone with its namespace, of whatever kind it is', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(service('web'), { namespace: 'shop' });
    const api = new TestApi(cluster);
    api.create('jobs.batch', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'job', namespace: 'shop' },
    });
    await cluster.delete({ kind: 'Namespace', namespace: '', name: 'shop' });
    assert.deepEqual([api.names('jobs.batch', 'shop'), api.names('serviceaccounts', 'shop')], [[], []]);
    assert.equal(cluster.objects.get('namespaces', '', 'shop'), undefined);
  });
});

describe('a pod in an API', () => {
  it('loses its endpoints before it ends, and another takes its place', async () => {
    await using fake = await started(deployment('web') + service('web'));
    const { api, cluster, runtime } = fake;
    const [old = ''] = api.names('pods');
    runtime.events.length = 0;
    cluster.onChange(() => runtime.events.push(`slices ${api.names(SLICES).length}`));
    api.delete('pods', old);
    await cluster.settled(1000);
    await idle();
    const [without, stopped] = ['slices 0', `stop ${old} 10000`].map((event) =>
      runtime.events.indexOf(event),
    );
    assert.ok(without !== undefined && stopped !== undefined && without >= 0 && stopped > without);
    assert.deepEqual([api.names('pods'), api.names(SLICES).length], [runtime.running, 1]);
  });

  it('is gone at once if it is deleted without grace', async () => {
    await using fake = await started(deployment('web'));
    const { api, cluster, runtime } = fake;
    runtime.holdStops = true;
    const [old = ''] = api.names('pods');
    cluster.objects.delete('pods', 'default', old);
    await cluster.settled(1000);
    await idle();
    assert.equal(api.names('pods').length, 1);
    assert.ok(!api.names('pods').includes(old));
    runtime.release();
  });

  it('is released and replaced if its labels are changed', async () => {
    await using fake = await started(deployment('web') + service('web'));
    const { api, cluster } = fake;
    const [old = ''] = api.names('pods');
    api.label('pods', old, { app: 'debug' });
    await cluster.settled(1000);
    assert.equal(api.names('pods').length, 2);
    assert.equal(api.get('pods', old).metadata.ownerReferences, undefined);
  });

  it('runs that somebody creates, and says how it is', async () => {
    await using fake = await started('');
    const { api, cluster, runtime } = fake;
    api.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'single' },
      spec: { containers: [{ name: 'main', image: 'whoami' }], restartPolicy: 'Always' },
    });
    await cluster.settled(1000);
    await idle();
    assert.deepEqual(runtime.running, ['single']);
    assert.equal((api.get('pods', 'single')['status'] as { phase: string }).phase, 'Running');
    api.delete('pods', 'single');
    await idle();
    assert.deepEqual([api.names('pods'), runtime.running, cluster.pods()], [[], [], []]);
  });

  it('that cannot start says why', async () => {
    await using fake = await started(deployment('web', { image: 'broken' }));
    const [pod] = fake.api.list('pods');
    const status = pod?.['status'] as { phase: string; reason: string; message: string };
    assert.deepEqual(
      [status.phase, status.reason, status.message],
      ['Failed', 'StartError', 'the image "broken" of web cannot be run here'],
    );
  });
});

describe('a namespace in an API', () => {
  it('is there with all that is in it for a second, and is gone when the last program in it is', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'), { namespace: 'shop' });
    await idle();
    const api = new TestApi(cluster);
    const left = () =>
      cluster.registry.types
        .filter(({ namespaced }) => namespaced)
        .flatMap((kind) => cluster.objects.list(kind, 'shop'))
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'Event');
    assert.deepEqual(api.names('serviceaccounts', 'shop'), ['default']);
    runtime.holdStops = true;
    api.delete('namespaces', 'shop', [], '');
    await idle();
    assert.ok(left().includes('Deployment'));
    test.mock.timers.tick(1000);
    await idle();
    assert.deepEqual([left(), runtime.running.length], [['Pod'], 1]);
    assert.ok(cluster.objects.get('namespaces', '', 'shop'));
    runtime.release();
    for (let turn = 0; turn < 3; turn += 1) await idle();
    assert.deepEqual([left(), runtime.running], [[], []]);
    assert.equal(cluster.objects.get('namespaces', '', 'shop'), undefined);
    assert.deepEqual(cluster.resourceSet().resources, []);
  });
});

describe('the log of a pod', () => {
  it('has the lines so far, and tells of new ones', async () => {
    await using fake = await started(deployment('web'));
    const { api, cluster, runtime } = fake;
    const [name = ''] = api.names('pods');
    runtime.logs.get(name)?.add('one');
    const log = cluster.podLog('default', name);
    const heard: string[] = [];
    const stop = log?.subscribe(({ text }) => heard.push(text));
    runtime.logs.get(name)?.add('two');
    stop?.();
    runtime.logs.get(name)?.add('three');
    assert.deepEqual(heard, ['two']);
    assert.deepEqual(
      log?.lines.map(({ text, at }) => [text, at instanceof Date]),
      ['one', 'two', 'three'].map((text) => [text, true]),
    );
    assert.deepEqual(cluster.podLog('default', name, 'sidecar')?.lines, []);
  });

  it('is none before its program has started, or if it is not there', async () => {
    await using fake = await started('');
    fake.runtime.holdStarts = true;
    await fake.cluster.apply(deployment('web'));
    const [name = ''] = fake.api.names('pods');
    assert.equal(fake.cluster.podLog('default', name), undefined);
    assert.equal(fake.cluster.podLog('default', 'none'), undefined);
  });
});

describe('an API that is opened', () => {
  const type = (cluster: Cluster, apiVersion: string, kind: string) => {
    const found = cluster.registry.ofKind(apiVersion, kind);
    assert.ok(found, `${kind} is served`);
    return found;
  };

  it('fills in what is there, and what is applied later is told unchanged', async () => {
    const manifest = deployment('web') + service('web');
    await using fake = await started(manifest);
    const { api: written, cluster } = fake;
    const pods = written.names('pods');
    const api = await cluster.openApi();
    assert.equal(await cluster.openApi(), api);
    await cluster.settled(1000);
    const name = { type: type(cluster, 'apps/v1', 'Deployment'), namespace: 'default', name: 'web' };
    const spec = api.get(name)['spec'] as { strategy: { type: string } };
    assert.equal(spec.strategy.type, 'RollingUpdate');
    assert.match((written.get('services', 'web')['spec'] as { clusterIP: string }).clusterIP, /^10\.96\./);
    const { revision } = cluster.objects;
    const { outcomes } = await cluster.apply(manifest);
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['unchanged', 'unchanged'],
    );
    assert.deepEqual([cluster.objects.revision, written.names('pods')], [revision, pods]);
  });

  it('says of a Deployment that its latest generation was looked at', async () => {
    await using fake = await started(deployment('web'));
    const { cluster } = fake;
    const api = await cluster.openApi();
    const name = { type: type(cluster, 'apps/v1', 'Deployment'), namespace: 'default', name: 'web' };
    const changes = [
      { metadata: { annotations: { note: 'a' } } },
      { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } } },
      { spec: { replicas: 2 } },
      { spec: { template: { metadata: { annotations: { restartedAt: 'now' } } } } },
    ];
    for (const body of changes) {
      api.patch(name, { type: 'strategic', body });
      await cluster.settled(1000);
      const { metadata, status } = api.get(name);
      assert.equal((status as { observedGeneration: number }).observedGeneration, metadata.generation);
    }
    assert.equal(fake.api.names(REPLICA_SETS).length, 2);
  });

  it('serves the kinds of Traefik, and takes no route that is not one', async () => {
    await using fake = await started('');
    const { cluster } = fake;
    const api = await cluster.openApi();
    const routes = type(cluster, 'traefik.io/v1alpha1', 'IngressRoute');
    const route = (match: unknown) => ({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: 'web' },
      spec: { routes: [{ kind: 'Rule', match, services: [{ name: 'web', port: 80 }] }] },
    });
    assert.throws(() => api.create(routes, 'default', route(1)), { code: 422 });
    api.create(routes, 'default', route('Host(`a.test`)'));
    assert.equal(find(cluster, 'IngressRoute')?.metadata.name, 'web');
  });

  it('is none of a cluster in which nothing runs', async () => {
    await using cluster = new Cluster({ runtime: new FakeRuntime(), random: () => 0, planned: true });
    await cluster.apply(service('web'));
    assert.equal(cluster.objects.count('services'), 0);
    await assert.rejects(cluster.openApi(), { code: 'cluster-planned' });
  });
});
