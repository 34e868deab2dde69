import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Engine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { HeaderList } from './middlewares/message.ts';
import { TestClock } from './net/test-clock.ts';
import type { EngineEvent } from './observability/observer.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';
import { HandedRequest, handIn, serversAt, ValueServers } from './test-values.ts';

const ROUTER = 'site: { rule: PathPrefix(`/`), service: app }';

/** An engine whose time stands still until it is moved, and servers that answer as values. */
async function start(
  text: string,
  { clock = new TestClock(), ...options }: Partial<EngineOptions> & { readonly clock?: TestClock } = {},
  flags: readonly string[] = [],
) {
  const servers = new ValueServers();
  const events: EngineEvent[] = [];
  const engine = await startEngine(flags, {
    clock,
    servers,
    observer: (event) => events.push(event),
    ...options,
  });
  assert.deepEqual(applyText(engine, text).diagnostics, []);
  /** Lets time pass, and what is due in it happen. */
  const pass = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    await setImmediate();
  };
  return { engine, clock, servers, events, pass, [Symbol.asyncDispose]: () => closed(engine, clock) };
}

/** Closing waits for its grace time, which has to be moved as well. */
async function closed(engine: Engine, clock: TestClock): Promise<void> {
  const closing = engine.close();
  clock.advance(60_000);
  await closing;
}

describe('on a clock that is moved by hand', () => {
  const CHECKED = `http:
  routers: { ${ROUTER} }
  services: { app: { loadBalancer: { healthCheck: { path: /up, interval: 1h, unhealthyInterval: 1m, timeout: 5s }, ${serversAt(1, 2)} } } }`;

  test('servers are checked when their interval is over, and no sooner', async () => {
    await using lab = await start(CHECKED);
    let status = 200;
    lab.servers.answers.set(1, () => [200, 'one']);
    lab.servers.answers.set(2, () => [status, 'two']);
    await lab.pass(3_599_999);
    assert.deepEqual(lab.servers.asked, []);
    await lab.pass(1);
    assert.deepEqual(lab.servers.asked.splice(0), ['1 GET /up', '2 GET /up']);
    status = 500;
    await lab.pass(3_600_000);
    assert.deepEqual(lab.servers.asked.splice(0), ['1 GET /up', '2 GET /up']);
    assert.deepEqual([await handIn(lab.engine), await handIn(lab.engine)], ['200 one', '200 one']);
    status = 200;
    lab.servers.asked.splice(0);
    await lab.pass(60_000);
    assert.deepEqual(lab.servers.asked, ['2 GET /up']);
    assert.deepEqual([await handIn(lab.engine), await handIn(lab.engine)].toSorted(), ['200 one', '200 two']);
  });

  test('a check that gets no answer fails when its time is over', async () => {
    await using lab = await start(CHECKED);
    lab.servers.answers.set(1, () => 'silence');
    lab.servers.answers.set(2, () => [200, 'two']);
    await lab.pass(3_600_000);
    await lab.pass(4999);
    assert.deepEqual(lab.servers.cancelled, []);
    await lab.pass(1);
    assert.deepEqual(lab.servers.cancelled, ['1 GET /up']);
    const [event] = lab.events;
    assert.ok(event?.kind === 'health');
    assert.deepEqual(
      [event.server, event.up, event.error],
      ['http://10.0.0.1:1', false, 'The operation was aborted due to timeout'],
    );
  });

  test('a retry waits its time', async () => {
    await using lab = await start(`http:
  routers: { site: { rule: PathPrefix(\`/\`), service: app, middlewares: [again] } }
  middlewares: { again: { retry: { attempts: 3, initialInterval: 10s } } }
  services: { app: { loadBalancer: { ${serversAt(1)} } } }`);
    lab.servers.answers.set(1, () => 'refusal');
    const { answer } = new HandedRequest(lab.engine, '/');
    await setImmediate();
    await lab.pass(1000);
    assert.equal(lab.servers.asked.length, 1);
    await lab.pass(60_000);
    assert.equal(lab.servers.asked.length, 2);
    await lab.pass(60_000);
    assert.equal(lab.servers.asked.length, 3);
    assert.equal(await answer, '502 Bad Gateway');
  });

  test('a server on a connection has its time to answer, and no more', async () => {
    await using backend = await Backend.start('slow');
    const release = backend.hold();
    await using lab = await start(`http:
  routers: { ${ROUTER} }
  services: { app: { loadBalancer: { serversTransport: t, servers: [{ url: "http://127.0.0.1:${backend.port}" }] } } }
  serversTransports: { t: { forwardingTimeouts: { responseHeaderTimeout: 1h } } }`);
    const asked = backend.asked();
    const answer = get(portOf(lab.engine));
    await asked;
    await lab.pass(3_600_020);
    assert.equal(await answer, '504 Gateway Timeout');
    release();
  });

  test('a client that says nothing is cut when its time is over', async () => {
    await using lab = await start('http: {}', {}, [
      '--entrypoints.web.transport.respondingtimeouts.readtimeout=1h',
    ]);
    const before = lab.clock.pending.length;
    const socket = connect(portOf(lab.engine), '127.0.0.1');
    const ended = new Promise((resolve) => socket.on('close', resolve).resume());
    while (lab.clock.pending.length === before) await setImmediate();
    await lab.pass(3_600_020);
    await ended;
  });

  test('time that does not wait is held while an answer is decoded or compressed', async () => {
    let begun = 0;
    let ended = 0;
    const clock = Object.assign(new TestClock(), {
      async outside<T>(work: PromiseLike<T>): Promise<T> {
        begun += 1;
        return await Promise.resolve(work).finally(() => {
          ended += 1;
        });
      },
    });
    await using lab = await start(
      `http:
  routers: { site: { rule: PathPrefix(\`/\`), service: app, middlewares: [small] } }
  middlewares: { small: { compress: { encodings: [br] } } }
  services: { app: { loadBalancer: { ${serversAt(1)} } } }`,
      { clock },
    );
    const text = 'all work and no play '.repeat(100);
    lab.servers.answers.set(1, () => [200, gzipSync(text), ['Content-Encoding', 'gzip']]);
    const ask = (encoding: string | undefined) =>
      new HandedRequest(lab.engine, '/', {
        headers: new HeaderList(encoding === undefined ? [] : ['Accept-Encoding', encoding]),
      });
    assert.equal(await ask(undefined).answer, `200 ${text}`);
    await setImmediate();
    assert.ok(begun > 0);
    assert.equal(ended, begun);
    lab.servers.answers.set(1, () => [200, text]);
    const [before, coded] = [begun, ask('br')];
    assert.match(await coded.answer, /^200 /);
    assert.equal(coded.headers.get('Content-Encoding'), 'br');
    await setImmediate();
    assert.ok(begun > before);
    assert.equal(ended, begun);
  });

  test('closing breaks off what is in flight when its grace time is over', async () => {
    const lab = await start(
      `http: { routers: { ${ROUTER} }, services: { app: { loadBalancer: { ${serversAt(1)} } } } }`,
      {},
      ['--entrypoints.web.transport.lifecycle.gracetimeout=30s'],
    );
    lab.servers.answers.set(1, () => 'silence');
    const { answer } = new HandedRequest(lab.engine, '/');
    const closing = lab.engine.close();
    await lab.pass(29_999);
    assert.deepEqual(lab.servers.cancelled, []);
    await lab.pass(1);
    await closing;
    assert.equal(await answer, 'broken: the proxy is stopping');
    assert.deepEqual(lab.servers.cancelled, ['1 GET /']);
  });
});
