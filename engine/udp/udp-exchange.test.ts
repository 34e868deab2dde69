import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestClock } from '../net/test-clock.ts';
import { Datagrams } from './test-datagrams.ts';
import { Events, entryPoint, routeTo, start } from './test-entry-point.ts';

/** The most that fits into one datagram over IPv4. */
const LARGEST = 65_507;

test('one datagram may have several answers, and what comes in order leaves in order', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((_, client) => {
    for (const answer of ['one', 'two', 'three']) server.send(answer, client);
    return undefined;
  });
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  const answers: Promise<string[]> = client.collect(3);
  client.send('WHO');
  assert.deepEqual(await answers, ['one', 'two', 'three']);
});

test('the largest datagram passes whole, both ways', async () => {
  await using datagrams = new Datagrams();
  const lengths: number[] = [];
  const server = await datagrams.server((datagram) => {
    lengths.push(datagram.length);
    return datagram;
  });
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  const answer = await client.ask('x'.repeat(LARGEST));
  assert.deepEqual([lengths, answer.length], [[LARGEST], LARGEST]);
});

test('an empty answer is not passed on', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => (datagram === 'empty' ? '' : 'full'));
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  client.send('empty');
  assert.equal(await client.ask('WHO'), 'full');
});

test('an answer that comes when its session has expired is lost', async () => {
  await using datagrams = new Datagrams();
  const { promise: asked, resolve } = Promise.withResolvers<string>();
  const server = await datagrams.server((datagram, client) => {
    if (datagram === 'slow') resolve(client);
    return datagram === 'slow' ? undefined : 'in time';
  });
  const events = new Events();
  const route = routeTo(server);
  await using point = await start({
    entryPoint: entryPoint(50),
    route: () => route,
    observer: events.observer,
  });
  const client = await datagrams.client(point.address.port);
  const ended = events.next(({ phase }) => phase === 'ended');
  client.send('slow');
  const expired = await asked;
  await ended;
  server.send('late', expired);
  assert.equal(await client.ask('WHO'), 'in time');
});

test('a session ends between its timeout and a tenth of it later', async () => {
  await using datagrams = new Datagrams();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = await datagrams.server(() => {
    resolve();
    return undefined;
  });
  const events = new Events();
  const route = routeTo(server);
  const clock = new TestClock();
  await using point = await start({
    entryPoint: entryPoint(1000),
    route: () => route,
    observer: events.observer,
    clock,
  });
  const client = await datagrams.client(point.address.port);
  client.send('WHO');
  await asked;
  const alive: number[] = [];
  while (clock.now() < 1500) {
    clock.advance(10);
    if (point.sessions > 0) alive.push(clock.now());
  }
  const last = alive.at(-1) ?? 0;
  assert.ok(last >= 990 && last < 1100, `alive until ${last}`);
});

test('sessions that do not end are ended when the time to close is over', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => datagram);
  const events = new Events();
  const route = routeTo(server);
  await using point = await start({ route: () => route, observer: events.observer });
  const client = await datagrams.client(point.address.port);
  await client.ask('WHO');
  const begun = performance.now();
  await point.close(50);
  assert.ok(performance.now() - begun >= 49);
  assert.deepEqual(
    events.all.map(({ phase }) => phase),
    ['started', 'ended'],
  );
});

test('a server sees the proxy, not the client', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((_, peer) => peer);
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  const seen = await client.ask('WHO');
  assert.match(seen, /^127\.0\.0\.1:\d+$/);
  assert.notEqual(seen, client.address);
  assert.notEqual(seen, `127.0.0.1:${point.address.port}`);
});

for (const [title, route] of [
  ['without a router', undefined],
  ['without a server', routeTo()],
  ['whose servers have weight 0', routeTo({ host: '127.0.0.1', port: 9, weight: 0 })],
] as const) {
  test(`an entry point ${title} answers nothing, and refuses nothing`, async () => {
    await using datagrams = new Datagrams();
    const later = await datagrams.server(() => 'here');
    let inForce = route;
    const events = new Events();
    await using point = await start({ route: () => inForce, observer: events.observer });
    const client = await datagrams.client(point.address.port);
    const dropped = events.next(({ phase }) => phase === 'ended');
    client.send('WHO');
    await dropped;
    // The first that the client hears of.
    inForce = routeTo(later);
    assert.equal(await client.ask('WHO'), 'here');
  });
}
