import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../net/clock.ts';
import type { UdpEvent } from '../observability/observer.ts';
import type { UdpRoute } from '../routing/snapshot.ts';
import { ListenError } from '../tcp/listen-error.ts';
import { Datagrams } from './test-datagrams.ts';
import { Events, entryPoint, longTimeoutMs, routeTo, start } from './test-entry-point.ts';
import { UdpEntryPoint } from './udp-entry-point.ts';

test('a client sticks to one server; new clients alternate over the servers', async () => {
  await using datagrams = new Datagrams();
  const a = await datagrams.server(() => 'a');
  const b = await datagrams.server(() => 'b');
  const route = routeTo(a, b);
  await using point = await start({ route: () => route });
  const answers: string[] = [];
  for (let index = 0; index < 4; index += 1) {
    const client = await datagrams.client(point.address.port);
    answers.push((await client.ask('WHO')) + (await client.ask('WHO')) + (await client.ask('WHO')));
  }
  assert.deepEqual(answers, ['aaa', 'bbb', 'aaa', 'bbb']);
  assert.equal(point.sessions, 4);
});

test('datagrams sent at once arrive whole and in order, the first one included', async () => {
  await using datagrams = new Datagrams();
  const taken: string[] = [];
  const server = await datagrams.server((datagram) => {
    taken.push(datagram);
    return taken.length === 21 ? 'all' : undefined;
  });
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  const sent = Array.from({ length: 20 }, (_, index) => `datagram ${index}`);
  sent.push('x'.repeat(60_000));
  const answered = client.next();
  for (const datagram of sent) client.send(datagram);
  assert.equal(await answered, 'all');
  assert.deepEqual(taken, sent);
});

test('a server may answer several times, and later', async () => {
  await using datagrams = new Datagrams();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const server = await datagrams.server((datagram) => {
    if (datagram === 'quiet') resolve();
    return datagram === 'quiet' ? undefined : `Received: ${datagram}`;
  });
  const events = new Events();
  const route = routeTo(server);
  await using point = await start({ route: () => route, observer: events.observer });
  const client = await datagrams.client(point.address.port);
  client.send('quiet');
  await asked;
  assert.equal(await client.ask('loud'), 'Received: loud');
  await point.close(0);
  assert.deepEqual(events.all, [
    { ...describeSession(client.address, server.port), phase: 'started', datagramsIn: 0, datagramsOut: 0 },
    { ...describeSession(client.address, server.port), phase: 'ended', datagramsIn: 2, datagramsOut: 1 },
  ]);
});

function describeSession(client: string, port: number): Partial<UdpEvent> {
  const services = ['whoami-service@test'];
  return {
    kind: 'udp',
    entryPoint: 'udpep',
    client,
    router: 'whoami@test',
    services,
    server: `127.0.0.1:${port}`,
  };
}

test('an empty datagram starts a session but is not forwarded', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => `got ${datagram.length}`);
  const events = new Events();
  const route = routeTo(server);
  await using point = await start({ route: () => route, observer: events.observer });
  const client = await datagrams.client(point.address.port);
  const started = events.next(({ phase }) => phase === 'started');
  client.send('');
  await started;
  assert.equal(await client.ask('four'), 'got 4');
  assert.equal(events.all.length, 1);
});

test('an idle session expires; the next datagram opens one with the next server', async () => {
  await using datagrams = new Datagrams();
  const a = await datagrams.server((_, client) => `a for ${client}`);
  const b = await datagrams.server((_, client) => `b for ${client}`);
  const events = new Events();
  const route = routeTo(a, b);
  await using point = await start({
    entryPoint: entryPoint(50),
    route: () => route,
    observer: events.observer,
  });
  const client = await datagrams.client(point.address.port);
  const ended = events.next(({ phase }) => phase === 'ended');
  const started = performance.now();
  const first = await client.ask('WHO');
  assert.equal((await ended).error, undefined);
  assert.ok(performance.now() - started >= 50);
  assert.equal(point.sessions, 0);
  const second = await client.ask('WHO');
  assert.notEqual(second.charAt(0), first.charAt(0));
  assert.notEqual(second.slice(2), first.slice(2));
});

for (const direction of ['client', 'server'] as const) {
  test(`datagrams from the ${direction} alone keep a session`, async () => {
    await using datagrams = new Datagrams();
    const { promise: reached, resolve: reach } = Promise.withResolvers<string>();
    let taken = () => {};
    const server = await datagrams.server((_, upstream) => {
      reach(upstream);
      taken();
      return undefined;
    });
    let now = 0;
    const events = new Events();
    const route = routeTo(server);
    await using point = await start({
      entryPoint: entryPoint(20),
      route: () => route,
      observer: events.observer,
      clock: { ...systemClock, now: () => now },
    });
    const client = await datagrams.client(point.address.port);
    client.send('hello');
    const upstream = await reached;
    for (let round = 0; round < 5; round += 1) {
      now += 15;
      if (direction === 'client') {
        const arrived = new Promise<void>((resolve) => {
          taken = resolve;
        });
        client.send('still here');
        await arrived;
      } else {
        const arrived = client.next();
        server.send('still here', upstream);
        await arrived;
      }
    }
    assert.equal(events.all.length, 1);
    const ended = events.next(({ phase }) => phase === 'ended');
    now += 20;
    const { datagramsIn, datagramsOut } = await ended;
    assert.deepEqual([datagramsIn, datagramsOut], direction === 'client' ? [6, 0] : [1, 5]);
  });
}

test('a server that refuses ends the session; the next datagram goes to the next server', async () => {
  await using datagrams = new Datagrams();
  const gone = await datagrams.server(() => 'never');
  const alive = await datagrams.server(() => 'alive');
  await gone.close();
  const events = new Events();
  const route = routeTo(gone, alive);
  await using point = await start({ route: () => route, observer: events.observer });
  const client = await datagrams.client(point.address.port);
  const refused = events.next(({ phase }) => phase === 'ended');
  client.send('lost');
  assert.match((await refused).error ?? '', /ECONNREFUSED/);
  assert.equal(await client.ask('WHO'), 'alive');
});

test('a server that goes away under load ends the session', { timeout: 10_000 }, async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => datagram);
  const events = new Events();
  const route = routeTo(server);
  await using point = await start({ route: () => route, observer: events.observer });
  const client = await datagrams.client(point.address.port);
  await client.ask('there?');
  await server.close();
  const refused = events.next(({ phase }) => phase === 'ended');
  // More than one turn of the event loop reads: sends take the refusals off the socket before a read could.
  for (let count = 0; count < 200; count += 1) client.send('lost');
  assert.match((await refused).error ?? '', /ECONNREFUSED/);
});

test('a change of the route leaves sessions alone and serves new clients', async () => {
  await using datagrams = new Datagrams();
  const before = await datagrams.server(() => 'before');
  const after = await datagrams.server(() => 'after');
  let route: UdpRoute | undefined = routeTo(before);
  await using point = await start({ route: () => route });
  const old = await datagrams.client(point.address.port);
  const young = await datagrams.client(point.address.port);
  assert.equal(await old.ask('WHO'), 'before');
  route = routeTo(after);
  assert.equal(await old.ask('WHO'), 'before');
  assert.equal(await young.ask('WHO'), 'after');
  route = undefined;
  const last = await datagrams.client(point.address.port);
  assert.equal(await last.ask('WHO'), 'after');
});

const refusals: { title: string; route?: UdpRoute; maxSessions?: number; error: string }[] = [
  { title: 'without a router', error: 'no router' },
  { title: 'without a server', route: routeTo(), error: 'no available server' },
  {
    title: 'above the limit of sessions',
    route: routeTo({ host: '127.0.0.1', port: 9 }),
    maxSessions: 0,
    error: 'more than 0 sessions',
  },
  {
    title: 'to a port that does not exist',
    route: routeTo({ host: '127.0.0.1', port: 0 }),
    error: 'Port should be > 0 and < 65536. Received type number (0).',
  },
];
for (const { title, route, maxSessions, error } of refusals) {
  test(`a datagram ${title} is dropped and reported`, async () => {
    await using datagrams = new Datagrams();
    const events = new Events();
    await using point = await start({
      route: () => route,
      observer: events.observer,
      ...(maxSessions !== undefined && { maxSessions }),
    });
    const client = await datagrams.client(point.address.port);
    const refused = events.next(({ phase }) => phase === 'ended');
    client.send('WHO');
    assert.equal((await refused).error, error);
    assert.equal(point.sessions, 0);
  });
}

test('a thousand clients at once are all answered', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => `Received: ${datagram}`);
  const route = routeTo(server);
  await using point = await start({ route: () => route });
  const clients = await Promise.all(Array.from({ length: 1000 }, () => datagrams.client(point.address.port)));
  const answers = await Promise.all(clients.map((client, index) => client.ask(`${index}`)));
  assert.deepEqual(
    answers,
    clients.map((_, index) => `Received: ${index}`),
  );
  assert.equal(point.sessions, 1000);
});

test('a server is found by its name', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server(() => 'found');
  const route = routeTo({ host: 'localhost', port: server.port });
  await using point = await start({ route: () => route });
  const client = await datagrams.client(point.address.port);
  assert.equal(await client.ask('WHO'), 'found');
});

test('an entry point without a host serves IPv4 clients', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server(() => 'served');
  const route = routeTo(server);
  const events = new Events();
  await using point = await start({
    entryPoint: { ...entryPoint(), host: '' },
    route: () => route,
    observer: events.observer,
  });
  const client = await datagrams.client(point.address.port);
  assert.equal(await client.ask('WHO'), 'served');
  assert.equal(events.all[0]?.client, client.address);
});

test('closing waits for sessions to expire and takes no new ones', async () => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((datagram) => datagram);
  const events = new Events();
  let now = 0;
  const route = routeTo(server);
  await using point = await start({
    entryPoint: entryPoint(20),
    route: () => route,
    observer: events.observer,
    clock: { ...systemClock, now: () => now },
  });
  const known = await datagrams.client(point.address.port);
  const unknown = await datagrams.client(point.address.port);
  await known.ask('before');
  const closed = point.close(longTimeoutMs);
  unknown.send('too late');
  assert.equal(await known.ask('during'), 'during');
  now += 20;
  await closed;
  assert.deepEqual(
    events.all.map(({ phase, client }) => [phase, client]),
    [
      ['started', known.address],
      ['ended', known.address],
    ],
  );
  await point.close(0);
});

test('an address in use is named, with the flag that moves the entry point', async () => {
  await using point = await start({});
  await assert.rejects(
    UdpEntryPoint.start({ entryPoint: entryPoint(50, point.address.port), route: () => undefined }),
    (error) => {
      assert.ok(error instanceof ListenError);
      assert.equal(error.code, 'address-in-use');
      assert.match(error.message, /entry point "udpep" cannot listen on 127\.0\.0\.1:\d+\/udp/);
      assert.match(error.message, /--entrypoints\.udpep\.address=HOST:PORT\/udp/);
      return true;
    },
  );
});
