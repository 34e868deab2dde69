import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendAnswer } from './answer-reply.ts';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import type { HttpReply, HttpRequest } from './handler.ts';
import { handlerOf, TestBody, TestReply, TestRequest, TestSink, testTools } from './test-handlers.ts';

/** What one attempt comes to: `unsent`, or a status. Reads the body of the request. */
type Outcome = 'unsent' | 'lost' | number;

class Backend {
  readonly attempts: HttpRequest[] = [];
  readonly bodies: string[] = [];
  readonly over: (boolean | undefined)[] = [];
  readonly #outcomes: readonly Outcome[];

  constructor(outcomes: readonly Outcome[]) {
    this.#outcomes = outcomes;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const outcome = this.#outcomes[this.attempts.length] ?? 200;
    const index = this.attempts.push(request) - 1;
    this.over[index] = undefined;
    request.onDone((delivered) => {
      this.over[index] = delivered;
    });
    if (outcome === 'unsent') {
      request.record.error = 'connect ECONNREFUSED';
      request.record.unsent = true;
      sendAnswer(reply, { status: 502, headers: [], body: 'Bad Gateway' }, request.head.method);
      return;
    }
    const sink = new TestSink();
    request.body?.start(sink);
    this.bodies.push(sink.text);
    if (outcome === 'lost') request.record.error = 'read ECONNRESET';
    const status = outcome === 'lost' ? 502 : outcome;
    sendAnswer(reply, { status, headers: [], body: `answer ${index + 1}` }, request.head.method);
  }
}

interface Case {
  readonly name: string;
  readonly options?: object;
  readonly method?: string;
  readonly body?: string;
  readonly outcomes: readonly Outcome[];
  readonly status: number;
  readonly attempts: number;
}

const cases: readonly Case[] = [
  { name: 'an answer is not repeated', outcomes: [500], status: 500, attempts: 1 },
  {
    name: 'a server that was not reached is replaced by the next',
    outcomes: ['unsent'],
    status: 200,
    attempts: 2,
  },
  { name: 'attempts end', outcomes: ['unsent', 'unsent', 'unsent', 'unsent'], status: 502, attempts: 3 },
  {
    name: 'a server that got the request and was lost is not replaced',
    outcomes: ['lost'],
    status: 502,
    attempts: 1,
  },
  {
    name: 'a POST that no server got is repeated',
    method: 'POST',
    body: 'hello',
    outcomes: ['unsent'],
    status: 200,
    attempts: 2,
  },
  {
    name: 'network errors can be left alone',
    options: { disableRetryOnNetworkError: true, status: ['503'] },
    outcomes: ['unsent'],
    status: 502,
    attempts: 1,
  },
  {
    name: 'a listed status is repeated',
    options: { status: ['503'] },
    outcomes: [503],
    status: 200,
    attempts: 2,
  },
  {
    name: 'others are not',
    options: { status: ['503', '510-520'] },
    outcomes: [509],
    status: 509,
    attempts: 1,
  },
  {
    name: 'the body is sent again',
    options: { status: ['500-599'] },
    method: 'PUT',
    body: 'hello',
    outcomes: [500, 501],
    status: 200,
    attempts: 3,
  },
  {
    name: 'a POST is not repeated because of a status',
    options: { status: ['503'] },
    method: 'POST',
    body: 'hello',
    outcomes: [503],
    status: 503,
    attempts: 1,
  },
  {
    name: 'unless that is wanted',
    options: { status: ['503'], retryNonIdempotentMethod: true },
    method: 'POST',
    body: 'hello',
    outcomes: [503],
    status: 200,
    attempts: 2,
  },
  {
    name: 'a body that is too long is sent once',
    options: { status: ['503'], maxRequestBodyBytes: 4 },
    method: 'PUT',
    body: 'hello',
    outcomes: [503],
    status: 503,
    attempts: 1,
  },
];

for (const { name, options = {}, method = 'GET', body, outcomes, status, attempts } of cases) {
  test(name, async () => {
    const backend = new Backend(outcomes);
    const middleware = buildMiddleware('again@file', 'retry', { attempts: 3, ...options });
    const sent = body === undefined ? undefined : new TestBody();
    const request = new TestRequest({ method }, sent);
    const reply = new TestReply();
    composeHandler([middleware], backend, testTools()).serve(request, reply);
    if (body !== undefined && sent?.sink) sent.end(body);
    await reply.done();
    assert.deepEqual([reply.status, backend.attempts.length], [status, attempts]);
    if (sent && backend.bodies.length > 1) {
      assert.deepEqual(new Set(backend.bodies), new Set([body]), 'each attempt gets the body');
    }
    request.finish(true);
    assert.deepEqual(
      backend.over,
      backend.over.map((_, index) => index === attempts - 1),
      'only the last attempt was delivered',
    );
    assert.equal(reply.heads.length, 1);
  });
}

test('each attempt begins with the head as it came', async () => {
  const backend = new Backend(['unsent', 'unsent']);
  const middlewares = [
    buildMiddleware('again@file', 'retry', { attempts: 3 }),
    buildMiddleware('add@file', 'addPrefix', { prefix: '/api' }),
  ];
  const reply = new TestReply();
  composeHandler(middlewares, backend, testTools()).serve(new TestRequest({ target: '/a' }), reply);
  await reply.done();
  assert.deepEqual(
    backend.attempts.map(({ head }) => head.target),
    ['/api/a', '/api/a', '/api/a'],
  );
});

test('the note of a failed attempt is gone when another has answered', async () => {
  const request = new TestRequest();
  const reply = new TestReply();
  const middleware = buildMiddleware('again@file', 'retry', { attempts: 2 });
  composeHandler([middleware], new Backend(['unsent']), testTools()).serve(request, reply);
  await reply.done();
  assert.deepEqual([request.record.error, request.record.unsent], [undefined, false]);
});

test('the interval passes between attempts, and ends with the client', async () => {
  const backend = new Backend(['unsent', 'unsent']);
  const middleware = buildMiddleware('again@file', 'retry', { attempts: 3, initialInterval: '20ms' });
  const handler = composeHandler([middleware], backend, testTools());
  const started = performance.now();
  const reply = new TestReply();
  handler.serve(new TestRequest(), reply);
  await reply.done();
  // 20 ms and then 20 ms times the root of 2; timers may be a millisecond early.
  assert.ok(performance.now() - started >= 46);

  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const request = new TestRequest();
  composeHandler([middleware], new Backend(['unsent']), testTools()).serve(request, new TestReply());
  assert.equal(timers(), before + 1);
  request.finish(false);
  assert.equal(timers(), before);
});

test('a long answer that is not wanted is broken off', async () => {
  let cancelled = 0;
  let asked = 0;
  const end = handlerOf((_, reply) => {
    asked += 1;
    if (asked === 2) {
      sendAnswer(reply, { status: 200, headers: [], body: 'ok' }, 'GET');
      return;
    }
    const source = { resume() {}, cancel: () => (cancelled += 1) };
    sendHead(reply, source);
    const piece = Buffer.alloc(30_000);
    for (let n = 0; n < 3; n += 1) assert.equal(reply.write(piece, 0, piece.length), true);
  });
  const middleware = buildMiddleware('again@file', 'retry', { attempts: 2, status: ['500'] });
  const reply = new TestReply();
  composeHandler([middleware], end, testTools()).serve(new TestRequest(), reply);
  await reply.done();
  assert.deepEqual([reply.status, reply.text, cancelled], [200, 'ok', 1]);
});

function sendHead(reply: HttpReply, source: { resume(): void; cancel(): void }): void {
  const probe = new TestReply();
  sendAnswer(probe, { status: 500, headers: [], body: '' }, 'GET');
  const [head] = probe.heads;
  assert.ok(head);
  reply.start(head, source);
}

test('a body that was begun and not kept is not sent again', async () => {
  let attempts = 0;
  const end = handlerOf((request, reply) => {
    attempts += 1;
    request.body?.start(new TestSink());
    request.record.unsent = true;
    sendAnswer(reply, { status: 502, headers: [], body: '' }, 'POST');
  });
  const middleware = buildMiddleware('again@file', 'retry', { attempts: 2 });
  const reply = new TestReply();
  const request = new TestRequest({ method: 'POST' }, new TestBody());
  composeHandler([middleware], end, testTools()).serve(request, reply);
  await reply.done();
  assert.deepEqual([reply.status, attempts], [502, 1]);
});
