import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from '../middlewares/build.ts';
import { send, snapshot, startProxy } from './test-support.ts';

test('middlewares come before a page of the engine, and see its answer', async () => {
  const middlewares = [
    buildMiddleware('set@test', 'headers', {
      customRequestHeaders: { 'X-In': 'in' },
      customResponseHeaders: { 'X-Out': 'out' },
    }),
    buildMiddleware('auth@test', 'basicAuth', { users: ['ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='] }),
  ];
  await using proxy = await startProxy({
    snapshot: () =>
      snapshot([
        {
          target: {
            kind: 'internal',
            middlewares,
            answer: ({ target, headers }) => ({
              status: 200,
              headers: [['X-Page', 'api']],
              body: `${target} ${headers.get('X-In')}`,
            }),
          },
        },
      ]),
  });
  const refused = await send(proxy.port, { path: '/api' });
  assert.deepEqual([refused.status, refused.headers['x-out']], [401, 'out']);
  const served = await send(proxy.port, { path: '/api', auth: 'ann:secret' });
  assert.deepEqual([served.status, served.body], [200, '/api in']);
  assert.deepEqual([served.headers['x-page'], served.headers['x-out']], ['api', 'out']);
});

test('a page that fails breaks the connection off, and is reported', async () => {
  const answer = (): Promise<never> => Promise.reject(new Error('a bug'));
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ target: { kind: 'internal', answer } }]),
  });
  await assert.rejects(send(proxy.port), { code: 'ECONNRESET' });
  assert.equal((await proxy.httpEvent()).error, 'a bug');
});
