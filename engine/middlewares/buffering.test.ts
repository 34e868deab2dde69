import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAnswer } from './answer-reply.ts';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import { HeaderList } from './message.ts';
import {
  answering,
  handlerOf,
  TestBody,
  TestReply,
  TestRequest,
  TestSink,
  testTools,
} from './test-handlers.ts';

function serve(options: object, end: HttpHandler, body?: TestBody, method = 'POST'): TestReply {
  const reply = new TestReply();
  const middleware = buildMiddleware('buffer@file', 'buffering', options);
  composeHandler([middleware], end, testTools()).serve(new TestRequest({ method }, body), reply);
  return reply;
}

/** Notes the bodies that arrive, and answers at once. */
function recorder(statuses: readonly number[] = []): { end: HttpHandler; sinks: TestSink[] } {
  const sinks: TestSink[] = [];
  const end = handlerOf((request, reply) => {
    const sink = new TestSink();
    request.body?.start(sink);
    const status = statuses[sinks.push(sink) - 1] ?? 200;
    sendAnswer(reply, { status, headers: [], body: `answer ${sinks.length}` }, request.head.method);
  });
  return { end, sinks };
}

test('a request goes on when its body is there as a whole', () => {
  const { end, sinks } = recorder();
  const body = new TestBody();
  const reply = serve({}, end, body);
  body.send('hel');
  assert.deepEqual([sinks.length, reply.log], [0, []]);
  body.end('lo');
  assert.deepEqual([sinks[0]?.text, reply.text], ['hello', 'answer 1']);
});

const tooLong: [string, TestBody][] = [
  ['announced', new TestBody(6)],
  ['not announced', new TestBody()],
];
for (const [name, body] of tooLong) {
  test(`a body that is too long, ${name}, is answered 413`, () => {
    const reply = serve({ maxRequestBodyBytes: 5 }, recorder().end, body);
    if (body.length < 0) body.send('123456');
    assert.deepEqual([reply.status, reply.text], [413, 'Request Entity Too Large']);
  });
}

test('a body of the maximum passes', () => {
  const body = new TestBody(5);
  const reply = serve({ maxRequestBodyBytes: 5 }, recorder().end, body);
  body.end('12345');
  assert.equal(reply.status, 200);
});

test('without a maximum a body beyond the memory for it is passed on as it comes', () => {
  const { end, sinks } = recorder();
  const body = new TestBody();
  serve({ memRequestBodyBytes: 4 }, end, body);
  body.send('123');
  body.send('456');
  assert.equal(sinks[0]?.text, '123456');
  body.end('7');
  assert.deepEqual([sinks[0]?.text, sinks[0]?.log], ['1234567', ['end']]);
});

test('a body that breaks off breaks the answer off', () => {
  const body = new TestBody();
  const reply = serve({}, recorder().end, body);
  body.sink?.abort(new Error('gone'));
  assert.deepEqual(reply.log, ['abort gone']);
});

/** Answers in pieces; `sent` says how many were taken. */
function speaking(
  pieces: readonly string[],
  headers: readonly string[] = [],
): { end: HttpHandler; cancelled: () => number } {
  let cancelled = 0;
  const end = handlerOf((_: HttpRequest, reply: HttpReply) => {
    const source = { resume() {}, cancel: () => (cancelled += 1) };
    reply.start({ status: 200, headers: new HeaderList(headers) }, source);
    reply.flush();
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      reply.write(bytes, 0, bytes.length);
      bytes.fill('!');
    }
    if (cancelled === 0) reply.end(Buffer.alloc(0), 0, 0, undefined);
  });
  return { end, cancelled: () => cancelled };
}

test('an answer goes out whole, with its length', () => {
  const reply = serve({}, speaking(['abc', 'def']).end);
  assert.deepEqual(reply.log, ['start 200', 'end']);
  assert.deepEqual([reply.text, reply.header('Content-Length')], ['abcdef', '6']);
});

const longAnswers: [string, readonly string[], readonly string[]][] = [
  ['announced', ['abc'], ['Content-Length', '6']],
  ['not announced', ['abc', 'def', 'ghi'], []],
];
for (const [name, pieces, headers] of longAnswers) {
  test(`an answer that is too long, ${name}, becomes 500`, () => {
    const { end, cancelled } = speaking(pieces, headers);
    const reply = serve({ maxResponseBodyBytes: 5 }, end);
    assert.deepEqual(
      [reply.status, reply.text, cancelled(), reply.log],
      [500, 'Internal Server Error', 1, ['start 500', 'end']],
    );
  });
}

test('an answer to HEAD may announce any length', () => {
  const end = answering(200, '', ['Content-Length', '1000']);
  const reply = serve({ maxResponseBodyBytes: 5 }, end, undefined, 'HEAD');
  assert.deepEqual([reply.status, reply.header('Content-Length')], [200, '1000']);
});

test('without a maximum an answer beyond the memory for it is passed on as it comes', () => {
  const reply = serve({ memResponseBodyBytes: 4 }, speaking(['abc', 'def', 'ghi']).end);
  assert.deepEqual([reply.text, reply.header('Content-Length')], ['abcdefghi', undefined]);
  assert.deepEqual(
    reply.pieces.map((piece) => piece.toString()),
    ['abcdef', 'ghi', ''],
  );
});

const retries: {
  expression: string;
  statuses: number[];
  attempts: number;
  status: number;
  method?: string;
}[] = [
  { expression: 'IsNetworkError()', statuses: [502, 504], attempts: 3, status: 200 },
  { expression: 'IsNetworkError()', statuses: [500], attempts: 1, status: 500 },
  {
    expression: 'ResponseCode() >= 500 && Attempts() < 2',
    statuses: [500, 500, 500],
    attempts: 2,
    status: 500,
  },
  {
    expression: 'RequestMethod() == "GET" && ResponseCode() == 500',
    statuses: [500],
    attempts: 1,
    status: 500,
  },
  { expression: 'ResponseCode() == 500', statuses: Array(20).fill(500), attempts: 10, status: 500 },
];
for (const { expression, statuses, attempts, status } of retries) {
  test(`${expression}: ${attempts} attempts at ${statuses[0]}, each with the body`, async () => {
    const { end, sinks } = recorder(statuses);
    const body = new TestBody();
    const reply = serve({ retryExpression: expression }, end, body);
    body.end('hello');
    await reply.done();
    assert.deepEqual([reply.status, sinks.length], [status, attempts]);
    assert.ok(sinks.every(({ text }) => text === 'hello'));
    assert.equal(reply.heads.length, 1);
  });
}
