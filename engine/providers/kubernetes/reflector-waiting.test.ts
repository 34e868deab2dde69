import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestClock } from '../../net/test-clock.ts';
import { KubernetesError } from './api-error.ts';
import { Reflector } from './reflector.ts';
import { SERVICES, Seen } from './test-seen.ts';
import type { ApiAnswer, ApiRequest, ApiTransport } from './transport.ts';

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

  test('is short again once the API answers, whatever it says: how long it was away does not count', async () => {
    const { transport, clock, seen, reflector, ending } = scripted(1);
    let isAway = false;
    const script = ({ query }: ApiRequest): ApiAnswer | number | undefined => {
      if (isAway) return undefined;
      return query?.['watch'] === undefined ? list() : 410;
    };
    transport.answer = (request) => {
      const answer = script(request);
      // It is away for three requests after the first list, and does not know the version then.
      isAway = transport.paths.length < 4;
      return answer;
    };
    const running = reflector.run(ending.signal);
    for (let step = 0; step < 5; step += 1) {
      await turns();
      clock.advance(30_000);
    }
    await turns();
    ending.abort();
    await running;
    assert.deepEqual(transport.paths.slice(0, 6), ['list', 'watch', 'watch', 'watch', 'watch', 'list']);
    assert.deepEqual(seen.rests.slice(0, 4), [800, 1600, 3200, 800]);
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

  test('nobody waits for a watch that ends because all is over', async () => {
    const { transport, seen, reflector, ending } = scripted(1);
    const untilAborted = ({ signal }: ApiRequest): ApiAnswer => ({
      status: 200,
      retryAfterMs: 0,
      body: (async function* () {
        yield Buffer.from('\n');
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      })(),
    });
    transport.answer = (request) => (request.query?.['watch'] === undefined ? list() : untilAborted(request));
    const running = reflector.run(ending.signal);
    await turns();
    ending.abort();
    // The clock stands still: a rest would never be over.
    await running;
    assert.deepEqual(seen.rests, []);
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
