import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Clock } from '../../net/clock.ts';
import { hastyClock } from '../../net/test-clock.ts';
import type { Json } from './api-object.ts';
import { openApi } from './credentials.ts';
import { Reflector } from './reflector.ts';
import { type Fault, TestApiServer } from './test-api-server.ts';
import { SERVICES, Seen } from './test-seen.ts';

const COLLECTION = '/api/v1/namespaces/shop/services';

function service(name: string, port = 80): Json {
  return { metadata: { name }, spec: { ports: [{ port }] } };
}

async function reflect(context: TestContext | undefined, server: TestApiServer, clock: Clock = hastyClock) {
  const address = { kubeconfig: '', context: '', endpoint: server.url, token: '', certAuthFilePath: '' };
  const transport = await openApi(address, {});
  const seen = new Seen();
  const ending = new AbortController();
  const running = new Reflector({
    transport,
    watched: SERVICES,
    sink: seen,
    clock,
    random: () => 0.5,
  }).run(ending.signal);
  const end = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  context?.after(end);
  return { seen, end };
}

describe('a reflector stays in step when', () => {
  const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({
    status: code,
    body: { kind: 'Status', code, message: `told to say ${code}` },
    headers,
  });
  /** Answers the next watches so, after all watches were cut. */
  const nextWatches = (count: number, fault: Fault) => (server: TestApiServer) => {
    let rest = count;
    server.fault = ({ isWatch }) => (isWatch && rest-- > 0 ? fault : undefined);
    server.endWatches('cut');
  };
  const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } };
  const inner = { type: 'ERROR', object: { kind: 'Status', code: 500, message: 'etcd has a bad day' } };
  /** Lists that are made: 1 if the watch goes on from where it was. */
  const rows: [what: string, disturb: (server: TestApiServer) => unknown, lists: number][] = [
    ['a watch ends as it should', (server) => server.endWatches('clean'), 1],
    ['a connection is cut', (server) => server.endWatches('cut'), 1],
    ['a connection is cut in the middle of a line', (server) => server.endWatches('half a line'), 1],
    ['a line is no JSON', (server) => server.writeToWatches('<html>\n'), 1],
    ['events come twice', (server) => server.repeatEvents(3), 1],
    [
      'an event has an unknown type',
      (server) =>
        server.writeToWatches(
          `{"type":"ODD","object":{"metadata":{"name":"x","resourceVersion":"99999"}}}\n`,
        ),
      2,
    ],
    ['only bookmarks come', (server) => [server.bookmark(), server.bookmark(), server.endWatches('cut')], 1],
    [
      'the version is not kept any more (in the watch)',
      nextWatches(1, { line: `${JSON.stringify(gone)}\n` }),
      2,
    ],
    ['the version is not kept any more (as an answer)', nextWatches(1, status(410)), 2],
    ['the API fails in the watch', nextWatches(1, { line: `${JSON.stringify(inner)}\n` }), 1],
    ['the API fails three times', nextWatches(3, status(500)), 1],
    ['the API fails for too long to go on', nextWatches(7, status(500)), 2],
    ['the API is busy', nextWatches(2, status(429, { 'retry-after': '1' })), 1],
    ['a watch is forbidden for some time', nextWatches(1, status(403)), 2],
    ['nobody knows who asks for some time', nextWatches(1, status(401)), 1],
    ['a version is from the future', nextWatches(1, status(504)), 2],
    ['connections are cut before an answer', nextWatches(3, 'cut'), 1],
  ];
  for (const [what, disturb, lists] of rows) {
    test(what, async (context) => {
      const server = await TestApiServer.start(context);
      for (const name of ['a', 'b', 'c']) server.put(COLLECTION, service(name));
      const { seen } = await reflect(context, server);
      await seen.until(() => seen.objects.size === 3 && server.watches === 1);
      server.put(COLLECTION, service('a', 81));
      await seen.inStep(server);
      await disturb(server);
      server.put(COLLECTION, service('b', 82));
      server.remove(COLLECTION, 'c');
      server.put(COLLECTION, service('d'));
      server.put(COLLECTION, service('d', 83));
      await seen.inStep(server);
      assert.equal(seen.lists, lists, seen.failures.join(', '));
      server.put(COLLECTION, service('e'));
      await seen.inStep(server);
    });
  }

  for (const told of ['replace', 'upsert', 'remove'] as const) {
    test(`who hears of it throws at ${told}, which is told and tried again`, async (context) => {
      const server = await TestApiServer.start(context);
      server.put(COLLECTION, service('a'));
      const { seen } = await reflect(context, server);
      await seen.until(() => server.watches === 1);
      let rest = 2;
      seen.before = (what) => {
        if (what === told && rest-- > 0) throw new TypeError('it says: secret');
      };
      server.put(COLLECTION, service('b'));
      server.remove(COLLECTION, 'a');
      if (told === 'replace') {
        server.endWatches('cut');
        server.compact();
      }
      await seen.inStep(server);
      const failed = seen.failures.filter((failure) => failure.endsWith(' 500'));
      assert.deepEqual(failed, Array(2).fill(`${told === 'replace' ? 'list' : 'watch'} 500`));
    });
  }

  test('the API is away for some time, and changed meanwhile', async (context) => {
    const server = await TestApiServer.start(context);
    server.put(COLLECTION, service('a'));
    const { seen } = await reflect(context, server);
    await seen.until(() => server.watches === 1);
    await server.close();
    await seen.until(() => seen.failures.length >= 3);
    assert.deepEqual(new Set(seen.failures), new Set(['watch no answer']));
    server.put(COLLECTION, service('b'));
    server.remove(COLLECTION, 'a');
    await server.listen();
    await seen.inStep(server);
    assert.deepEqual([...seen.objects.keys()], ['b']);
  });

  test('a list comes in pages, of which some cannot be read in the end', async (context) => {
    const server = await TestApiServer.start(context);
    for (let index = 0; index < 1234; index += 1) server.put(COLLECTION, service(`s${index}`));
    let expired = false;
    server.fault = ({ query }) => {
      if (!query.has('continue') || expired) return undefined;
      expired = true;
      return { status: 410, body: { kind: 'Status', code: 410, message: 'continue token is too old' } };
    };
    const { seen } = await reflect(context, server);
    await seen.inStep(server);
    const lists = server.asked.filter(({ isWatch }) => !isWatch);
    assert.deepEqual(
      lists.map(({ query }) => [query.get('limit'), query.has('continue')]),
      [
        ['500', false],
        ['500', true],
        [null, false],
      ],
    );
    server.fault = () => undefined;
    server.compact();
    server.put(COLLECTION, service('late'));
    server.compact();
    server.endWatches('cut');
    await seen.inStep(server);
    assert.equal(server.asked.filter(({ isWatch, query }) => !isWatch && query.has('continue')).length, 3);
  });

  test('a kind is not there at first, and goes away for good', async (context) => {
    const server = await TestApiServer.start(context);
    server.served = new Set();
    const { seen } = await reflect(context, server);
    await seen.until(() => seen.failures.length >= 2);
    assert.equal(seen.objects.size, 0);
    server.put(COLLECTION, service('a'));
    server.served = undefined;
    await seen.inStep(server);
    server.served = new Set();
    server.endWatches('clean');
    await seen.until(() => seen.objects.size === 0);
    assert.ok(seen.failures.length >= 4, 'it must be missing more than once');
  });

  test('a watch or a list is silent for too long', async (context) => {
    const server = await TestApiServer.start(context);
    server.put(COLLECTION, service('a'));
    let silent = 1;
    server.fault = ({ isWatch }) => (!isWatch && silent-- > 0 ? 'silence' : undefined);
    const { seen } = await reflect(context, server);
    await seen.inStep(server);
    assert.deepEqual(seen.failures, ['list no answer']);
    const before = server.asked.length;
    await seen.until(() => server.asked.length > before + 2);
    assert.equal(seen.lists, 1);
    assert.deepEqual(seen.failures, ['list no answer']);
  });
});

test('asks for bookmarks, for 5 to 10 minutes, from the version of the list', async (context) => {
  const server = await TestApiServer.start(context);
  server.put(COLLECTION, service('a'));
  const { seen } = await reflect(context, server);
  await seen.until(() => server.watches === 1);
  const watch = server.asked.find(({ isWatch }) => isWatch);
  assert.deepEqual(Object.fromEntries(watch?.query ?? []), {
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: String(server.version),
    timeoutSeconds: '450',
  });
});

test('whatever happens, each object is seen in versions that the server had, in their order, and in the end all agree', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), name }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), name }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'clean',
          'cut',
          'half a line',
          'compact',
          'repeat',
          'bookmark',
          'fail',
          'restart',
          'pause',
        ),
      }),
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const server = await TestApiServer.start();
      const had = new Map<string, string[]>();
      const { seen, end } = await reflect(undefined, server);
      const note = (of: string, version: string): void => void had.set(of, [...(had.get(of) ?? []), version]);
      try {
        for (const [index, one] of steps.entries()) {
          if (one.do === 'put') {
            const { metadata } = server.put(COLLECTION, service(one.name, index + 1));
            note(one.name, metadata.resourceVersion ?? '');
          } else if (one.do === 'remove') {
            if (server.get(COLLECTION, one.name)) note(one.name, 'gone');
            server.remove(COLLECTION, one.name);
          } else if (one.do === 'compact') server.compact();
          else if (one.do === 'repeat') server.repeatEvents(4);
          else if (one.do === 'bookmark') server.bookmark();
          else if (one.do === 'fail') {
            let rest = 2;
            server.fault = () => (rest-- > 0 ? { status: 500 } : undefined);
          } else if (one.do === 'restart') {
            await server.close();
            await server.listen();
          } else if (one.do === 'pause') await new Promise((resolve) => setTimeout(resolve, 2));
          else server.endWatches(one.do);
        }
        await seen.inStep(server);
      } finally {
        await end();
        await server.close();
      }
      for (const [of, versions] of seen.history) {
        let at = -1;
        for (const version of versions) {
          const next = (had.get(of) ?? []).indexOf(version, at + 1);
          assert.ok(next > at, `${of} was seen as ${versions}, the server had ${had.get(of)}`);
          at = next;
        }
      }
    }),
    { numRuns: 60 },
  );
});
