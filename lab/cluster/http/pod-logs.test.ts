import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogLine } from '../pod-log.ts';
import type { ContainerLog } from './pod-logs.ts';
import { objectOf, startTestServer, type TestServer, typeNamed } from './test-server.ts';

const LOG = '/api/v1/namespaces/default/pods/web/log';
const NOW = Date.parse('2026-01-01T00:01:00Z');

/** A log that a test writes. */
class WrittenLog implements ContainerLog {
  readonly lines: LogLine[] = ['one', 'two', 'three'].map((text, index) => ({
    at: new Date(NOW - 30_000 + index * 10_000),
    text,
  }));
  readonly previous?: readonly LogLine[];
  readonly #listeners = new Set<(line: LogLine) => void>();

  constructor(previous?: readonly LogLine[]) {
    if (previous) this.previous = previous;
  }

  subscribe(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get followers(): number {
    return this.#listeners.size;
  }

  print(text: string): void {
    const line = { at: new Date(NOW), text };
    this.lines.push(line);
    for (const listener of this.#listeners) listener(line);
  }
}

async function start(log: ContainerLog | undefined, containers = ['main']): Promise<TestServer> {
  const server = await startTestServer({ podLogs: () => log, now: () => NOW });
  const pods = typeNamed(server.registry, 'pods');
  const spec = { containers: containers.map((name) => ({ name })) };
  server.store.put(pods, objectOf(pods, 'default', 'web', { spec, metadata: { uid: 'u' } }));
  return server;
}

describe('the log of a pod', () => {
  const cases = [
    { query: '', text: 'one\ntwo\nthree\n' },
    { query: '?container=main', text: 'one\ntwo\nthree\n' },
    { query: '?tailLines=2', text: 'two\nthree\n' },
    { query: '?tailLines=0', text: '' },
    { query: '?sinceSeconds=25', text: 'two\nthree\n' },
    { query: '?sinceTime=2026-01-01T00:00:45Z', text: 'three\n' },
    { query: '?limitBytes=5', text: 'one\nt' },
    { query: '?tailLines=1&timestamps=true', text: '2026-01-01T00:00:50.000000000Z three\n' },
    { query: '?previous=true', text: 'before\n' },
  ];
  for (const { query, text } of cases) {
    test(`${query || 'as it is'} is ${JSON.stringify(text)}`, async () => {
      await using server = await start(new WrittenLog([{ at: new Date(NOW), text: 'before' }]));
      const answer = await server.ask(`${LOG}${query}`);
      assert.equal(answer.code, 200, answer.text);
      assert.equal(answer.headers['content-type'], 'text/plain');
      assert.equal(answer.text, text);
    });
  }

  const refusals = [
    { query: '?container=other', message: 'container other is not valid for pod web' },
    { query: '?previous=true', message: 'previous terminated container "main" in pod "web" not found' },
    { query: '?tailLines=x', message: /tailLines/ },
    { query: '?sinceTime=yesterday', message: /no time/ },
  ];
  for (const { query, message } of refusals) {
    test(`${query} is refused`, async () => {
      await using server = await start(new WrittenLog());
      const { code, json } = await server.ask(`${LOG}${query}`);
      assert.equal(code, 400);
      assert.match(String(json['message']), message instanceof RegExp ? message : new RegExp(message));
    });
  }

  test('of several containers must say which', async () => {
    await using server = await start(new WrittenLog(), ['main', 'sidecar']);
    const { json } = await server.ask(LOG);
    assert.equal(
      json['message'],
      'a container name must be specified for pod web, choose one of: [main sidecar]',
    );
  });

  test('of a container that has not started is refused, of a pod that is not there not found', async () => {
    await using server = await start(undefined);
    assert.match(String((await server.ask(LOG)).json['message']), /waiting to start/);
    assert.equal((await server.ask(LOG.replace('web', 'other'))).code, 404);
  });

  test('of a container that could not be started says why', async () => {
    await using server = await start(undefined);
    const pods = typeNamed(server.registry, 'pods');
    const state = { terminated: { exitCode: 128, reason: 'StartError', message: 'no such image' } };
    const status = { phase: 'Failed', containerStatuses: [{ name: 'main', state }] };
    server.store.put(pods, {
      ...objectOf(pods, 'default', 'web', { spec: { containers: [{ name: 'main' }] } }),
      status,
    });
    assert.equal(
      (await server.ask(LOG)).json['message'],
      'container "main" in pod "web" could not be started: no such image',
    );
  });

  test('is followed until the pod is gone', async () => {
    const log = new WrittenLog();
    await using server = await start(log);
    const followed = server.ask(`${LOG}?follow=true&tailLines=1`);
    while (log.followers === 0) await new Promise((resolve) => setImmediate(resolve));
    log.print('four');
    server.store.delete('pods', 'default', 'web');
    assert.equal((await followed).text, 'three\nfour\n');
    assert.equal(log.followers, 0);
  });

  test('is followed until the server closes', async () => {
    const log = new WrittenLog();
    const server = await start(log);
    const followed = server.ask(`${LOG}?follow=true&limitBytes=1000`);
    while (log.followers === 0) await new Promise((resolve) => setImmediate(resolve));
    await server.server.close();
    assert.equal((await followed).text, 'one\ntwo\nthree\n');
    await server[Symbol.asyncDispose]();
  });
});
