import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Cluster } from './cluster.ts';
import { DeploymentController } from './deployment-controller.ts';
import { deployment, FakeRuntime, fakeCluster, service } from './test-runtime.ts';

const WEB = { kind: 'Deployment', namespace: 'default', name: 'web' };

function names(cluster: Cluster, workload = 'web'): string[] {
  return cluster.podsOf('default', workload).map(({ resource }) => resource.metadata.name);
}

/** Pods that have endpoints. */
function endpoints(cluster: Cluster): (string | undefined)[] {
  return cluster
    .resourceSet()
    .resources.flatMap((resource) => (resource.kind === 'EndpointSlice' ? resource.endpoints : []))
    .map(({ targetRef }) => targetRef?.name);
}

/** Writes each change of the endpoints among what the runtime was asked. */
function recordEndpoints(cluster: Cluster, runtime: FakeRuntime): void {
  cluster.onChange(() => runtime.events.push(`endpoints ${endpoints(cluster).join(' ') || 'none'}`));
}

/** Lets everything that waits only for promises happen. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('pods of other workloads', () => {
  const manifest = (kind: string, replicas = '') => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: web }
spec:
  ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: whoami, ports: [{ containerPort: 80, name: web }] }] }
`;
  const cases: readonly (readonly [manifest: string, pods: readonly RegExp[]])[] = [
    [manifest('StatefulSet', 'replicas: 2'), [/^web-0$/, /^web-1$/]],
    [manifest('DaemonSet'), [/^web-[a-z0-9]{5}$/]],
    [manifest('ReplicaSet', 'replicas: 1'), [/^web-[a-z0-9]{5}$/]],
  ];
  for (const [text, expected] of cases) {
    it(`are named as a cluster names them, and have endpoints: ${expected.join(' ')}`, async () => {
      await using fake = fakeCluster();
      const { cluster } = fake;
      const { diagnostics } = await cluster.apply(text + service('web'));
      await cluster.settled(1000);
      assert.deepEqual([...diagnostics, ...cluster.diagnostics], []);
      const pods = names(cluster);
      assert.equal(pods.length, expected.length);
      for (const [index, name] of pods.entries()) assert.match(name, expected[index] ?? /^$/);
      assert.deepEqual(endpoints(cluster), pods);
    });
  }
});

describe('pods of a Deployment', () => {
  it('are named after it, its template and themselves, and belong to it', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web', { replicas: 2, labels: ', use: test' }));
    await cluster.settled(1000);
    const pods = cluster.podsOf('default', 'web');
    const [first, second] = pods.map(({ resource }) =>
      /^web-([a-z0-9]{10})-([a-z0-9]{5})$/.exec(resource.metadata.name),
    );
    assert.equal(first?.[1], second?.[1]);
    assert.notEqual(first?.[2], second?.[2]);
    assert.deepEqual(pods[0]?.resource.metadata.labels, {
      app: 'web',
      use: 'test',
      'pod-template-hash': first?.[1],
    });
    assert.deepEqual(
      pods.map(({ phase, ready, terminating }) => ({ phase, ready, terminating })),
      Array(2).fill({ phase: 'Running', ready: true, terminating: false }),
    );
    assert.equal(pods[0]?.resource.status?.podIP, '127.0.0.1');
  });

  it('grow and shrink with its replicas: the newest go first', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web'));
    await cluster.scale('default', 'web', 3);
    await cluster.settled(1000);
    const three = names(cluster);
    assert.equal(three.length, 3);
    await cluster.scale('default', 'web', 1);
    await idle();
    assert.deepEqual([names(cluster), runtime.running], [three.slice(0, 1), three.slice(0, 1)]);
  });

  it('lose their endpoints, of which listeners hear, before they are stopped with grace', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web', { replicas: 2 }) + service('web'));
    await cluster.settled(1000);
    const [first, second] = names(cluster);
    runtime.events.length = 0;
    recordEndpoints(cluster, runtime);
    await cluster.scale('default', 'web', 1);
    assert.deepEqual(runtime.events, [`endpoints ${first}`, `stop ${second} 10000`]);
  });

  it('roll: new ones get ready, endpoints move, old ones stop', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web', { replicas: 2 }) + service('web'));
    await cluster.settled(1000);
    const [old1, old2] = names(cluster);
    runtime.events.length = 0;
    runtime.holdStarts = true;
    await cluster.apply(deployment('web', { replicas: 2, image: 'nginx' }));
    await idle();
    const [, , new1, new2] = names(cluster);
    assert.deepEqual(runtime.events, [`start ${new1}`, `start ${new2}`]);
    assert.deepEqual(endpoints(cluster), [old1, old2], 'the old ones serve until the new ones are ready');
    recordEndpoints(cluster, runtime);
    runtime.events.length = 0;
    runtime.release();
    await cluster.settled(1000);
    await idle();
    assert.deepEqual(runtime.events, [
      `endpoints ${new1} ${new2}`,
      `stop ${old1} 10000`,
      `stop ${old2} 10000`,
    ]);
    assert.deepEqual(names(cluster), [new1, new2]);
  });

  it('are neither of a new template nor the first ones while it is paused', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const paused = (text: string): string => text.replace('spec:\n', 'spec:\n  paused: true\n');
    await cluster.apply(paused(deployment('other')));
    assert.deepEqual(names(cluster, 'other'), []);
    await cluster.apply(deployment('web', { replicas: 2 }));
    await cluster.settled(1000);
    const before = names(cluster);
    await cluster.apply(paused(deployment('web', { replicas: 3, image: 'nginx' })));
    await cluster.settled(1000);
    const images = cluster.podsOf('default', 'web').map(({ resource }) => resource.spec.containers[0]?.image);
    assert.deepEqual(names(cluster).slice(0, 2), before);
    assert.deepEqual(images, ['whoami', 'whoami', 'whoami'], 'it only scales');
    await cluster.apply(paused(deployment('web', { replicas: 1, image: 'nginx' })));
    assert.deepEqual(names(cluster), before.slice(0, 1));
    await cluster.apply(deployment('web', { replicas: 1, image: 'nginx' }));
    await cluster.settled(1000);
    await idle();
    assert.deepEqual(
      cluster.podsOf('default', 'web').map(({ resource }) => resource.spec.containers[0]?.image),
      ['nginx'],
    );
  });

  it('stay in service if the new ones cannot start, and go on if the template is taken back', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const [old] = names(cluster);
    await cluster.apply(deployment('web', { image: 'broken' }));
    await cluster.settled(1000);
    assert.deepEqual([endpoints(cluster), runtime.running], [[old], [old]]);
    await cluster.apply(deployment('web'));
    await cluster.settled(1000);
    assert.deepEqual(names(cluster), [old]);
  });

  it('are replaced when one is deleted', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const [old = ''] = names(cluster);
    await cluster.deletePod('default', old);
    await cluster.settled(1000);
    const [next] = names(cluster);
    assert.notEqual(next, old);
    assert.deepEqual([endpoints(cluster), runtime.running], [[next], [next]]);
  });

  it('go with it, endpoints first', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const [pod] = names(cluster);
    runtime.events.length = 0;
    recordEndpoints(cluster, runtime);
    await cluster.delete(WEB);
    assert.deepEqual(runtime.events, ['endpoints none', `stop ${pod} 10000`]);
    await idle();
    assert.deepEqual(cluster.pods(), []);
  });

  it('are listed as terminating, out of service, until their last requests are done', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    runtime.holdStops = true;
    await cluster.apply(
      deployment('web').replace('containers:', 'terminationGracePeriodSeconds: 3\n      containers:'),
    );
    await cluster.settled(1000);
    const [name] = names(cluster);
    await cluster.delete(WEB);
    await cluster.settled(1000);
    assert.deepEqual(names(cluster), []);
    assert.deepEqual(
      cluster.pods().map(({ terminating, ready }) => ({ terminating, ready })),
      [{ terminating: true, ready: false }],
    );
    assert.equal(runtime.events.at(-1), `stop ${name} 3000`);
    runtime.release();
    await idle();
    assert.deepEqual(cluster.pods(), []);
  });

  it('that are deleted before they have started are stopped when they have', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    runtime.holdStarts = true;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.delete(WEB);
    await cluster.settled(1000);
    runtime.release();
    await idle();
    assert.deepEqual([cluster.pods(), runtime.running, endpoints(cluster)], [[], [], []]);
  });

  it('are released and replaced when their labels are changed', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const [old = ''] = names(cluster);
    await cluster.setMetadata({ kind: 'Pod', namespace: 'default', name: old }, { labels: { app: 'debug' } });
    await cluster.settled(1000);
    assert.equal(runtime.running.length, 2);
    assert.deepEqual(endpoints(cluster), runtime.running.slice(1));
    await cluster.delete(WEB);
    await idle();
    assert.deepEqual(runtime.running, [old]);
  });

  it('that cannot start are a finding at the image, once per Deployment, and are not tried again', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply({ file: 'web.yaml', text: deployment('web', { image: 'broken:1', replicas: 2 }) });
    await cluster.settled(1000);
    assert.equal(runtime.events.length, 2);
    assert.deepEqual(
      cluster.podsOf('default', 'web').map(({ phase, failure }) => `${phase}: ${failure}`),
      Array(2).fill('Failed: the image "broken:1" of web cannot be run here'),
    );
    const [finding, ...more] = cluster.diagnostics;
    assert.deepEqual(more, []);
    assert.equal(finding?.code, 'pod-cannot-start');
    assert.equal(finding.message, 'the image "broken:1" of web cannot be run here');
    assert.deepEqual(finding.resource, WEB);
    assert.equal(finding.position?.lineText.trim(), 'image: broken:1');
  });
});

describe('a Pod that is written', () => {
  it('that cannot start is a finding at the image that the runtime speaks of', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const text = `apiVersion: v1
kind: Pod
metadata: { name: single }
spec:
  containers:
    - name: sidecar
      image: sidecar
    - name: main
      image: broken
`;
    await cluster.apply(text);
    await cluster.settled(1000);
    const [finding] = cluster.diagnostics;
    assert.equal(finding?.position?.lineText.trim(), 'image: broken');
  });

  const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: single, labels: { app: web } }
spec: { containers: [{ name: main, image: ${image}, ports: [{ name: web, containerPort: 80 }] }] }
`;

  it('runs under its own name, is replaced when it changes and is gone when it is deleted', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(`${pod('whoami')}${service('web')}`);
    await cluster.settled(1000);
    assert.deepEqual([names(cluster, 'single'), endpoints(cluster)], [['single'], ['single']]);
    await cluster.apply(pod('nginx'));
    await cluster.settled(1000);
    assert.equal(cluster.podsOf('default', 'single')[0]?.resource.spec.containers[0]?.image, 'nginx');
    await cluster.deletePod('default', 'single');
    await idle();
    assert.deepEqual([cluster.pods(), endpoints(cluster), runtime.running], [[], [], []]);
  });

  it('is one resource of the set, with its status', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(pod('whoami'));
    await cluster.settled(1000);
    const pods = cluster.resourceSet().resources.filter(({ kind }) => kind === 'Pod');
    assert.deepEqual(
      pods.map(({ object }) => object['status']),
      [{ phase: 'Running', podIP: '127.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] }],
    );
    await cluster.apply(service('web'));
    assert.equal(
      cluster.resourceSet().resources.find(({ kind }) => kind === 'Pod'),
      pods[0],
    );
  });
});

describe('a cluster', () => {
  it('tells listeners once per batch, and not when nothing changed', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    let calls = 0;
    const stop = cluster.onChange(() => {
      calls += 1;
    });
    await Promise.all([cluster.apply(service('web')), cluster.apply(service('other'))]);
    assert.equal(calls, 1);
    await cluster.scale('default', 'web', 1).catch(() => undefined);
    await idle();
    assert.equal(calls, 1);
    stop();
    await cluster.apply(service('third'));
    assert.equal(calls, 1);
  });

  it('has told listeners of every pod when it is settled', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    let heard: (string | undefined)[] = [];
    cluster.onChange(() => {
      heard = endpoints(cluster);
    });
    await cluster.apply(deployment('web', { replicas: 2 }) + service('web'));
    await cluster.settled(1000);
    assert.deepEqual(heard, names(cluster));
    assert.equal(heard.length, 2);
  });

  for (const replicas of [1, 200]) {
    it(`looks at everything twice, however many pods start at once: ${replicas}`, async (test) => {
      const passes = test.mock.method(DeploymentController.prototype, 'reconcile');
      await using fake = fakeCluster();
      const { cluster, runtime } = fake;
      runtime.holdStarts = true;
      await cluster.apply(deployment('web', { replicas }) + service('web'));
      assert.equal(passes.mock.callCount(), 1);
      runtime.release();
      await cluster.settled(1000);
      assert.equal(endpoints(cluster).length, replicas);
      assert.equal(passes.mock.callCount(), 2);
    });
  }

  it('never shows a pod that is ready without its endpoints, nor beside those that it replaces', async () => {
    const runtime = new FakeRuntime();
    const seen: string[] = [];
    let look = (): void => undefined;
    await using cluster = new Cluster({
      random: () => 0,
      runtime: {
        async start(pod, workload) {
          const running = await runtime.start(pod, workload);
          // Between the pod's start and the turn in which listeners hear of it.
          queueMicrotask(() => queueMicrotask(() => look()));
          queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => look())));
          return running;
        },
      },
    });
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const [old] = names(cluster);
    look = () => {
      const ready = cluster.podsOf('default', 'web').filter((pod) => pod.ready);
      const shown = ready.map(({ resource }) => resource.metadata.name);
      assert.deepEqual(endpoints(cluster), shown);
      seen.push(...shown);
    };
    await cluster.apply(deployment('web', { image: 'nginx' }));
    await cluster.settled(1000);
    await idle();
    const [next = ''] = names(cluster);
    assert.notEqual(next, old);
    assert.ok(seen.includes(next));
  });

  it('says which pods of what it waits for when it does not settle', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    runtime.holdStarts = true;
    await cluster.apply(deployment('web', { image: 'whoami:v1' }));
    const [pod] = names(cluster);
    await assert.rejects(cluster.settled(1), {
      code: 'cluster-not-settled',
      message: `the cluster did not settle within 1 ms: Pod default/${pod} of Deployment default/web waits for its image \`whoami:v1\` to start`,
    });
    const settled = cluster.settled(1000);
    runtime.release();
    await settled;
    assert.equal(cluster.podsOf('default', 'web')[0]?.ready, true);
  });

  it('deletes with a Namespace everything in it', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web') + service('web'), { namespace: 'shop' });
    await cluster.apply(service('web', '{ port: 99999 }', 'none'), { namespace: 'shop' });
    await cluster.settled(1000);
    const released = cluster.pods()[0]?.resource.metadata.name ?? '';
    await cluster.setMetadata(
      { kind: 'Pod', namespace: 'shop', name: released },
      { labels: { app: undefined } },
    );
    await cluster.settled(1000);
    await cluster.delete({ kind: 'Namespace', namespace: '', name: 'shop' });
    await idle();
    assert.deepEqual(cluster.resourceSet(), { resources: [], rejected: [] });
    assert.deepEqual(runtime.running, []);
  });

  it('reports at its end the pods that could not be stopped', async () => {
    const start = async () => ({
      ports: [],
      log: [],
      setFault: async () => undefined,
      stop: () => Promise.reject(new Error('stuck')),
    });
    const cluster = new Cluster({ runtime: { start }, random: () => 0 });
    await cluster.apply(deployment('web'));
    await cluster.settled(1000);
    await assert.rejects(cluster.close(), {
      name: 'AggregateError',
      message: 'pods that could not be stopped: 1',
    });
  });

  it('says what it cannot do', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web'));
    await assert.rejects(cluster.scale('default', 'web', -1), { code: 'replicas-invalid' });
    await assert.rejects(cluster.scale('default', 'other', 1), { code: 'resource-not-found' });
    await assert.rejects(cluster.deletePod('default', 'web'), {
      code: 'resource-not-found',
      message: 'there is no Pod default/web in the cluster',
    });
    await assert.rejects(cluster.setMetadata({ ...WEB, namespace: 'shop' }, {}), {
      code: 'resource-not-found',
    });
    const namespace = { kind: 'Namespace', namespace: '', name: 'default' };
    await assert.rejects(cluster.delete(namespace), { code: 'namespace-protected' });
  });

  it('closes once all its pods have stopped: running, draining and starting ones', async () => {
    const { cluster, runtime } = fakeCluster();
    runtime.holdStops = true;
    await cluster.apply(deployment('draining') + deployment('running'));
    await cluster.settled(1000);
    await cluster.delete({ ...WEB, name: 'draining' });
    runtime.holdStarts = true;
    await cluster.apply(deployment('starting'));
    const waiting = cluster.settled(1000);
    const closed = Promise.all([cluster.close(), cluster.close()]);
    await assert.rejects(waiting, { code: 'cluster-closed' });
    runtime.release();
    await closed;
    assert.deepEqual([runtime.running, cluster.pods()], [[], []]);
    await assert.rejects(cluster.apply(''), { code: 'cluster-closed' });
  });
});
