import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import type { HttpHandler, HttpRequest } from './handler.ts';
import type { HeaderList } from './message.ts';
import { answering, handlerOf, TestReply, TestRequest, testTools } from './test-handlers.ts';
import type { HeadSettings } from './test-support.ts';

const page: HttpHandler = answering(200, 'sorry', ['Content-Type', 'text/html', 'Content-Length', '5']);

function serve(
  options: object,
  end: HttpHandler,
  settings: HeadSettings = {},
): { reply: TestReply; asked: HttpRequest[]; request: TestRequest } {
  const asked: HttpRequest[] = [];
  const pages = handlerOf((request, reply) => {
    asked.push(request);
    request.record.server = 'http://pages';
    page.serve(request, reply);
  });
  const middleware = buildMiddleware('sorry@file', 'errors', { service: 'pages@file', ...options });
  const request = new TestRequest(settings);
  const reply = new TestReply();
  const tools = testTools({ forwardTo: (service) => (service === 'pages@file' ? pages : undefined) });
  composeHandler([middleware], end, tools).serve(request, reply);
  return { reply, asked, request };
}

test('an answer in the range is replaced by the page, and keeps its status', async () => {
  const failing = answering(503, 'stack trace', ['X-Secret', '1', 'Content-Type', 'text/plain']);
  const { reply, asked, request } = serve(
    { status: ['404', '500-599'], query: '/{status}.html?from={url}' },
    failing,
    { method: 'POST', target: '/a b?x=1&y=(2)', headers: ['Cookie', 'a=1', 'Content-Length', '4'] },
  );
  await reply.done();
  assert.deepEqual(
    [reply.status, reply.text, reply.header('Content-Type'), reply.header('X-Secret')],
    [503, 'sorry', 'text/html', undefined],
  );
  const [wanted] = asked;
  assert.deepEqual(
    [wanted?.head.method, wanted?.head.target, wanted?.head.host, wanted?.body],
    ['GET', '/503.html?from=http%3A%2F%2Fa.test%2Fa+b%3Fx%3D1%26y%3D%282%29', 'a.test', undefined],
  );
  assert.deepEqual(wanted?.head.headers.lines(), [['Cookie', 'a=1']]);
  assert.equal(request.record.server, undefined, 'the record is of the server that failed');
});

test('answers in no range pass', () => {
  const { reply, asked } = serve({ status: ['500-502', '504'] }, answering(503, 'stack trace'));
  assert.deepEqual([reply.status, reply.text, asked.length], [503, 'stack trace', 0]);
});

test('a status can be rewritten, and both can be in the query', async () => {
  const { reply, asked } = serve(
    {
      status: ['400-599'],
      statusRewrites: { '401': 404, '500-504': 500 },
      query: '{status}/{originalStatus}',
    },
    answering(503, ''),
  );
  await reply.done();
  assert.deepEqual([reply.status, asked[0]?.head.target], [500, '/500/503']);
});

test('only the named request headers go to the page', async () => {
  const headers = ['Cookie', 'a=1', 'Accept', 'text/html'];
  const { reply, asked } = serve({ status: ['500'], errorRequestHeaders: ['accept'] }, answering(500, ''), {
    headers,
  });
  await reply.done();
  assert.deepEqual(asked[0]?.head.headers.lines(), [['Accept', 'text/html']]);
  assert.equal(asked[0]?.head.target, '/');
});

test('HEAD gets the head of the page', async () => {
  const { reply } = serve({ status: ['500'] }, answering(500, ''), { method: 'HEAD' });
  await reply.done();
  assert.deepEqual([reply.text, reply.header('Content-Length'), reply.status], ['', '5', 500]);
});

test('what middlewares behind change does not show in the page request', async () => {
  const end = handlerOf((request, reply) => {
    const headers: HeaderList = request.head.headers;
    headers.set('Authorization', 'inner');
    request.head.target = '/inner';
    answering(500, '').serve(request, reply);
  });
  const { reply, asked } = serve({ status: ['500'], query: '{url}' }, end, { target: '/outer' });
  await reply.done();
  assert.deepEqual(
    [asked[0]?.head.target, asked[0]?.head.headers.lines()],
    ['/http%3A%2F%2Fa.test%2Fouter', []],
  );
});

test('no page is asked for when the client is gone', () => {
  const end = handlerOf((request, reply) => {
    if (request instanceof TestRequest) request.finish(false);
    answering(500, '').serve(request, reply);
  });
  assert.equal(serve({ status: ['500'] }, end).asked.length, 0);
});

test('a service that is not in force leaves answers alone', () => {
  const middleware = buildMiddleware('sorry@file', 'errors', { service: 'x@file', status: ['500'] });
  assert.deepEqual(middleware.services, ['x@file']);
  const end = answering(500, 'as it was');
  assert.equal(composeHandler([middleware], end, testTools()), end);
});
