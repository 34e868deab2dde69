import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import type { Mirroring, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, MirroringNode } from '../balancing/service-nodes.ts';
import { buildMiddleware } from '../middlewares/build.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { HttpDestination, HttpServer } from '../routing/targets.ts';
import { activeMirrorings, bodyLimit } from './mirror.ts';
import {
  closedPort,
  httpServer,
  send,
  service,
  snapshot,
  startBackend,
  startProxy,
  text,
} from './test-support.ts';

function node(name: string, port: number): ServiceNode<HttpServer> {
  return new LoadBalancerNode(name, { next: () => httpServer(port) });
}

interface MirrorSettings {
  readonly mirrorBody?: boolean;
  readonly maxBodySize?: number;
  readonly percent?: number;
}

function mirrored(
  main: ServiceNode<HttpServer>,
  mirrors: readonly ServiceNode<HttpServer>[],
  { mirrorBody = true, maxBodySize = -1, percent = 100 }: MirrorSettings = {},
): ServiceNode<HttpServer> {
  const shares = mirrors.map((mirror) => ({ service: mirror, percent }));
  return new MirroringNode('mirrored', main, shares, { mirrorBody, maxBodySize });
}

/** A backend that keeps what it was asked. */
async function startRecorder(name: string, log: string[]) {
  return await startBackend(async (request, response) => {
    log.push(`${name} ${request.method} ${request.url} ${request.headers.host} ${await text(request)}`);
    response.end(name);
  });
}

test('mirrors get what the middlewares left, one after another, after the client has its answer', async () => {
  const log: string[] = [];
  const released = Promise.withResolvers<void>();
  await using main = await startRecorder('main', log);
  await using first = await startBackend(async (request, response) => {
    log.push(`first ${request.method} ${request.url} ${request.headers.host} ${await text(request)}`);
    await released.promise;
    response.end('never seen');
  });
  await using second = await startRecorder('second', log);
  const strip = buildMiddleware('strip', 'stripPrefix', { prefixes: ['/api'] });
  const tree = mirrored(node('main', main.port), [node('first', first.port), node('second', second.port)]);
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: tree, middlewares: [strip] }]),
  });
  const headers = { Host: 'a.test', 'X-Correlation-Id': 'c1' };
  const answer = await send(proxy.port, { method: 'POST', path: '/api/x?y=1', headers, body: 'hello' });
  assert.equal(answer.body, 'main');
  released.resolve();
  const last = await proxy.mirrorEvent((event) => event.service === 'second');
  assert.deepEqual(
    log,
    ['main', 'first', 'second'].map((name) => `${name} POST /x?y=1 a.test hello`),
  );
  assert.deepEqual(last, {
    kind: 'mirror',
    correlationId: 'c1',
    service: 'second',
    server: `http://127.0.0.1:${second.port}`,
    status: 200,
  });
  const event = await proxy.httpEvent();
  assert.deepEqual([event.mirrors, event.status, event.requestBytes], [['first', 'second'], 200, 5]);
});

test('30 percent of ten requests are numbers 1, 4 and 7', async () => {
  const log: string[] = [];
  await using main = await startRecorder('main', []);
  await using mirror = await startRecorder('mirror', log);
  const tree = mirrored(node('main', main.port), [node('mirror', mirror.port)], { percent: 30 });
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  for (let number = 1; number <= 10; number += 1) await send(proxy.port, { path: `/${number}` });
  await proxy.plane.close(5000);
  assert.deepEqual(log.map((line) => line.split(' ')[2]).sort(), ['/1', '/4', '/7']);
  assert.equal(proxy.events.filter((event) => event.kind === 'mirror').length, 3);
});

test('a mirror that hangs, refuses or fails changes nothing for the client', async () => {
  await using main = await startRecorder('main', []);
  await using hanging = await startBackend(() => undefined);
  await using failing = await startBackend((_, response) => response.writeHead(500).end('no'));
  const refusing = await closedPort();
  const services = [node('refusing', refusing), node('failing', failing.port), node('hanging', hanging.port)];
  const tree = mirrored(node('main', main.port), services);
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [200, 'main']);
  assert.match(
    (await proxy.mirrorEvent((event) => event.service === 'refusing')).error ?? '',
    /ECONNREFUSED/,
  );
  assert.equal((await proxy.mirrorEvent((event) => event.service === 'failing')).status, 500);
  await proxy.plane.close(10);
  const broken = await proxy.mirrorEvent((event) => event.service === 'hanging');
  assert.equal(broken.status, undefined);
  assert.ok(broken.error);
});

test('a body above maxBodySize reaches main whole and no mirror', async () => {
  const log: string[] = [];
  await using main = await startBackend(async (request, response) => response.end(await text(request)));
  await using mirror = await startRecorder('mirror', log);
  const tree = mirrored(node('main', main.port), [node('mirror', mirror.port)], { maxBodySize: 10 });
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  const long = 'x'.repeat(1_000_000);
  assert.equal((await send(proxy.port, { method: 'POST', body: long })).body, long);
  assert.equal((await send(proxy.port, { method: 'POST', body: '0123456789' })).body, '0123456789');
  const chunked = { 'Transfer-Encoding': 'chunked' };
  assert.equal(
    (await send(proxy.port, { method: 'POST', body: '0123456789a', headers: chunked })).body,
    '0123456789a',
  );
  await send(proxy.port);
  await proxy.plane.close(5000);
  assert.deepEqual(log.map((line) => line.split(' ').at(-1)).sort(), ['', '0123456789']);
});

test('without mirrorBody the mirrors get requests without a body only', async () => {
  const log: string[] = [];
  await using main = await startRecorder('main', []);
  await using mirror = await startRecorder('mirror', log);
  const tree = mirrored(node('main', main.port), [node('mirror', mirror.port)], { mirrorBody: false });
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  await send(proxy.port, { method: 'POST', body: 'hello' });
  assert.match((await proxy.mirrorEvent()).error ?? '', /body/);
  await send(proxy.port);
  assert.equal((await proxy.mirrorEvent((event) => event.status !== undefined)).status, 200);
  assert.equal(log.length, 1);
});

test('a client that goes away before main has answered suppresses the mirrors', async () => {
  const log: string[] = [];
  const asked = Promise.withResolvers<void>();
  await using main = await startBackend(() => asked.resolve());
  await using mirror = await startRecorder('mirror', log);
  const tree = mirrored(node('main', main.port), [node('mirror', mirror.port)]);
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  const client = net.connect(proxy.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await asked.promise;
  client.destroy();
  assert.equal((await proxy.httpEvent()).status, 499);
  await proxy.plane.close(5000);
  assert.deepEqual(log, []);
});

test('an upload that breaks off reaches neither main nor mirrors', async () => {
  const log: string[] = [];
  await using backend = await startRecorder('any', log);
  const tree = mirrored(node('main', backend.port), [node('mirror', backend.port)]);
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  const client = http.request({
    port: proxy.port,
    host: '127.0.0.1',
    method: 'POST',
    headers: { 'Content-Length': 9 },
  });
  client.on('error', () => undefined);
  client.write('half');
  await once(client, 'socket');
  await once(client.socket ?? client, 'connect');
  client.destroy();
  assert.match((await proxy.httpEvent()).error ?? '', /broke off/);
  assert.deepEqual(log, []);
});

test('nested mirroring services each send their copies, by their own rule for bodies', async () => {
  const log: string[] = [];
  await using main = await startRecorder('main', log);
  await using outer = await startRecorder('outer', log);
  await using inner = await startRecorder('inner', log);
  const nested = mirrored(node('main', main.port), [node('inner', inner.port)], { maxBodySize: 100 });
  const tree = mirrored(nested, [node('outer', outer.port)], { maxBodySize: 3 });
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  await send(proxy.port, { method: 'POST', path: '/long', headers: { Host: 'a' }, body: 'hello' });
  await send(proxy.port, { method: 'POST', path: '/short', headers: { Host: 'a' }, body: 'hi' });
  await proxy.plane.close(5000);
  assert.deepEqual(
    log.filter((line) => line.includes('/long')),
    ['main POST /long a hello', 'inner POST /long a hello'],
  );
  assert.deepEqual(
    log
      .filter((line) => line.includes('/short'))
      .map((line) => line.split(' ')[0])
      .sort(),
    ['inner', 'main', 'outer'],
  );
});

test('a mirror that mirrors itself passes the copy on', async () => {
  const log: string[] = [];
  await using main = await startRecorder('main', []);
  await using copy = await startRecorder('copy', log);
  const mirror = mirrored(node('copy', copy.port), [node('copy of copy', copy.port)]);
  const tree = mirrored(node('main', main.port), [mirror]);
  await using proxy = await startProxy({ snapshot: () => snapshot([{ service: tree }]) });
  await send(proxy.port);
  await proxy.mirrorEvent((event) => event.service === 'copy of copy');
  assert.equal(log.length, 2);
});

test('the rules for bodies', () => {
  const mirroring = (maxBodySize: number, mirrorBody = true): Mirroring<HttpDestination> => ({
    mirrors: [service('m', undefined)],
    mirrorBody,
    maxBodySize,
  });
  assert.equal(bodyLimit([mirroring(5), mirroring(-1)]), -1);
  assert.equal(bodyLimit([mirroring(5), mirroring(7)]), 7);
  assert.equal(bodyLimit([mirroring(5, false)]), undefined);
  const all = [mirroring(0), mirroring(3), mirroring(-1), mirroring(0, false)];
  const passed = (body: Parameters<typeof activeMirrorings>[1]): number[] =>
    activeMirrorings(all, body).map((one) => all.indexOf(one));
  assert.deepEqual(passed('none'), [0, 1, 2, 3]);
  assert.deepEqual(passed(Buffer.from('abc')), [1, 2, 3]);
  assert.deepEqual(passed(Buffer.from('abcd')), [2, 3]);
  assert.deepEqual(passed('streamed'), [3]);
});

test('a field that a middleware made and that cannot be sent reaches no mirror either', async () => {
  const log: string[] = [];
  await using main = await startRecorder('main', log);
  await using mirror = await startRecorder('mirror', log);
  const tree = mirrored(node('main', main.port), [node('mirror', mirror.port)]);
  const careless: HttpMiddleware = {
    name: 'careless',
    request: ({ headers }) => void headers.set('X-A', '1\r\nX-Smuggled: 1'),
    explain: () => 'It begins a second field in the value of the first.',
  };
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: tree, middlewares: [careless] }]),
  });
  assert.equal((await send(proxy.port, {})).status, 500);
  const copy = await proxy.mirrorEvent();
  assert.match(copy.error ?? '', /header X-A cannot have the value/);
  assert.match((await proxy.httpEvent()).error ?? '', /header X-A cannot have the value/);
  assert.deepEqual(log, []);
});
