import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import { fastClock } from '../../net/test-clock.ts';
import { parseFlags } from '../../static/flags.ts';
import { openApi } from './credentials.ts';
import { TestApiServer } from './test-api-server.ts';
import { KubernetesWatcher } from './watcher.ts';

const SERVICES = '/api/v1/namespaces/shop/services';
const ROUTES = '/apis/traefik.io/v1alpha1/namespaces/shop/ingressroutes';
const service = (name: string, port = 80) => ({ metadata: { name }, spec: { ports: [{ port }] } });
const route = (name: string) => ({ metadata: { name }, spec: { routes: [] } });

async function watch(
  context: TestContext,
  server: TestApiServer,
  { flags = [], hasty = false }: { flags?: readonly string[]; hasty?: boolean } = {},
) {
  const address = { kubeconfig: '', context: '', endpoint: server.url, token: '', certAuthFilePath: '' };
  const sets: string[][] = [];
  const lines: string[] = [];
  const heard = new EventEmitter();
  let hold: Promise<void> | undefined;
  const watcher = new KubernetesWatcher({
    static: parseFlags(['--providers.kubernetescrd', ...flags]),
    watches: { crd: true, ingress: false },
    transport: await openApi(address, {}),
    ...(hasty && { clock: fastClock(20) }),
    listener: {
      async onChange(view) {
        sets.push(view.set.resources.map(({ metadata }) => metadata.name));
        heard.emit('heard');
        await hold;
      },
      onNotice(line) {
        lines.push(line);
        heard.emit('heard');
      },
    },
  });
  context.after(() => watcher.close());
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await once(heard, 'heard', { signal: AbortSignal.timeout(10_000) });
  };
  const holdOn = (promise: Promise<void>): void => {
    hold = promise;
  };
  return { watcher, sets, lines, until, holdOn };
}

describe('a watcher', () => {
  test('tells what a listener throws, and hands over the next change', async (context) => {
    const server = await TestApiServer.start(context);
    server.put(SERVICES, service('a'));
    const { watcher, sets, lines, until, holdOn } = await watch(context, server);
    await watcher.synced;
    const failing = Promise.reject(new Error('no room'));
    failing.catch(() => undefined);
    holdOn(failing);
    server.put(SERVICES, service('b'));
    await until(() => lines.length > 0);
    assert.deepEqual(lines, ['a change could not be taken over: no room']);
    holdOn(Promise.resolve());
    server.put(SERVICES, service('c'));
    await until(() => sets.at(-1)?.includes('c') ?? false);
  });

  test('hands over nothing before everything was read, and then all at once', async (context) => {
    const server = await TestApiServer.start(context);
    server.put(SERVICES, service('a'));
    server.put(ROUTES, route('r'));
    let late = 1;
    server.fault = ({ path }) => (path.endsWith('/services') && late-- > 0 ? { status: 500 } : undefined);
    const { watcher, sets } = await watch(context, server, { hasty: true });
    await watcher.synced;
    assert.deepEqual(sets, [['r', 'a']]);
  });

  test('gathers changes that come together, and those that come while others are taken over', async (context) => {
    const server = await TestApiServer.start(context);
    const { watcher, sets, until, holdOn } = await watch(context, server);
    await watcher.synced;
    while (server.watches < 15) await new Promise((resolve) => setImmediate(resolve));
    let release = (): void => undefined;
    holdOn(
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    for (const name of ['a', 'b', 'c']) server.put(SERVICES, service(name));
    await until(() => sets.length === 2);
    for (const name of ['d', 'e']) server.put(SERVICES, service(name));
    server.remove(SERVICES, 'a');
    const before = server.version;
    server.put(SERVICES, service('e', 81));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(sets.length, 2);
    release();
    await until(() => sets.length === 3);
    assert.ok(server.version > before);
    assert.deepEqual(sets, [[], ['a', 'b', 'c'], ['b', 'c', 'd', 'e']]);
  });

  test('lets the time pass that is asked for between two changes', async (context) => {
    const server = await TestApiServer.start(context);
    const { watcher, sets, until } = await watch(context, server, {
      flags: ['--providers.kubernetescrd.throttleduration=200ms'],
    });
    await watcher.synced;
    const began = performance.now();
    server.put(SERVICES, service('a'));
    await until(() => sets.length === 2);
    assert.ok(performance.now() - began >= 150, `after ${performance.now() - began} ms`);
  });

  test('says once for each group what is not installed, and that it is there', async (context) => {
    const server = await TestApiServer.start(context);
    server.put(ROUTES, route('r'));
    server.served = new Set(
      ['/api/v1/services', '/api/v1/secrets', '/api/v1/configmaps', '/api/v1/nodes'].concat(
        '/apis/discovery.k8s.io/v1/endpointslices',
      ),
    );
    const { watcher, sets, lines, until } = await watch(context, server, { hasty: true });
    await watcher.synced;
    const missing = (): string[] =>
      lines.flatMap((line) => /does not have (.*): install Traefik's/.exec(line)?.[1]?.split(', ') ?? []);
    await until(() => missing().length >= 10);
    server.served = undefined;
    await until(() => lines.at(-1)?.startsWith('the Kubernetes API answers now for ') === true);
    assert.equal(missing().length, 10, lines.join('\n'));
    assert.equal(new Set(missing()).size, 10);
    await until(() => sets.at(-1)?.includes('r') === true);
  });

  test('says once that the API is away, and once that it is back', async (context) => {
    const server = await TestApiServer.start(context);
    const { watcher, sets, lines, until } = await watch(context, server, { hasty: true });
    await watcher.synced;
    for (let round = 1; round <= 2; round += 1) {
      await server.close();
      await until(() => lines.length === 2 * round - 1);
      await server.listen();
      await until(() => lines.length === 2 * round);
    }
    server.put(SERVICES, service('a'));
    await until(() => sets.at(-1)?.includes('a') === true);
    assert.deepEqual(
      lines.map((line) => /does not answer|answers again/.exec(line)?.[0]),
      ['does not answer', 'answers again', 'does not answer', 'answers again'],
    );
  });

  test('says what is forbidden for each kind and namespace, once', async (context) => {
    const server = await TestApiServer.start(context);
    server.fault = ({ path }) =>
      /secrets$|middlewares$/.test(path)
        ? { status: 403, body: { kind: 'Status', code: 403, message: 'User "jane" cannot list resource' } }
        : undefined;
    const flags = ['--providers.kubernetescrd.namespaces=a,b'];
    const { watcher, lines, until } = await watch(context, server, { hasty: true, flags });
    await watcher.synced;
    const count = (): number => server.asked.filter(({ path }) => path.includes('secrets')).length;
    await until(() => lines.length === 4);
    const before = count();
    while (count() < before + 4) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(lines.map((line) => line.split('.')[0]).sort(), [
      'middlewares',
      'middlewares',
      'secrets in namespace a: jane may not list them (403)',
      'secrets in namespace b: jane may not list them (403)',
    ]);
    assert.match(
      lines.find((line) => line.startsWith('secrets in namespace a')) ?? '',
      /Add to a Role in namespace a bound to it/,
    );
  });
});
