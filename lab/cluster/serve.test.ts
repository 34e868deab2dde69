import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
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

test('it is asked by the names that it was given, with a certificate for them, and by no other', async () => {
  await using fake = fakeCluster();
  await using served = await serveKubernetes({ cluster: fake.cluster, names: ['api.test', '10.9.8.7'] });
  const { port } = new URL(served.url);
  const asked = async (servername: string, host: string): Promise<number | string> => {
    const call = https.get({
      host: '127.0.0.1',
      port,
      path: '/version',
      ca: served.authority,
      servername,
      headers: { host },
      agent: false,
    });
    try {
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode ?? 0;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };
  const cases: readonly (readonly [servername: string, host: string, outcome: number | string])[] = [
    ['localhost', 'localhost:6443', 200],
    ['api.test', 'api.test:6443', 200],
    ['localhost', '10.9.8.7:6443', 200],
    ['localhost', 'other.test', 403],
    ['other.test', 'localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  for (const [servername, host, outcome] of cases) assert.equal(await asked(servername, host), outcome, host);
});
