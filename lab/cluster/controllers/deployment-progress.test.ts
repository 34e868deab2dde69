import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { deployment, fakeCluster } from '../test-runtime.ts';
import { TestApi } from './test-api.ts';

const DEPLOYMENTS = 'deployments.apps';

/** Lets everything that waits only for promises happen. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function started(test: TestContext, image: string) {
  test.mock.timers.enable({ apis: ['setTimeout'] });
  const fake = fakeCluster();
  const api = new TestApi(fake.cluster);
  await fake.cluster.apply(deployment('web', { image, replicas: 2 }));
  await idle();
  api.patch(DEPLOYMENTS, 'web', { progressDeadlineSeconds: 60 });
  await idle();
  return {
    ...fake,
    api,
    /** Lets time pass. */
    async pass(seconds: number) {
      fake.clock.now = new Date(fake.clock.now.getTime() + seconds * 1000);
      test.mock.timers.tick(seconds * 1000);
      await idle();
    },
    progress() {
      const { conditions } = api.get(DEPLOYMENTS, 'web')['status'] as {
        conditions: Record<string, string>[];
      };
      const found = conditions.find(({ type }) => type === 'Progressing');
      return `${found?.['status']} ${found?.['reason']}`;
    },
    [Symbol.asyncDispose]: fake[Symbol.asyncDispose],
  };
}

describe('a rollout', () => {
  it('has failed when it has not got on for as long as its Deployment lets it', async (test) => {
    await using fake = await started(test, 'broken');
    assert.equal(fake.progress(), 'True ReplicaSetUpdated');
    await fake.pass(59);
    assert.equal(fake.progress(), 'True ReplicaSetUpdated');
    await fake.pass(1);
    assert.equal(fake.progress(), 'False ProgressDeadlineExceeded');
    await fake.pass(600);
    assert.equal(fake.progress(), 'False ProgressDeadlineExceeded');
  });

  it('that has failed begins anew with another template, and comes to its end', async (test) => {
    await using fake = await started(test, 'broken');
    await fake.pass(60);
    await fake.cluster.apply(deployment('web', { image: 'whoami', replicas: 2 }));
    await idle();
    assert.equal(fake.progress(), 'True NewReplicaSetAvailable');
    await fake.pass(600);
    assert.equal(fake.progress(), 'True NewReplicaSetAvailable');
  });

  it('that is at its end stays so while a pod of it is replaced', async (test) => {
    await using fake = await started(test, 'whoami');
    const { api, runtime } = fake;
    runtime.holdStarts = true;
    api.delete('pods', api.names('pods')[0] ?? '');
    await idle();
    assert.equal(fake.progress(), 'True NewReplicaSetAvailable');
    await fake.pass(600);
    assert.equal(fake.progress(), 'True NewReplicaSetAvailable');
    runtime.release();
  });

  it('has its time anew with each pod that starts', async (test) => {
    await using fake = await started(test, 'broken');
    await fake.pass(40);
    await fake.cluster.scale('default', 'web', 3);
    await idle();
    await fake.pass(40);
    assert.equal(fake.progress(), 'True ReplicaSetUpdated');
    await fake.pass(20);
    assert.equal(fake.progress(), 'False ProgressDeadlineExceeded');
  });
});
