import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import type { HttpReply, HttpRequest } from './handler.ts';
import { HeaderList } from './message.ts';
import { answering, handlerOf, TestReply, TestRequest, testTools, tunnelling } from './test-handlers.ts';

const OPTIONS = { expression: 'ResponseCodeRatio(400, 600, 0, 600) > 0.5', checkPeriod: '1ms' };

/** A router with a circuit breaker before `serve`, and the time that its test moves. */
function guarded(serve: (request: HttpRequest, reply: HttpReply) => void, options: object = OPTIONS) {
  const time = { now: 0 };
  const clock = { now: () => time.now, after: () => () => undefined };
  const middleware = buildMiddleware('breaker@file', 'circuitBreaker', options);
  const handler = composeHandler([middleware], handlerOf(serve), testTools({ clock }));
  return {
    time,
    serve(method = 'GET') {
      const request = new TestRequest({ method });
      const reply = new TestReply();
      handler.serve(request, reply);
      return { request, reply };
    },
  };
}

test('once it has tripped, nothing reaches what is behind', () => {
  let served = 0;
  const { serve } = guarded((request, reply) => {
    served += 1;
    answering(500, 'broken').serve(request, reply);
  });
  assert.deepEqual([serve().reply.text, serve().reply.text, served], ['broken', 'Service Unavailable', 1]);
  const { reply } = serve('HEAD');
  assert.deepEqual([reply.status, reply.header('Content-Length'), reply.text], [503, '19', '']);
});

test('the status of the refusal can be chosen', () => {
  const { serve } = guarded((...all) => answering(500, 'broken').serve(...all), {
    ...OPTIONS,
    responseCode: 429,
  });
  serve();
  assert.deepEqual([serve().reply.status, serve().reply.text], [429, 'Too Many Requests']);
});

test('a latency lasts until the end of the answer', () => {
  const replies: HttpReply[] = [];
  const { serve, time } = guarded((_, reply) => replies.push(reply), {
    expression: 'LatencyAtQuantileMS(50.0) > 90',
  });
  serve();
  const [reply] = replies;
  assert.ok(reply);
  time.now = 50;
  reply.start({ status: 200, headers: new HeaderList() }, { resume() {}, cancel() {} });
  time.now = 100;
  reply.end(Buffer.alloc(0), 0, 0, undefined);
  assert.equal(serve().reply.status, 503);
});

test('a client that goes away before there is an answer counts as 499', () => {
  const { serve } = guarded(() => undefined);
  serve().request.finish(false);
  assert.equal(serve().reply.status, 503);
});

test('an answer that breaks off counts for nothing', () => {
  const { serve } = guarded((_, reply) => {
    reply.start({ status: 500, headers: new HeaderList() }, { resume() {}, cancel() {} });
    reply.abort(new Error('lost'));
  });
  serve().request.finish(false);
  assert.equal(serve().reply.status, 500);
});

test('an answer counts once, whatever becomes of its delivery', () => {
  const { serve } = guarded((...all) => answering(200, 'ok').serve(...all));
  for (let n = 0; n < 3; n += 1) serve().request.finish(false);
  assert.equal(serve().reply.status, 200);
});

test('routers that use one middleware trip apart, and begin anew when they are put into force again', () => {
  const middleware = buildMiddleware('breaker@file', 'circuitBreaker', OPTIONS);
  const [one, other] = ['one ', 'other '].map((scope) =>
    composeHandler([middleware], answering(500, 'broken'), testTools({ scope })),
  );
  const statusOf = (handler: typeof one): string => {
    const reply = new TestReply();
    handler?.serve(new TestRequest(), reply);
    return reply.text;
  };
  assert.deepEqual([statusOf(one), statusOf(one)], ['broken', 'Service Unavailable']);
  assert.equal(statusOf(other), 'broken');
});

test('a tunnel counts as a 200 when it is over, with its whole time', () => {
  const { serve, time } = guarded((...all) => tunnelling.serve(...all), {
    expression: 'ResponseCodeRatio(200, 201, 0, 600) > 0.5 && LatencyAtQuantileMS(50.0) > 90',
  });
  const { request, reply } = serve();
  time.now = 100;
  assert.deepEqual(serve().reply.log, ['tunnel 101'], 'the first is still open');
  request.finish(true);
  assert.deepEqual(reply.log, ['tunnel 101']);
  assert.equal(serve().reply.status, 503);
});
