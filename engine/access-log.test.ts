import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ingressRoute, manifests } from './configuration/test-support.ts';
import type { EngineEvent } from './observability/observer.ts';
import { parseManifests } from './resources/load.ts';
import { parseFlags } from './static/flags.ts';
import { Backend, get, portOf, startEngine } from './test-engine.ts';
import { EngineGroup } from './workers/engine-group.ts';

const MIDDLEWARES = [
  'apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { namespace: shop, name: again }\nspec: { retry: { attempts: 3, status: ["503"] } }',
  'apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { namespace: shop, name: login }\nspec: { basicAuth: { secret: users } }',
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: users }\nstringData: { users: "joe:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=" }',
];

const route = (path: string, rest = ''): string =>
  `{ match: PathPrefix(\`${path}\`), services: [{ name: site, port: 80 }]${rest} }`;

const ROUTES = ingressRoute(
  'site',
  route('/plain'),
  route('/quiet', ', observability: { accessLogs: false }'),
  route('/again', ', middlewares: [{ name: again }]'),
  route('/login', ', middlewares: [{ name: login }]'),
  '{ match: PathPrefix(`/ping`), services: [{ kind: TraefikService, name: ping@internal }] }',
);

/** What the engine writes into a file of its own; the line's field by the path of the request. */
async function logFile(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'access-log-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'deep', 'access.log');
  const lines = async (): Promise<Record<string, string | number>[]> =>
    (await readFile(path, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const names = ['X-Correlation-Id', 'User-Agent', 'X-Api-Key'].map(
    (name) => `--accesslog.fields.headers.names.${name}=${name === 'X-Api-Key' ? 'redact' : 'keep'}`,
  );
  const flags = [
    `--accesslog.filepath=${path}`,
    '--accesslog.format=json',
    '--ping=true',
    '--entrypoints.traefik.address=127.0.0.1:0',
    ...names,
  ];
  return { flags, lines };
}

const resources = (backend: Backend) =>
  parseManifests(manifests(backend.manifest, ...MIDDLEWARES, ROUTES), 'test.yaml').resources;

test('requests of both lanes are in the access log; those of pages and of quiet routers are not', async (context) => {
  const { flags, lines } = await logFile(context);
  await using backend = await Backend.start('site');
  const engine = await startEngine(flags);
  context.after(() => engine.close());
  engine.apply({ resources: resources(backend) });
  assert.deepEqual(engine.diagnostics, []);
  const port = engine.addresses.get('web')?.port ?? 0;
  const headers = { 'x-correlation-id': 'one', 'x-api-key': 'secret', 'user-agent': 'client' };
  await get(port, '/plain?x=1', headers);
  await get(port, '/quiet');
  await get(port, '/ping');
  await get(port, '/nowhere');
  await get(port, '/login', { authorization: `Basic ${Buffer.from('joe:password').toString('base64')}` });
  backend.status = 503;
  await get(port, '/again');
  await engine.close();
  const seen = (await lines()).map(
    ({
      RequestCount,
      RequestPath,
      DownstreamStatus,
      OriginStatus,
      RetryAttempts,
      ClientUsername,
      ServiceAddr,
    }) =>
      [
        RequestCount,
        RequestPath,
        DownstreamStatus,
        OriginStatus,
        RetryAttempts,
        ClientUsername,
        ServiceAddr ?? '-',
      ].join(' '),
  );
  const server = `127.0.0.1:${backend.port}`;
  assert.deepEqual(seen, [
    `1 /plain?x=1 200 200 0 - ${server}`,
    '2 /nowhere 404 0 0 - -',
    `3 /login 200 200 0 joe ${server}`,
    `4 /again 503 503 2 - ${server}`,
  ]);
  const [first] = await lines();
  assert.deepEqual(
    [
      first?.['request_X-Correlation-Id'],
      first?.['request_X-Api-Key'],
      first?.['request_User-Agent'],
      first?.['RequestProtocol'],
    ],
    ['one', 'REDACTED', 'client', 'HTTP/1.1'],
  );
});

test('an engine that closes logs what others say until they are done', async (context) => {
  const { flags, lines } = await logFile(context);
  await using backend = await Backend.start('site');
  const { promise: others, resolve } = Promise.withResolvers<void>();
  const events: EngineEvent[] = [];
  const engine = await startEngine(flags, { observer: (event) => events.push(event) });
  engine.apply({ resources: resources(backend) });
  await get(portOf(engine), '/plain');
  const closing = engine.close(others);
  let isClosed = false;
  void closing.then(() => {
    isClosed = true;
  });
  for (let turn = 0; turn < 5000; turn += 1) await setImmediate();
  assert.equal(isClosed, false);
  for (const event of events) engine.log(event);
  resolve();
  await closing;
  assert.deepEqual(
    (await lines()).map(({ RequestCount }) => RequestCount),
    [1, 2],
  );
});

test('workers write one log, in which each request counts once', async (context) => {
  const { flags, lines } = await logFile(context);
  await using backend = await Backend.start('site');
  const group = await EngineGroup.start({
    static: parseFlags(['--entrypoints.web.address=127.0.0.1:0', ...flags]),
    workers: 3,
    initial: { resources: resources(backend) },
  });
  context.after(() => group.close());
  const port = group.addresses.get('web')?.port ?? 0;
  await Promise.all(Array.from({ length: 60 }, (_, index) => get(port, `/plain/${index}`)));
  await group.close();
  const all = await lines();
  assert.deepEqual(all.filter(({ DownstreamStatus }) => DownstreamStatus === 200).length, 60);
  assert.deepEqual(
    all.map(({ RequestCount }) => RequestCount),
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
});

test('a file that cannot be written is refused before an address is open', async () => {
  await assert.rejects(startEngine(['--accesslog.filepath=/dev/null/access.log']), {
    code: 'flag-invalid',
    message: /^--accesslog\.filepath=\/dev\/null\/access\.log: the file cannot be written: /,
  });
});
