import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import { LocalLimits } from './local-limits.ts';
import { handlerOf, TestReply, TestRequest, testTools } from './test-handlers.ts';
import type { HeadSettings } from './test-support.ts';

function limited(options: object) {
  const limits = new LocalLimits(() => 0);
  let served = 0;
  const end = handlerOf(() => {
    served += 1;
  });
  const handler = composeHandler(
    [buildMiddleware('few@file', 'inFlightReq', options)],
    end,
    testTools({ limits }),
  );
  return {
    limits,
    served: () => served,
    serve(settings: HeadSettings = {}) {
      const request = new TestRequest(settings);
      const reply = new TestReply();
      handler.serve(request, reply);
      return { request, reply };
    },
  };
}

test('requests beyond the amount get 429, until one is over', () => {
  const { serve, served, limits } = limited({ amount: 2 });
  const first = serve();
  const second = serve();
  const { reply } = serve();
  assert.deepEqual([reply.status, reply.text, served()], [429, 'max connections reached: 2', 2]);
  first.request.finish(true);
  assert.equal(serve().reply.status, undefined);
  assert.equal(served(), 3);
  assert.equal(serve().reply.status, 429);
  second.request.finish(false);
  const last = serve();
  assert.equal(served(), 4);
  last.request.finish(true);
  assert.equal(limits.size, 1, 'the third is still in flight');
});

test('hosts are counted apart by default, addresses if wanted', () => {
  const hosts = limited({ amount: 1 });
  for (const host of ['a.test', 'b.test', 'a.test']) hosts.serve({ host });
  assert.equal(hosts.served(), 2);
  const addresses = limited({ amount: 1, sourceCriterion: { ipStrategy: {} } });
  for (const clientIp of ['10.0.0.1', '10.0.0.2', '10.0.0.1']) addresses.serve({ clientIp });
  assert.equal(addresses.served(), 2);
});

test('an amount of 0 lets nobody pass', () => {
  assert.equal(limited({ amount: 0 }).serve().reply.text, 'max connections reached: 0');
});
