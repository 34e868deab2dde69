import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAnswer } from './answer-reply.ts';
import { composeHandler } from './chain.ts';
import type { HttpHandler } from './handler.ts';
import { HeaderList } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import { answering, handlerOf, TestReply, TestRequest, testTools, tunnelling } from './test-handlers.ts';

/** A middleware that writes its name where it passes. */
function marking(name: string, extra: Partial<HttpMiddleware> = {}): HttpMiddleware {
  return {
    name,
    request(head) {
      head.headers.append('X-Passed', name);
      return undefined;
    },
    response(head) {
      head.headers.append('X-Back', name);
    },
    explain: () => 'It marks.',
    ...extra,
  };
}

function wrapping(name: string, order: string[]): HttpMiddleware {
  return {
    name,
    wrap: (next) =>
      handlerOf((request, reply) => {
        order.push(`${name} sees ${request.head.headers.all('X-Passed').join(' ')}`);
        next.serve(request, reply);
      }),
    explain: () => 'It wraps.',
  };
}

function serve(middlewares: readonly HttpMiddleware[], end: HttpHandler, method = 'GET') {
  const request = new TestRequest({ method });
  const reply = new TestReply();
  composeHandler(middlewares, end, testTools()).serve(request, reply);
  return { request, reply };
}

test('without middlewares the end serves itself', () => {
  const end = answering(200, 'ok');
  assert.equal(composeHandler([], end, testTools()), end);
});

test('requests pass in order and answers in reverse', () => {
  const order: string[] = [];
  const end = handlerOf((request, reply) => {
    order.push(`end sees ${request.head.headers.all('X-Passed').join(' ')}`);
    reply.interim({ status: 103, headers: new HeaderList() });
    sendAnswer(reply, { status: 200, headers: [], body: 'ok' }, 'GET');
  });
  const { reply } = serve(
    [marking('a'), marking('b'), wrapping('w', order), marking('c'), wrapping('v', order)],
    end,
  );
  assert.deepEqual(order, ['w sees a b', 'v sees a b c', 'end sees a b c']);
  assert.deepEqual(reply.heads[0]?.headers.all('X-Back'), ['c', 'b', 'a']);
  assert.deepEqual(reply.log, ['interim 103', 'start 200', 'end']);
  assert.equal(reply.text, 'ok');
});

test('an answer of a middleware is edited by those before it, not by itself', () => {
  const refusing = marking('b', { request: () => ({ status: 403, headers: [['X-Why', 'no']], body: 'no' }) });
  const { reply } = serve(
    [marking('a'), refusing, marking('c')],
    handlerOf(() => assert.fail('went on')),
  );
  assert.deepEqual(
    [reply.status, reply.text, reply.header('X-Why'), reply.header('Content-Length')],
    [403, 'no', 'no', '2'],
  );
  assert.deepEqual(reply.heads[0]?.headers.all('X-Back'), ['a']);
});

test('a change of protocol is edited too', () => {
  const { reply } = serve([marking('a')], tunnelling);
  assert.deepEqual(reply.log, ['tunnel 101']);
});

test('what a middleware throws on the way in is answered 500 and noted', () => {
  const broken = marking('b', {
    request() {
      throw new Error('cannot read it');
    },
  });
  const { request, reply } = serve([marking('a'), broken], answering(200, 'ok'));
  assert.deepEqual([reply.status, reply.text], [500, 'Internal Server Error\n']);
  assert.equal(request.record.error, 'cannot read it');
});

test('what a middleware throws on the way back is answered 500, and the body is dropped', () => {
  const broken = marking('a', {
    response() {
      throw new Error('cannot edit it');
    },
  });
  let cancelled = 0;
  const end = handlerOf((_, reply) => {
    reply.start({ status: 200, headers: new HeaderList() }, { resume() {}, cancel: () => (cancelled += 1) });
    assert.equal(reply.write(Buffer.from('secret'), 0, 6), true);
    reply.flush();
    reply.end(Buffer.from('secret'), 0, 6, undefined);
  });
  const { request, reply } = serve([broken], end);
  assert.deepEqual(reply.log, ['start 500', 'end']);
  assert.equal(reply.text, 'Internal Server Error\n');
  assert.equal(request.record.error, 'cannot edit it');
  assert.equal(cancelled, 1);
});

const answers = [
  { method: 'GET', status: 200, length: '2', text: 'ok' },
  { method: 'HEAD', status: 200, length: '2', text: '' },
  { method: 'GET', status: 204, length: undefined, text: '' },
  { method: 'GET', status: 304, length: undefined, text: '' },
];
for (const { method, status, length, text } of answers) {
  test(`an answer ${status} to ${method} has ${text === '' ? 'no body' : 'its body'}`, () => {
    const reply = new TestReply();
    sendAnswer(reply, { status, headers: [['X-A', '1']], body: 'ok' }, method);
    assert.deepEqual([reply.header('Content-Length'), reply.text, reply.header('X-A')], [length, text, '1']);
  });
}
