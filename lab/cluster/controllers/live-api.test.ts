import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cluster } from '../cluster.ts';
import type { KubeObject } from '../objects/object.ts';
import { deployment, fakeCluster, service } from '../test-runtime.ts';
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
  it('is emptied at once, and is gone a second later', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web') + service('web'), { namespace: 'shop' });
    await idle();
    const api = new TestApi(cluster);
    assert.deepEqual(api.names('serviceaccounts', 'shop'), ['default']);
    api.delete('namespaces', 'shop', [], '');
    await idle();
    const left = cluster.registry.types
      .filter(({ namespaced }) => namespaced)
      .flatMap((type) => cluster.objects.list(type, 'shop'))
      .filter(({ kind }) => kind !== 'Event');
    assert.deepEqual(left, []);
    assert.ok(cluster.objects.get('namespaces', '', 'shop'));
    test.mock.timers.tick(1000);
    assert.equal(cluster.objects.get('namespaces', '', 'shop'), undefined);
    assert.deepEqual(
      cluster.resourceSet().resources.filter(({ kind }) => kind === 'Namespace'),
      [],
    );
  });
});
