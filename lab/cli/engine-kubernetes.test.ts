import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { TestApiServer } from '../../engine/providers/kubernetes/test-api-server.ts';
import { CommandProcess } from './test-process.ts';

const WEB = '--entrypoints.web.address=127.0.0.1:0';
const ROUTES = '/apis/traefik.io/v1alpha1/namespaces/shop/ingressroutes';
const SERVICES = '/api/v1/namespaces/shop/services';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
const SECRETS = '/api/v1/namespaces/shop/secrets';
const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';

async function backend(context: TestContext): Promise<number> {
  const server = createServer((_asked, answer) => answer.end('app')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}

/** A Kubernetes API with one Service that leads to the backend. */
async function api(context: TestContext): Promise<TestApiServer> {
  const port = await backend(context);
  const server = await TestApiServer.start(context);
  server.put(SERVICES, { metadata: { name: 'app' }, spec: { ports: [{ name: 'http', port: 80 }] } });
  server.put(SLICES, {
    metadata: { name: 'app-1', labels: { 'kubernetes.io/service-name': 'app' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port }],
    endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
  });
  return server;
}

function route(name: string, host: string) {
  return {
    metadata: { name },
    spec: {
      entryPoints: ['web'],
      routes: [{ match: `Host(\`${host}\`)`, kind: 'Rule', services: [{ name: 'app', port: 80 }] }],
    },
  };
}

async function get(port: number, host: string): Promise<string> {
  const call = request({ port, host: '127.0.0.1', headers: { host }, agent: false }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return `${answer.statusCode} ${(await answer.setEncoding('utf8').toArray()).join('').trim()}`;
}

async function portOf(engine: CommandProcess): Promise<number> {
  return Number(/:(\d+)\/tcp$/.exec(await engine.line(/^web +127\.0\.0\.1:\d+\/tcp$/))?.[1]);
}

/** Looks again every 10 ms, for 10 s at most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    assert.ok(tries < 1000, `never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

for (const argv of [[], ['--workers', '2']]) {
  test(`follows a Kubernetes API, ${argv.join(' ') || 'with one worker'}, and serves on while it is away`, async (context) => {
    const server = await api(context);
    server.put(ROUTES, route('one', 'one.test'));
    const endpoint = `--providers.kubernetescrd.endpoint=${server.url}`;
    const engine = new CommandProcess(context, 'engine', WEB, endpoint, ...argv);
    await engine.line(/^reading the objects of the Kubernetes API at http:/);
    await engine.line(/^synced 3 objects in \d+ ms$/);
    const port = await portOf(engine);
    assert.equal(await get(port, 'one.test'), '200 app');
    await engine.line(/^watching the Kubernetes API at http:\/\/127\.0\.0\.1:\d+ \(by its endpoint\)/);

    server.put(ROUTES, route('two', 'two.test'));
    await engine.line(/^configuration 2 is in force$/);
    assert.equal(await get(port, 'two.test'), '200 app');

    await server.close();
    const away = engine.line(
      /does not answer \(connect ECONNREFUSED [\d.:]+\): the last good configuration stays/,
    );
    const answers: string[] = [];
    let isTold = false;
    void away.then(() => {
      isTold = true;
    });
    while (!isTold) answers.push(await get(port, 'one.test'), await get(port, 'two.test'));
    assert.deepEqual([...new Set(answers)], ['200 app']);
    server.remove(ROUTES, 'one');
    server.put(ROUTES, route('three', 'three.test'));
    await server.listen();
    await engine.line(/^the Kubernetes API at .* answers again, after \d+ s$/);
    await until(async () => (await get(port, 'three.test')) === '200 app');
    await until(async () => (await get(port, 'one.test')).startsWith('404'));

    engine.signal('SIGTERM');
    assert.equal(await engine.exitCode(), 0);
    assert.equal(engine.errors, '');
    assert.equal(engine.lines.filter((line) => line.includes('does not answer')).length, 1);
  });
}

test('no secret is in what it says, whatever goes wrong', async (context) => {
  const server = await api(context);
  const secret = 'c2VjcmV0LWNvbnRlbnQ=';
  const token = 'token-of-nobody';
  server.put(ROUTES, {
    ...route('one', 'one.test'),
    spec: { ...route('one', 'one.test').spec, tls: { secretName: 'cert' } },
  });
  server.put(SECRETS, {
    metadata: { name: 'cert', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': secret } },
    data: { 'tls.crt': secret, 'tls.key': secret },
  });
  server.put(SECRETS, { metadata: { name: 'wrong' }, data: { password: `!${secret}` } });
  server.put(SECRETS, { metadata: { name: 'odd', labels: { a: 1 } }, data: { password: 12, other: secret } });
  server.put(SECRETS, {
    metadata: { name: 'sh.helm', labels: { owner: 'helm' } },
    data: { release: secret },
  });
  const engine = new CommandProcess(
    context,
    'engine',
    WEB,
    `--providers.kubernetescrd.endpoint=${server.url}`,
    `--providers.kubernetescrd.token=${token}`,
  );
  await engine.line(/^watching /);
  assert.equal(server.asked[0]?.authorization, `Bearer ${token}`);
  assert.deepEqual(
    new Set(
      server.asked
        .filter(({ path }) => path.endsWith('/secrets'))
        .map(({ query }) => query.get('labelSelector')),
    ),
    new Set(['owner!=helm']),
  );
  server.writeToWatches(`{"type":"MODIFIED","object":{"data":"${secret}"\n`);
  let count = 0;
  const kinds = [401, 403, 404, 410, 429, 500] as const;
  server.fault = ({ path }) => {
    if (!path.endsWith('/secrets')) return undefined;
    count += 1;
    const status = kinds[count % kinds.length] ?? 500;
    return { status, body: { kind: 'Secret', data: { password: secret }, token } };
  };
  server.endWatches('half a line');
  await engine.line(/secrets/);
  server.fault = () => ({ line: `<html>${secret}${token}\n`, status: 200 });
  server.endWatches('cut');
  server.put(ROUTES, route('two', 'two.test'));
  server.fault = () => undefined;
  await server.close();
  await engine.line(/does not answer/);
  engine.signal('SIGTERM');
  assert.equal(await engine.exitCode(), 0);
  const said = engine.lines.join('\n') + engine.errors;
  assert.match(said, /error\[.*\].*Secret|Secret.*error/s);
  for (const hidden of [secret, token, Buffer.from(secret, 'base64').toString()]) {
    assert.ok(!said.includes(hidden), said);
  }
});

test('an account that may not read is told which rule to add, once; the rest is served', async (context) => {
  const server = await api(context);
  server.put(ROUTES, route('one', 'one.test'));
  server.fault = ({ path }) =>
    path.endsWith('/secrets')
      ? {
          status: 403,
          body: {
            kind: 'Status',
            code: 403,
            message:
              'secrets is forbidden: User "system:serviceaccount:edge:proxy" cannot list resource "secrets" in API group "" at the cluster scope',
          },
        }
      : undefined;
  const engine = new CommandProcess(
    context,
    'engine',
    WEB,
    `--providers.kubernetescrd.endpoint=${server.url}`,
  );
  await engine.line(
    /^secrets: system:serviceaccount:edge:proxy may not list them \(403\)\. Add to a ClusterRole bound to it: \{ apiGroups: \[""\], resources: \[secrets\], verbs: \[list, watch\] \}/,
  );
  assert.equal(await get(await portOf(engine), 'one.test'), '200 app');
});

test('manifests and an API are served together, and what both have is as the API has it', async (context) => {
  const server = await api(context);
  server.put(ROUTES, route('one', 'api.test'));
  const folder = await mkdtemp(join(tmpdir(), 'engine-kubernetes-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const manifest = (name: string, host: string) =>
    JSON.stringify({
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      ...route(name, host),
      metadata: { name, namespace: 'shop' },
    });
  await writeFile(join(folder, 'a.json'), manifest('one', 'file.test'));
  await writeFile(join(folder, 'b.json'), manifest('two', 'two.test'));
  const config = join(folder, 'kubeconfig');
  await writeFile(
    config,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      users: [{ name: 'u', user: { token: 'quiet' } }],
      contexts: [{ name: 'lab', context: { cluster: 'c', user: 'u' } }],
    }),
  );
  const engine = new CommandProcess(
    context,
    'engine',
    `${folder}`,
    WEB,
    '--kubeconfig',
    config,
    '--context=lab',
  );
  const port = await portOf(engine);
  await engine.line(/^watching .*engine-kubernetes.*, the Kubernetes API at .*kubeconfig .*, context lab/);
  assert.equal(await get(port, 'api.test'), '200 app');
  assert.equal(await get(port, 'two.test'), '200 app');
  assert.match(await get(port, 'file.test'), /^404/);
});

test('the status of the Ingress objects that it routes by says where they are reached', async (context) => {
  const server = await api(context);
  const ingress = (name: string, metadata: object = {}) => ({
    metadata: { name, ...metadata },
    spec: {
      rules: [
        {
          host: `${name}.test`,
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'app', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  });
  server.put(INGRESSES, ingress('ours'));
  server.put(INGRESSES, ingress('theirs', { annotations: { 'kubernetes.io/ingress.class': 'nginx' } }));
  const engine = new CommandProcess(
    context,
    'engine',
    WEB,
    `--providers.kubernetesingress.endpoint=${server.url}`,
    '--providers.kubernetesingress.ingressendpoint.ip=192.0.2.7',
  );
  const port = await portOf(engine);
  assert.equal(await get(port, 'ours.test'), '200 app');
  await engine.line(/^watching /);
  await until(async () => server.get(INGRESSES, 'ours')?.['status'] !== undefined);
  assert.deepEqual(server.get(INGRESSES, 'ours')?.['status'], {
    loadBalancer: { ingress: [{ ip: '192.0.2.7' }] },
  });
  assert.equal(server.get(INGRESSES, 'theirs')?.['status'], undefined);
  assert.equal(server.asked.filter(({ method }) => method === 'PUT').length, 1);
  // Traefik's own objects belong to the other provider.
  assert.deepEqual(
    server.asked.filter(({ path }) => path.includes('traefik.io')),
    [],
  );
});

test('an API that is away at the start is waited for, without an open address, and a stop is a stop', async (context) => {
  const server = await api(context);
  server.put(ROUTES, route('one', 'one.test'));
  await server.close();
  const argv = ['engine', WEB, `--providers.kubernetescrd.endpoint=${server.url}`];
  const engine = new CommandProcess(context, ...argv);
  await engine.line(/does not answer \(connect ECONNREFUSED [^)]*\): it is asked again until it does$/);
  assert.ok(!engine.lines.some((line) => line.startsWith('web ')));
  await server.listen();
  assert.equal(await get(await portOf(engine), 'one.test'), '200 app');
  await server.close();
  const other = new CommandProcess(context, ...argv);
  await other.line(/does not answer/);
  other.signal('SIGTERM');
  assert.equal(await other.exitCode(), 0);
});

test('without an API that is named it says how to name one', async (context) => {
  const cases: readonly [argv: readonly string[], message: RegExp][] = [
    [['--providers.kubernetescrd'], /no Kubernetes API is named: write --kubeconfig FILE or/],
    [
      ['--kubeconfig=/nowhere/config'],
      /the way to the Kubernetes API \(kubeconfig \/nowhere\/config\): ENOENT/,
    ],
    [['--providers.kubernetescrd.endpoint=10.0.0.1'], /the server "10\.0\.0\.1" is no address/],
  ];
  for (const [argv, message] of cases) {
    const engine = new CommandProcess(context, 'engine', WEB, ...argv);
    assert.equal(await engine.exitCode(), 2, engine.errors);
    assert.match(engine.errors, message);
    assert.equal(engine.errors.trimEnd().split('\n').length, 1, engine.errors);
  }
});
