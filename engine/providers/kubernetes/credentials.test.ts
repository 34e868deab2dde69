import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ApiAddress, chooseApi, type Environment, openApi } from './credentials.ts';
import { jsonBody } from './json-lines.ts';
import { TestApiServer } from './test-api-server.ts';

const NOWHERE: ApiAddress = { kubeconfig: '', context: '', endpoint: '', token: '', certAuthFilePath: '' };
const POD = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
const FILES = { KUBECONFIG: 'one:two' };

test('what is written comes before what the environment says, and a pod before a file', () => {
  const cases: readonly [address: Partial<ApiAddress>, environment: Environment, expected: string][] = [
    [{ kubeconfig: 'f', endpoint: 'e' }, { ...POD, ...FILES }, 'kubeconfig f '],
    [{ kubeconfig: 'f', context: 'c' }, {}, 'kubeconfig f c'],
    [{ context: 'c' }, { ...POD, ...FILES }, 'kubeconfig one,two c'],
    [{ endpoint: 'e' }, { ...POD, ...FILES }, 'in-cluster e'],
    [{}, { ...POD, ...FILES }, 'in-cluster '],
    [{ endpoint: 'e' }, FILES, 'endpoint'],
    [{}, FILES, 'kubeconfig one,two '],
  ];
  for (const [address, environment, expected] of cases) {
    const source = chooseApi({ ...NOWHERE, ...address }, environment);
    const { kind, ...rest } = source;
    assert.equal([kind, ...Object.values(rest).map(String)].join(' '), expected);
  }
  for (const [address, message] of [
    [{}, /write --kubeconfig FILE or/],
    [{ context: 'c' }, /--context c: name the file/],
  ] as const) {
    assert.throws(() => chooseApi({ ...NOWHERE, ...address }, {}), { code: 'kubernetes-address', message });
  }
});

async function folder(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'credentials-'));
  context.after(() => rm(path, { recursive: true }));
  return path;
}

/** Who asks, as the API sees it. */
async function asks(server: TestApiServer, api: Awaited<ReturnType<typeof openApi>>) {
  const answer = await api.send({
    method: 'GET',
    path: '/api/v1/services',
    signal: AbortSignal.timeout(5000),
  });
  await jsonBody(answer.body);
  return server.asked.at(-1)?.authorization;
}

test('the token of a pod, of a file and of kubeconfig is the one that is sent; renew reads it again', async (context) => {
  const server = await TestApiServer.start(context);
  const path = await folder(context);
  const mount = join(path, 'var/run/secrets/kubernetes.io/serviceaccount');
  await mkdir(mount, { recursive: true });
  const [token, config] = [join(path, 'token'), join(path, 'config')];
  const write = async (text: string): Promise<void> => {
    await writeFile(join(mount, 'token'), `${text}\n`);
    await writeFile(token, `${text}\n`);
    const users = [{ name: 'u', user: { token: text } }];
    const clusters = [{ name: 'c', cluster: { server: `${server.url}/` } }];
    const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
    await writeFile(config, JSON.stringify({ users, clusters, contexts, 'current-context': 'x' }));
  };
  await write('first');
  await writeFile(join(mount, 'ca.crt'), '');
  const apis = [
    await openApi({ ...NOWHERE, endpoint: server.url }, POD, path),
    await openApi({ ...NOWHERE, endpoint: server.url, token }, {}),
    await openApi(NOWHERE, { KUBECONFIG: config }),
  ];
  for (const api of apis) {
    assert.equal(await asks(server, api), 'Bearer first', api.name);
  }
  await write('second');
  for (const api of apis) {
    api.renew();
    assert.equal(await asks(server, api), 'Bearer second', api.name);
  }
  assert.deepEqual(
    apis.map(({ name }) => name.replace(path, '')),
    [
      `${server.url} (the service account of the pod)`,
      `${server.url} (by its endpoint)`,
      `${server.url} (kubeconfig /config)`,
    ],
  );
});

test('a file that cannot be used is told without what is in it', async (context) => {
  const path = await folder(context);
  const cases: readonly [text: string, context: string, message: RegExp][] = [
    ['users:\n - name: u\n   user: { token: quiet\n', '', /^the way to the Kubernetes API \(kubeconfig /],
    [
      '{"contexts":[{"name":"a","context":{"cluster":"none","user":"u"}}]}',
      'a',
      /there is no context "a" with a cluster; there are a/,
    ],
    [
      '{"contexts":[{"name":"a","context":{"cluster":"c","user":"u"}}],"users":[{"name":"u","user":{"token":"quiet"}}]}',
      '',
      /no context is chosen: write --context NAME; there are a/,
    ],
    [
      '{"contexts":[{"name":"a","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"host"}}]}',
      'a',
      /the server "host" is no address/,
    ],
  ];
  for (const [text, chosen, message] of cases) {
    await writeFile(join(path, 'config'), text);
    await assert.rejects(
      openApi({ ...NOWHERE, kubeconfig: join(path, 'config'), context: chosen }, {}),
      (error) => {
        assert.ok(error instanceof Error && 'code' in error && error.code === 'kubernetes-address');
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /quiet|\n/);
        return true;
      },
    );
  }
});
