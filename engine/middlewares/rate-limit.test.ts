import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import { LocalLimits } from './local-limits.ts';
import { answering, handlerOf, TestReply, TestRequest, testTools } from './test-handlers.ts';
import type { HeadSettings } from './test-support.ts';

/** Sends requests at once and returns their replies. */
function burst(options: object, requests: readonly HeadSettings[]): TestReply[] {
  const tools = testTools({ limits: new LocalLimits(() => 0) });
  const middleware = buildMiddleware('limit@file', 'rateLimit', options);
  const handler = composeHandler([middleware], answering(200, 'ok'), tools);
  return requests.map((settings) => {
    const reply = new TestReply();
    handler.serve(new TestRequest(settings), reply);
    return reply;
  });
}

test('requests beyond the burst get 429 that says when to come again', () => {
  const replies = burst({ average: 10, burst: 5 }, Array(7).fill({}));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 200, 200, 200, 429, 429],
  );
  const refused = replies[6];
  assert.deepEqual(
    [refused?.text, refused?.header('Retry-After'), refused?.header('X-Retry-In')],
    ['Too Many Requests', '1', '100ms'],
  );
});

test('the period slows the rate down', () => {
  const [, refused] = burst({ average: 6, period: '1m' }, [{}, {}]);
  assert.deepEqual([refused?.header('Retry-After'), refused?.header('X-Retry-In')], ['10', '10s']);
});

test('an average of 0 limits nothing', () => {
  const replies = burst({ burst: 1 }, Array(5).fill({}));
  assert.ok(replies.every(({ status }) => status === 200));
});

const criteria: { name: string; criterion: object; requests: HeadSettings[]; passed: boolean[] }[] = [
  {
    name: 'the address is the source by default',
    criterion: {},
    requests: [{ clientIp: '10.0.0.1' }, { clientIp: '10.0.0.1' }, { clientIp: '10.0.0.2' }],
    passed: [true, false, true],
  },
  {
    name: 'an address of X-Forwarded-For',
    criterion: { ipStrategy: { depth: 1 } },
    requests: [
      { headers: ['X-Forwarded-For', '10.0.0.9, 10.0.0.1'] },
      { headers: ['X-Forwarded-For', '10.0.0.8, 10.0.0.1'] },
      { headers: ['X-Forwarded-For', '10.0.0.2'] },
    ],
    passed: [true, false, true],
  },
  {
    name: 'IPv6 networks',
    criterion: { ipStrategy: { ipv6Subnet: 64 } },
    requests: [{ clientIp: 'fd00::1' }, { clientIp: 'fd00::2' }, { clientIp: 'fd00:0:0:1::1' }],
    passed: [true, false, true],
  },
  {
    name: 'a header; without it all are one source',
    criterion: { requestHeaderName: 'X-User' },
    requests: [{ headers: ['x-user', 'ann'] }, { headers: ['X-User', 'bob'] }, {}, {}],
    passed: [true, true, true, false],
  },
  {
    name: 'the host',
    criterion: { requestHost: true },
    requests: [{ host: 'a.test' }, { host: 'b.test' }, { host: 'a.test' }],
    passed: [true, true, false],
  },
];
for (const { name, criterion, requests, passed } of criteria) {
  test(`sources are told apart by: ${name}`, () => {
    const replies = burst({ average: 1, sourceCriterion: criterion }, requests);
    assert.deepEqual(
      replies.map(({ status }) => status === 200),
      passed,
    );
  });
}

test('a request that comes a little too early is held, then served', async () => {
  let now = 0;
  const tools = testTools({ limits: new LocalLimits(() => now) });
  const middleware = buildMiddleware('limit@file', 'rateLimit', { average: 20 });
  const handler = composeHandler([middleware], answering(200, 'ok'), tools);
  handler.serve(new TestRequest(), new TestReply());
  now = 30;
  const started = performance.now();
  const reply = new TestReply();
  handler.serve(new TestRequest(), reply);
  assert.deepEqual(reply.log, []);
  assert.equal((await reply.done()).status, 200);
  assert.ok(performance.now() - started >= 18, 'it waits for the 20 ms that are missing');
});

test('a request whose client goes while it is held is not served', () => {
  let served = 0;
  const now = (): number => served * 30;
  const tools = testTools({ limits: new LocalLimits(now) });
  const middleware = buildMiddleware('limit@file', 'rateLimit', { average: 20 });
  const handler = composeHandler(
    [middleware],
    handlerOf(() => (served += 1)),
    tools,
  );
  handler.serve(new TestRequest(), new TestReply());
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const request = new TestRequest();
  handler.serve(request, new TestReply());
  const held = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  request.finish(false);
  const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  assert.deepEqual([held - before, after - before, served], [1, 0, 1]);
});

test('routers have buckets of their own', () => {
  const limits = new LocalLimits(() => 0);
  const middleware = buildMiddleware('limit@file', 'rateLimit', { average: 1 });
  const statuses = ['a ', 'b ', 'a '].map((scope) => {
    const reply = new TestReply();
    const handler = composeHandler([middleware], answering(200, 'ok'), testTools({ limits, scope }));
    handler.serve(new TestRequest(), reply);
    return reply.status;
  });
  assert.deepEqual(statuses, [200, 200, 429]);
});
