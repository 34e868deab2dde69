import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EngineApi } from './engine-api.ts';
import { removeLabelled } from './removal.ts';

const LABEL = 'ingress-lab/run=x';

/** An engine with containers and networks; `refuse` says why one cannot be removed now. */
async function engineWith(
  context: TestContext,
  has: Record<'containers' | 'networks', string[]>,
  refuse: (id: string) => string | undefined = () => undefined,
): Promise<{ api: EngineApi; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(`http://engine${request.url}`);
    const kind = pathname.startsWith('/containers') ? 'containers' : 'networks';
    if (request.method === 'GET') {
      assert.equal(searchParams.get('filters'), JSON.stringify({ label: [LABEL] }));
      response.end(JSON.stringify(has[kind].map((Id) => ({ Id, Labels: null }))));
      return;
    }
    asked.push(`${request.url}`);
    const id = pathname.split('/')[2] ?? '';
    const why = refuse(id);
    if (why !== undefined) {
      response.writeHead(409).end(JSON.stringify({ message: why }));
      return;
    }
    response.writeHead(has[kind].includes(id) ? 204 : 404).end();
    has[kind] = has[kind].filter((other) => other !== id);
  });
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  server.listen(join(folder, 'e.sock'));
  await once(server, 'listening');
  context.after(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });
  return { api: new EngineApi({ host: `unix://${folder}/e.sock` }), asked };
}

test('containers go with their volumes, and then networks', async (context) => {
  const { api, asked } = await engineWith(context, { containers: ['c1', 'c2'], networks: ['n'] });
  const removed = await removeLabelled(api, { label: LABEL, quietMs: 0, patienceMs: 1000 });
  assert.deepEqual(removed, { containers: 2, networks: 1 });
  assert.deepEqual(asked.slice(0, 2).sort(), ['/containers/c1?force=1&v=1', '/containers/c2?force=1&v=1']);
  assert.deepEqual(asked.slice(2), ['/networks/n']);
});

test('what another is removing at the moment is asked for again', async (context) => {
  let refusals = 2;
  const refuse = (): string | undefined => {
    refusals -= 1;
    return refusals >= 0 ? 'removal of container c is already in progress' : undefined;
  };
  const { api, asked } = await engineWith(context, { containers: ['c'], networks: [] }, refuse);
  await removeLabelled(api, { label: LABEL, quietMs: 0, patienceMs: 10_000 });
  assert.equal(asked.length, 3);
});

test('what comes late is removed, too', async (context) => {
  const has = { containers: ['early'], networks: [] as string[] };
  const { api } = await engineWith(context, has);
  const removal = removeLabelled(api, { label: LABEL, quietMs: 1000, patienceMs: 20_000 });
  while (has.containers.length > 0) await new Promise(setImmediate);
  has.containers = ['late'];
  assert.deepEqual(await removal, { containers: 2, networks: 0 });
});

test('what cannot be removed is listed when patience ends', async (context) => {
  const { api } = await engineWith(context, { containers: ['c1', 'c2'], networks: [] }, (id) =>
    id === 'c1' ? 'the device is "busy"' : undefined,
  );
  await assert.rejects(removeLabelled(api, { label: LABEL, quietMs: 0, patienceMs: 300 }), {
    message: 'containers c1: it answers 409: the device is "busy"',
  });
});

test('an engine that is down is told of', async () => {
  const api = new EngineApi({ host: 'tcp://127.0.0.1:1' });
  await assert.rejects(removeLabelled(api, { label: LABEL, quietMs: 0, patienceMs: 0 }), {
    message: /^containers cannot be listed: .*ECONNREFUSED.*; networks cannot be listed: /,
  });
});
