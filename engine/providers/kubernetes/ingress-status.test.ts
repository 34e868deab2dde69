import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { fastClock } from '../../net/test-clock.ts';
import { parseFlags } from '../../static/flags.ts';
import type { Json } from './api-object.ts';
import { openApi } from './credentials.ts';
import { IngressStatus } from './ingress-status.ts';
import { ObjectView } from './object-view.ts';
import { TestApiServer } from './test-api-server.ts';
import { watchedKinds } from './watched-kinds.ts';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
const SERVICES = '/api/v1/namespaces/edge/services';
const WATCHED = watchedKinds(parseFlags([]), { crd: false, ingress: true });
const NONE = { ip: '', hostname: '', publishedService: '' };

/** A server, what it holds as a view, and replicas that write. */
async function setup(context: TestContext, endpoint: Partial<typeof NONE>, replicas = 1) {
  const server = await TestApiServer.start(context);
  const told: string[] = [];
  const address = { kubeconfig: '', context: '', endpoint: server.url, token: '', certAuthFilePath: '' };
  const transport = await openApi(address, {});
  const writers = Array.from({ length: replicas }, () => {
    const writer = new IngressStatus({
      transport,
      endpoint: { ...NONE, ...endpoint },
      admits: ({ metadata }) => metadata.name !== 'theirs',
      tell: (line) => told.push(line),
      clock: fastClock(50),
      random: Math.random,
    });
    context.after(() => writer.close());
    return writer;
  });
  const update = async (): Promise<void> => {
    const view = new ObjectView(WATCHED);
    for (const watched of WATCHED) {
      if (watched.kind === 'Ingress') view.replace(watched, server.list(INGRESSES));
      if (watched.kind === 'Service') view.replace(watched, server.list(SERVICES));
    }
    for (const writer of writers) writer.update(view);
    await Promise.all(writers.map((writer) => writer.settled));
  };
  const written = (name: string): unknown => {
    const status = server.get(INGRESSES, name)?.['status'];
    return JSON.parse(JSON.stringify(status ?? null))?.loadBalancer?.ingress;
  };
  const puts = (): number => server.asked.filter(({ method }) => method === 'PUT').length;
  return { server, told, update, written, puts };
}

function ingress(name: string, status?: Json): Json {
  return { metadata: { name }, spec: { rules: [] }, ...(status && { status }) };
}

describe('the status of Ingress objects', () => {
  const rows: readonly [endpoint: Partial<typeof NONE>, expected: unknown][] = [
    [{ ip: '192.0.2.1' }, [{ ip: '192.0.2.1' }]],
    [{ hostname: 'lb.test' }, [{ hostname: 'lb.test' }]],
    [{ ip: '192.0.2.1', hostname: 'lb.test' }, [{ ip: '192.0.2.1', hostname: 'lb.test' }]],
    [{ ip: '192.0.2.1', publishedService: 'edge/proxy' }, [{ ip: '192.0.2.9' }, { hostname: 'nine.test' }]],
    [{ publishedService: 'edge/waiting' }, undefined],
    [{}, undefined],
  ];
  for (const [endpoint, expected] of rows) {
    test(`is ${JSON.stringify(expected)} for ${JSON.stringify(endpoint)}, of those that are routed by`, async (context) => {
      const { server, told, update, written } = await setup(context, endpoint);
      const balancer = {
        ingress: [{ ip: '192.0.2.9', ipMode: 'VIP', ports: [{ port: 80 }] }, { hostname: 'nine.test' }],
      };
      server.put(SERVICES, {
        ...ingress('proxy', { loadBalancer: balancer }),
        spec: { ports: [{ port: 80 }] },
      });
      server.put(SERVICES, { ...ingress('waiting', { loadBalancer: {} }), spec: { ports: [{ port: 80 }] } });
      server.put(INGRESSES, ingress('ours', { loadBalancer: { ingress: [{ ip: '192.0.2.200' }] } }));
      server.put(INGRESSES, ingress('theirs'));
      await update();
      assert.deepEqual(written('ours'), expected ?? [{ ip: '192.0.2.200' }]);
      assert.equal(written('theirs'), undefined);
      assert.deepEqual(told, []);
    });
  }

  test('is written once, and not at all where it says so already', async (context) => {
    const { server, update, puts } = await setup(context, { ip: '192.0.2.1' });
    server.put(INGRESSES, ingress('said', { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }));
    server.put(INGRESSES, ingress('new'));
    await update();
    await update();
    assert.equal(puts(), 1);
  });

  test('is written by replicas that do not contend', async (context) => {
    const { server, told, update, written, puts } = await setup(context, { ip: '192.0.2.1' }, 3);
    for (const name of ['a', 'b', 'c', 'd']) server.put(INGRESSES, ingress(name));
    await update();
    for (const name of ['a', 'b', 'c', 'd']) assert.deepEqual(written(name), [{ ip: '192.0.2.1' }]);
    assert.ok(puts() <= 12, `${puts()} writes`);
    const version = server.version;
    await update();
    assert.equal(server.version, version);
    assert.deepEqual(told, []);
  });

  test('is written to the version of now after a conflict', async (context) => {
    const { server, update, written } = await setup(context, { ip: '192.0.2.1' });
    server.put(INGRESSES, ingress('a'));
    let first = true;
    server.fault = ({ method }) => {
      if (method === 'PUT' && first) {
        first = false;
        server.put(INGRESSES, { ...ingress('a'), spec: { rules: [{ host: 'new.test' }] } });
      }
      return undefined;
    };
    await update();
    assert.deepEqual(written('a'), [{ ip: '192.0.2.1' }]);
    assert.deepEqual(server.get(INGRESSES, 'a')?.['spec'], { rules: [{ host: 'new.test' }] });
  });

  test('that may not be written is told once, with the rule to add, and left alone for some time', async (context) => {
    const { server, told, update } = await setup(context, { ip: '192.0.2.1' });
    for (const name of ['a', 'b', 'c']) server.put(INGRESSES, ingress(name));
    server.fault = ({ method }) =>
      method === 'PUT'
        ? { status: 403, body: { kind: 'Status', code: 403, message: 'forbidden' } }
        : undefined;
    await update();
    await update();
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /resources: \[ingresses\/status\], verbs: \[update\]/);
  });

  test('is not written where the published Service is missing, which is told once', async (context) => {
    const { server, told, update, puts } = await setup(context, { publishedService: 'edge/none' });
    server.put(INGRESSES, ingress('a'));
    await update();
    await update();
    assert.deepEqual([told.length, puts()], [1, 0]);
    assert.match(told[0] ?? '', /the Service edge\/none, .* is not there/);
  });
});
