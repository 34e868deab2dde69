import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { packageRoot } from '../package-root.ts';
import { CommandProcess } from './test-process.ts';

const APPS = fileURLToPath(new URL('fixtures/manifests/canary/apps.yaml', packageRoot));
const FREE_PORTS = [
  '--kubernetes=127.0.0.1:0',
  ...['web', 'websecure', 'traefik', 'metrics', 'mongo', 'udpep'].map(
    (name) => `--entrypoints.${name}.address=127.0.0.1:0/${name === 'udpep' ? 'udp' : 'tcp'}`,
  ),
];

function routes({ weights = [1, 0], match = 'Host(`split.example`)' } = {}): string {
  const [appv1, appv2] = weights;
  return `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: split, namespace: test-pod }
spec:
  weighted:
    services:
      - { name: appv1, port: 80, weight: ${appv1} }
      - { name: appv2, port: 80, weight: ${appv2} }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: split, namespace: test-pod }
spec:
  entryPoints: [web]
  routes:
    - match: ${match}
      kind: Rule
      services: [{ name: split, kind: TraefikService }]
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: steady, namespace: test-pod }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`steady.example\`)
      kind: Rule
      services: [{ name: appv2, port: 80 }]
`;
}

async function start(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'lab-command-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'routes.yaml');
  await copyFile(APPS, join(folder, 'apps.yaml'));
  await writeFile(file, routes());
  const lab = new CommandProcess(context, 'lab', folder, ...FREE_PORTS);
  const port = Number(/:(\d+)\/tcp$/.exec(await lab.line(/^traefik +web /))?.[1]);
  await lab.line(/^watching /);
  return { folder, file, lab, port };
}

/** Who answers for a host: the first word of nginx's page or of whoami's text; the status if it is not 200. */
async function served(port: number, host: string): Promise<string | number | undefined> {
  const call = request({ port, host: '127.0.0.1', headers: { host }, agent: false }).end();
  const [answer] = await once(call, 'response');
  const text = (await answer.setEncoding('utf8').toArray()).join('');
  if (answer.statusCode !== 200) return answer.statusCode;
  return /Hostname: (appv\d)|(nginx)/.exec(text)?.slice(1).find(Boolean);
}

test('edits of the files are followed, a broken rule takes nothing else with it', async (context) => {
  const { folder, file, lab, port } = await start(context);
  const replace = async (text: string): Promise<void> => {
    await writeFile(join(folder, '.draft'), text);
    await rename(join(folder, '.draft'), file);
  };
  assert.equal(await served(port, 'split.example'), 'appv1');
  await lab.line(/^GET split\.example\/ -> appv1.*: 200 in /);

  await replace(routes({ weights: [0, 1] }));
  await lab.line(/^TraefikService test-pod\/split configured$/);
  await lab.line(/^traefik: configuration \d+ is in force$/);
  assert.equal(await served(port, 'split.example'), 'nginx');

  await replace(routes({ match: 'Host(`moved.example`)' }));
  await lab.line(/^IngressRoute test-pod\/split configured$/);
  await lab.line(/is in force$/);
  assert.equal(await served(port, 'moved.example'), 'appv1');
  assert.equal(await served(port, 'split.example'), 404);

  const broken = routes({ match: 'Host(`split.example`' });
  await replace(broken);
  const line = broken.split('\n').findIndex((text) => text.includes('split.example')) + 1;
  const finding = await lab.line(/routes\.yaml:\d+:\d+/);
  assert.ok(finding.includes(`${file}:${line}:`), finding);
  await lab.line(/is in force$/);
  assert.equal(await served(port, 'moved.example'), 404);
  assert.equal(await served(port, 'steady.example'), 'nginx');

  await replace(routes());
  await lab.line(/is in force$/);
  assert.equal(await served(port, 'split.example'), 'appv1');

  await rm(file);
  await lab.line(/^IngressRoute test-pod\/steady deleted$/);
  await lab.line(/is in force$/);
  assert.equal(await served(port, 'steady.example'), 404);

  lab.signal('SIGINT');
  await lab.line(/^stopping/);
  assert.deepEqual({ code: await lab.exitCode(), errors: lab.errors }, { code: 0, errors: '' });
});

test('the kubeconfig that is printed lets a client in, and is for its owner alone', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-command-'));
  context.after(() => rm(folder, { recursive: true }));
  const lab = new CommandProcess(context, 'lab', APPS, '--certs', folder, ...FREE_PORTS);
  const printed = await lab.line(/^kubernetes +export KUBECONFIG=/);
  const file = printed.split('=')[1] ?? '';
  assert.equal(file, join(folder, 'kubeconfig'));
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const config = new KubeConfig();
  config.loadFromFile(file);
  const { items } = await config.makeApiClient(CoreV1Api).listNamespacedService({ namespace: 'test-pod' });
  assert.deepEqual(
    items.map(({ metadata }) => metadata?.name),
    ['appv1', 'appv2'],
  );
  lab.signal('SIGINT');
  assert.equal(await lab.exitCode(), 0, lab.errors);
});

test('a second signal, even of the other kind, ends a lab that waits for a request', async (context) => {
  const { lab, port } = await start(context);
  const headers = { host: 'split.example', connection: 'Upgrade', upgrade: 'websocket' };
  const handshake = { 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  const call = request({
    port,
    host: '127.0.0.1',
    path: '/echo',
    headers: { ...headers, ...handshake },
  }).end();
  const [, socket] = await once(call, 'upgrade');
  socket.on('error', () => undefined);
  lab.signal('SIGINT');
  await lab.line(/^stopping/);
  lab.signal('SIGTERM');
  assert.equal(await lab.exitCode(), 130);
});

test('a port that is taken is exit code 3, with the port and the flag that moves it', async (context) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  context.after(() => holder.close());
  const address = holder.address();
  assert.ok(address !== null && typeof address === 'object');
  const taken = `127.0.0.1:${address.port}`;
  const folder = await mkdtemp(join(tmpdir(), 'lab-command-'));
  context.after(() => rm(folder, { recursive: true }));
  const cases: readonly [argv: readonly string[], flag: string][] = [
    [[folder, `--entrypoints.web.address=${taken}`], '--entrypoints.web.address='],
    [[`--controllers.traefik-in.address=${taken}`], '--controllers.traefik-in.address='],
    [[folder, `--kubernetes=${taken}`], '--kubernetes'],
  ];
  await Promise.all(
    cases.map(async ([argv, flag]) => {
      const lab = new CommandProcess(context, 'lab', ...FREE_PORTS, ...argv);
      assert.equal(await lab.exitCode(), 3, lab.errors);
      assert.equal(lab.errors.trimEnd().split('\n').length, 1, lab.errors);
      assert.ok(lab.errors.includes(taken) && lab.errors.includes(flag), lab.errors);
    }),
  );
});
