import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { describe, test } from 'node:test';
import { CERTIFICATES, objectOf, startTestServer, type TestServer, TOKEN, typeNamed } from './test-server.ts';

const SERVICES = '/api/v1/namespaces/a/services';

function putService(server: TestServer, name: string, labels = {}): void {
  const type = typeNamed(server.registry, 'services');
  server.store.put(type, objectOf(type, 'a', name, { metadata: { labels } }));
}

/** An answer of which nothing is read. */
async function openUnread(server: TestServer, path: string): Promise<IncomingMessage> {
  const asked = request(`${server.server.url}${path}`, {
    ca: CERTIFICATES.authorityPem,
    agent: false,
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.pause();
  return response;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `waited 10 s for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('watches of a server', () => {
  test('have a head before anything happens, and lines as it happens', async () => {
    await using server = await startTestServer();
    const watch = await server.watch(`${SERVICES}?watch=1`);
    putService(server, 'one');
    const event = await watch.next();
    assert.deepEqual([event?.type, event?.object.metadata.name], ['ADDED', 'one']);
    watch.close();
    await until(() => server.server.watches === 0, 'the end of a watch that its client has left');
  });

  test('end after the seconds that the client says, without an error', async () => {
    await using server = await startTestServer();
    const watch = await server.watch(`${SERVICES}?watch=1&timeoutSeconds=1`);
    assert.equal(await watch.next(), undefined);
    assert.equal(server.server.watches, 0);
  });

  test('get bookmarks if they want them', async () => {
    await using server = await startTestServer({ bookmarkEveryMs: 20 });
    const with_ = await server.watch(`${SERVICES}?watch=1&allowWatchBookmarks=true`);
    const without = await server.watch(`${SERVICES}?watch=1`);
    assert.equal((await with_.next())?.type, 'BOOKMARK');
    assert.equal((await with_.next())?.type, 'BOOKMARK');
    putService(server, 'one');
    assert.equal((await without.next())?.type, 'ADDED');
  });

  const streaming =
    '?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

  test('stream a list before they watch, and say where it ends', async () => {
    await using server = await startTestServer();
    putService(server, 'one');
    const watch = await server.watch(`${SERVICES}${streaming}&resourceVersion=1001`);
    assert.equal((await watch.next())?.type, 'ADDED');
    const mark = await watch.next();
    assert.equal(mark?.type, 'BOOKMARK');
    assert.equal(mark?.object.metadata.annotations?.['k8s.io/initial-events-end'], 'true');
    assert.equal(mark?.object.kind, 'Service');
    putService(server, 'two');
    assert.equal((await watch.next())?.object.metadata.name, 'two');
  });

  const refused = [
    { query: '?watch=1&sendInitialEvents=true', code: 422 },
    { query: '?watch=1&resourceVersionMatch=NotOlderThan', code: 422 },
    { query: '?watch=1&resourceVersion=new', code: 400 },
    { query: '?watch=1&timeoutSeconds=-1', code: 400 },
  ];
  for (const { query, code } of refused) {
    test(`${query} is refused with ${code}`, async () => {
      await using server = await startTestServer();
      assert.equal((await server.ask(`${SERVICES}${query}`)).code, code);
    });
  }

  test('that come too late or too early are told in the stream', async () => {
    await using server = await startTestServer();
    for (let index = 0; index < 300; index += 1) putService(server, 'one', { index: `${index}` });
    for (const [version, code] of [
      ['1001', 410],
      ['9000', 504],
    ] as const) {
      const watch = await server.watch(`${SERVICES}?watch=1&resourceVersion=${version}`);
      const error = await watch.next();
      assert.deepEqual([error?.type, error?.object.code], ['ERROR', code]);
      assert.equal(await watch.next(), undefined);
    }
    const late = await server.watch(`${SERVICES}${streaming}&resourceVersion=9000`);
    assert.equal((await late.next())?.object.code, 504);
  });

  test('end when their kind is no longer served', async () => {
    await using server = await startTestServer();
    const type = { ...typeNamed(server.registry, 'services'), group: 'a.example', version: 'v1' };
    server.registry.define('services.a.example', [type]);
    const watch = await server.watch('/apis/a.example/v1/services?watch=1');
    server.registry.forget('services.a.example');
    putService(server, 'one');
    assert.equal(await watch.next(), undefined);
  });

  test('of a client that does not read hold a bounded number of bytes, and end with 410', async () => {
    await using server = await startTestServer();
    const slow = await openUnread(server, `${SERVICES}?watch=1`);
    const fast = await server.watch(`${SERVICES}?watch=1`);
    await until(() => server.server.watches === 2, 'both watches');
    const long = 'x'.repeat(50_000);
    const changes = 1000;
    let seen = 0;
    for (let index = 0; index < changes; index += 1) {
      putService(server, 'one', { long, index: `${index}` });
      // The client that reads is given the time for it.
      assert.ok(await fast.next());
      seen += 1;
    }
    assert.equal(seen, changes);
    // 50 MB went by; the watch is over since its place in the history is.
    assert.equal(server.server.watches, 1);
    let read = '';
    slow.setEncoding('utf8');
    for await (const chunk of slow) read += chunk;
    const last = JSON.parse(read.trimEnd().split('\n').at(-1) ?? '');
    assert.deepEqual([last.type, last.object.code], ['ERROR', 410]);
    // What the sockets of both sides buffer, and one chunk.
    assert.ok(read.length < changes * long.length * 0.25, `${read.length} bytes were kept for it`);
    fast.close();
  });
});
