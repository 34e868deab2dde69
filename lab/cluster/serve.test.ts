import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent, request } from 'undici';
import { serveKubernetes } from './serve.ts';
import { fakeCluster } from './test-runtime.ts';

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: pair }
spec:
  containers:
    - { name: main, image: whoami }
    - { name: sidecar, image: whoami }
`;

test('of a pod of two containers the first has a log, the other has none of its lines', async () => {
  await using fake = fakeCluster();
  const { cluster, runtime } = fake;
  await cluster.apply(POD);
  await cluster.settled(1000);
  runtime.logs.get('pair')?.add('hello');
  await using served = await serveKubernetes({ cluster });
  const agent = new Agent({ connect: { ca: served.authority } });
  const logOf = async (container: string): Promise<string> => {
    const answer = await request(
      `${served.url}/api/v1/namespaces/default/pods/pair/log?container=${container}`,
      { dispatcher: agent, headers: { authorization: `Bearer ${served.token}` } },
    );
    return answer.body.text();
  };
  const logs = [await logOf('main'), await logOf('sidecar')];
  await agent.destroy();
  assert.deepEqual(logs, ['hello\n', '']);
});
