import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { KubernetesError } from './api-error.ts';
import type { ApiObject, Json } from './api-object.ts';
import type { Clock } from './clock.ts';
import { openApi } from './credentials.ts';
import { Reflector, type ReflectorSink, type Verb } from './reflector.ts';
import { type Fault, TestApiServer } from './test-api-server.ts';
import { hastyClock, TestClock } from './test-clock.ts';
import type { ApiAnswer, ApiRequest, ApiTransport } from './transport.ts';
import type { WatchedKind } from './watched-kinds.ts';

const SERVICES: WatchedKind = {
  kind: 'Service',
  apiVersion: 'v1',
  plural: 'services',
  namespace: undefined,
  labelSelector: '',
};
const COLLECTION = '/api/v1/namespaces/shop/services';

/** What a reflector told, and the objects it leads to. */
class Seen implements ReflectorSink {
  readonly objects = new Map<string, string>();
  /** The versions in which each object was seen, `gone` among them. */
  readonly history = new Map<string, string[]>();
  readonly failures: string[] = [];
  readonly rests: number[] = [];
  lists = 0;
  readonly #changes = new EventEmitter();

  replace(objects: readonly ApiObject[]): void {
    this.lists += 1;
    const names = new Set(objects.map(({ metadata }) => metadata.name));
    for (const name of this.objects.keys()) if (!names.has(name)) this.#note(name, undefined);
    for (const object of objects) this.#note(object.metadata.name, object.metadata.resourceVersion);
    this.#changes.emit('change');
  }

  upsert({ metadata }: ApiObject): void {
    assert.notEqual(this.objects.get(metadata.name), metadata.resourceVersion, 'told twice');
    this.#note(metadata.name, metadata.resourceVersion);
    this.#changes.emit('change');
  }

  remove({ metadata }: ApiObject): void {
    assert.ok(this.objects.has(metadata.name), 'removed twice');
    this.#note(metadata.name, undefined);
    this.#changes.emit('change');
  }

  answered(): void {
    this.#changes.emit('change');
  }

  failed(verb: Verb, error: KubernetesError, rest: number): void {
    this.failures.push(`${verb} ${error.status ?? 'no answer'}`);
    this.rests.push(rest);
    this.#changes.emit('change');
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await once(this.#changes, 'change', { signal: AbortSignal.timeout(10_000) });
  }

  /** Until it sees what the server has. */
  inStep(server: TestApiServer): Promise<void> {
    return this.until(() => this.isInStep(server));
  }

  isInStep(server: TestApiServer): boolean {
    const there = server.list('/api/v1/services');
    return (
      there.length === this.objects.size &&
      there.every(({ metadata }) => this.objects.get(metadata.name) === metadata.resourceVersion)
    );
  }

  #note(name: string, version: string | undefined): void {
    if (this.objects.get(name) === version) return;
    const versions = this.history.get(name) ?? [];
    versions.push(version ?? 'gone');
    this.history.set(name, versions);
    if (version === undefined) this.objects.delete(name);
    else this.objects.set(name, version);
  }
}

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

/** Fails as it is told, and lasts as long as it is told, by a clock that stands still. */
class ScriptedTransport implements ApiTransport {
  readonly name = 'script';
  readonly paths: string[] = [];
  renewed = 0;
  answer: (request: ApiRequest) => ApiAnswer | number | undefined = () => undefined;

  renew(): void {
    this.renewed += 1;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    this.paths.push(request.query?.['watch'] === undefined ? 'list' : 'watch');
    const answer = this.answer(request);
    if (answer === undefined) throw new KubernetesError('connect ECONNREFUSED');
    return typeof answer === 'number' ? { status: answer, retryAfterMs: 0, body: chunks('{}') } : answer;
  }
}

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
}

describe('waiting', () => {
  function scripted(random: number) {
    const [transport, clock, seen, ending] = [
      new ScriptedTransport(),
      new TestClock(),
      new Seen(),
      new AbortController(),
    ];
    const reflector = new Reflector({
      transport,
      watched: SERVICES,
      sink: seen,
      clock,
      random: () => random,
    });
    return { transport, clock, seen, reflector, ending };
  }
  const LIST = '{"metadata":{"resourceVersion":"5"},"items":[]}';
  const list = (): ApiAnswer => ({ status: 200, retryAfterMs: 0, body: chunks(LIST) });

  test('grows from 0.8 s to 30 s, and of that a random part is taken', async () => {
    for (const part of [1, 0.25]) {
      const { clock, seen, reflector, ending } = scripted(part);
      const running = reflector.run(ending.signal);
      for (let step = 0; step < 9; step += 1) {
        await turns();
        clock.advance(30_000);
      }
      ending.abort();
      await running;
      assert.deepEqual(
        seen.rests.slice(0, 8),
        [800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000].map((most) => most * part),
      );
    }
  });

  test('is no shorter than the API asks for', async () => {
    const { transport, clock, seen, reflector, ending } = scripted(0);
    transport.answer = () => ({ status: 429, retryAfterMs: 7000, body: chunks('{}') });
    const running = reflector.run(ending.signal);
    await turns();
    assert.deepEqual(seen.rests, [7000]);
    clock.advance(6999);
    await turns();
    assert.equal(transport.paths.length, 1);
    clock.advance(1);
    await turns();
    assert.equal(transport.paths.length, 2);
    ending.abort();
    await running;
  });

  test('does not end for watches that end at once: no storm of connections', async () => {
    const { transport, clock, reflector, ending } = scripted(1);
    transport.answer = ({ query }) =>
      query?.['watch'] === undefined ? list() : { status: 200, retryAfterMs: 0, body: chunks() };
    const running = reflector.run(ending.signal);
    for (let second = 0; second < 120; second += 1) {
      await turns();
      clock.advance(1000);
    }
    ending.abort();
    await running;
    // 0.8 s, 1.6 s, ... 25.6 s and then every 30 s, for two minutes.
    assert.deepEqual(transport.paths.slice(0, 2), ['list', 'watch']);
    assert.ok(transport.paths.length <= 10, transport.paths.join(' '));
    assert.equal(transport.paths.filter((path) => path === 'list').length, 1);
  });

  test('begins anew after a watch that lasted, which is followed by the next at once', async () => {
    const { transport, clock, reflector, ending } = scripted(1);
    const lasting = (): ApiAnswer => ({
      status: 200,
      retryAfterMs: 0,
      body: (async function* () {
        yield Buffer.from('\n');
        await new Promise<void>((resolve) => clock.after(6000, resolve));
      })(),
    });
    transport.answer = ({ query }) => (query?.['watch'] === undefined ? list() : lasting());
    const running = reflector.run(ending.signal);
    for (let step = 0; step < 5; step += 1) {
      await turns();
      clock.advance(6000);
    }
    await turns();
    assert.equal(transport.paths.length, 1 + 6);
    ending.abort();
    clock.advance(6000);
    await running;
  });

  test('credentials are read anew when the API does not know who asks', async () => {
    const { transport, clock, reflector, ending } = scripted(1);
    transport.answer = () => 401;
    const running = reflector.run(ending.signal);
    for (let step = 0; step < 3; step += 1) {
      await turns();
      clock.advance(30_000);
    }
    await turns();
    ending.abort();
    await running;
    assert.equal(transport.renewed, 4);
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
