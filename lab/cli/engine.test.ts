import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { CommandProcess } from './test-process.ts';

const WEB = '--entrypoints.web.address=127.0.0.1:0';

function manifests(port: number, host: string): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app-1, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
ports: [{ name: http, port: ${port} }]
endpoints: [{ addresses: [127.0.0.1] }]
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: app }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`${host}\`), kind: Rule, services: [{ name: app, port: 80 }] }]
`;
}

async function backend(context: TestContext): Promise<{ server: Server; port: number }> {
  const server = createServer((asked, answer) => {
    if (asked.url !== '/wait') answer.end('app');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { server, port: address.port };
}

async function get(port: number, host: string): Promise<string> {
  const call = request({ port, host: '127.0.0.1', headers: { host }, agent: false }).end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return `${answer.statusCode} ${(await answer.setEncoding('utf8').toArray()).join('').trim()}`;
}

/** A folder with one manifest file, and how to replace that at once. */
async function manifestFolder(context: TestContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'engine-command-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const replace = async (next: string): Promise<void> => {
    await writeFile(join(folder, '.draft'), next);
    await rename(join(folder, '.draft'), join(folder, 'app.yaml'));
  };
  await replace(text);
  return { folder, replace };
}

async function portOf(engine: CommandProcess): Promise<number> {
  return Number(/:(\d+)\/tcp$/.exec(await engine.line(/^web +127\.0\.0\.1:\d+\/tcp$/))?.[1]);
}

for (const argv of [[], ['--workers', '2'], ['--transport', 'portable']]) {
  test(`serves manifests and follows them, with ${argv.join(' ') || 'no options'}`, async (context) => {
    const { port: to } = await backend(context);
    const { folder, replace } = await manifestFolder(context, manifests(to, 'one.test'));
    const engine = new CommandProcess(context, 'engine', folder, WEB, ...argv);
    await engine.line(/^IngressRoute default\/app created$/);
    const port = await portOf(engine);
    // Its routes are in force before it listens.
    assert.equal(await get(port, 'one.test'), '200 app');
    await engine.line(/^watching /);

    await replace(manifests(to, 'two.test'));
    await engine.line(/^IngressRoute default\/app configured$/);
    await engine.line(/^configuration 2 is in force$/);
    const answers = await Promise.all(Array.from({ length: 10 }, () => get(port, 'two.test')));
    assert.deepEqual(new Set(answers), new Set(['200 app']));
    assert.match(await get(port, 'one.test'), /^404 /);

    await replace(manifests(to, 'two.test').replace('Host(', 'Hos('));
    await engine.line(/app\.yaml:\d+:\d+: error\[/);

    engine.signal('SIGTERM');
    await engine.line(/^stopping/);
    assert.deepEqual({ code: await engine.exitCode(), errors: engine.errors }, { code: 0, errors: '' });
  });
}

test('a folder that vanishes is told, its objects stay in force, and it is read when it is back', async (context) => {
  const { port: to } = await backend(context);
  const { folder } = await manifestFolder(context, manifests(to, 'one.test'));
  const engine = new CommandProcess(context, 'engine', folder, WEB);
  const port = await portOf(engine);
  await engine.line(/^watching /);
  await rm(folder, { recursive: true });
  await engine.line(new RegExp(`^${folder} is not there any more: what it held stays in force`));
  assert.equal(await get(port, 'one.test'), '200 app');
  await mkdir(folder);
  await writeFile(join(folder, 'app.yaml'), manifests(to, 'back.test'));
  await engine.line(/is in force$/);
  assert.equal(await get(port, 'back.test'), '200 app');
});

test('a stop lets a request in flight finish within the grace time of its entry point, and no longer', async (context) => {
  const { server, port: to } = await backend(context);
  const { folder } = await manifestFolder(context, manifests(to, 'one.test'));
  const grace = '--entrypoints.web.transport.lifecycle.gracetimeout=300ms';
  const engine = new CommandProcess(context, 'engine', folder, WEB, grace, '--workers', '2');
  const port = await portOf(engine);
  await engine.line(/^watching /);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const asked = once(server, 'request');
  socket.write('GET /wait HTTP/1.1\r\nHost: one.test\r\n\r\n');
  socket.resume();
  await asked;
  const closed = once(socket, 'close');
  engine.signal('SIGINT');
  await engine.line(/^stopping/);
  assert.equal(await engine.exitCode(), 0);
  await closed;
});

test('what cannot be used is one line and an exit code', async (context) => {
  const { port: to } = await backend(context);
  const cases: readonly [argv: readonly string[], code: number, message: RegExp][] = [
    [['nowhere'], 2, /there is no file or folder nowhere/],
    [['--workers=none'], 2, /--workers none/],
    [['--colour=red'], 2, /field not found, node: colour/],
    [[`--entrypoints.web.address=127.0.0.1:${to}`], 3, /already in use.*--entrypoints\.web\.address/],
    [[`--entrypoints.web.address=127.0.0.1:${to}`, '--workers=2'], 3, /already in use/],
  ];
  for (const [argv, code, message] of cases) {
    const engine = new CommandProcess(context, 'engine', ...argv);
    assert.equal(await engine.exitCode(), code, engine.errors);
    assert.match(engine.errors, message);
    assert.equal(engine.errors.trimEnd().split('\n').length, 1, engine.errors);
  }
});

test('without manifests it says that nothing is routed; --help needs nothing', async (context) => {
  const engine = new CommandProcess(context, 'engine', WEB);
  const port = await portOf(engine);
  await engine.line(/nothing is routed; Ctrl-C stops/);
  assert.match(await get(port, 'one.test'), /^404 /);
  engine.signal('SIGINT');
  assert.equal(await engine.exitCode(), 0);
  const help = new CommandProcess(context, 'engine', '--help');
  await help.line(/--workers N/);
  assert.equal(await help.exitCode(), 0);
});
