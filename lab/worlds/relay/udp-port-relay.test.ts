import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { PodRelay } from './pod-relay.ts';

type Answers = (datagram: Buffer) => readonly (string | Buffer)[];

/** A pod elsewhere: it answers each datagram with as many as `answers` says, and tells who sent it. */
async function pod(context: TestContext, answers: Answers) {
  const socket = createSocket('udp4');
  const peers: number[] = [];
  socket.on('message', (datagram, { address, port }) => {
    peers.push(port);
    for (const answer of answers(datagram)) socket.send(answer, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  context.after(() => socket.close());
  return { port: socket.address().port, peers };
}

async function relayed(context: TestContext, answers: Answers = (datagram) => [`<${datagram}>`]) {
  const { port, peers } = await pod(context, answers);
  const received: ReceivedRequest[] = [];
  const waiting = new Set<() => void>();
  const relay = new PodRelay((one) => {
    received.push(one);
    for (const look of waiting) look();
  });
  context.after(() => relay.close());
  const address = await relay.openDatagrams({ containerPort: 8080, host: '127.0.0.1', port });
  const heard = async (count: number): Promise<readonly string[]> => {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (received.length >= count) resolve();
      };
      waiting.add(look);
      look();
    });
    return received.map(({ summary }) => summary);
  };
  return { relay, received, heard, address, peers };
}

/** A client whose socket is connected, so that it learns of an unreachable port. */
async function client(context: TestContext, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  context.after(() => socket.close());
  return socket;
}

async function ask(socket: Socket, datagram: string | Buffer): Promise<string> {
  const answer = once(socket, 'message');
  socket.send(datagram);
  const [message] = await answer;
  return String(message);
}

test('a datagram and its answer pass, and it is heard of as of a backend in this process', async (context) => {
  const { relay, received, address } = await relayed(context);
  const socket = await client(context, address.port);
  assert.equal(relay.onlySafe, true);
  assert.equal(await ask(socket, ' WHO\n'), '< WHO\n>');
  assert.deepEqual(received, [
    {
      protocol: 'udp',
      summary: 'WHO',
      bytes: 5,
      body: Buffer.from(' WHO\n'),
      peer: `127.0.0.1:${socket.address().port}`,
    },
  ]);
  assert.deepEqual(relay.addresses, [
    { containerPort: 8080, protocol: 'UDP', host: '127.0.0.1', port: address.port },
  ]);
  assert.deepEqual([relay.bytesReceived, relay.connectionsAccepted], [5, 1]);
  assert.equal(relay.onlySafe, false);
});

test('each client is one peer of the pod, and has its own answers', async (context) => {
  const { heard, address, peers } = await relayed(context);
  const clients = await Promise.all(Array.from({ length: 500 }, () => client(context, address.port)));
  for (const round of ['a', 'b']) {
    const answers = await Promise.all(clients.map((socket, index) => ask(socket, `${round}${index}`)));
    assert.deepEqual(
      answers,
      clients.map((_, index) => `<${round}${index}>`),
    );
  }
  assert.equal((await heard(1000)).length, 1000);
  assert.equal(new Set(peers).size, 500);
});

test('every byte and every length passes as it is', async (context) => {
  const { address } = await relayed(context, (datagram) => [datagram]);
  const socket = await client(context, address.port);
  for (const length of [0, 1, 256, 1500, 9000, 65_507]) {
    const sent = Buffer.from(Array.from({ length }, (_, index) => (index * 31) % 256));
    const answer = once(socket, 'message');
    socket.send(sent);
    const [message] = await answer;
    assert.ok(sent.equals(message), `${length} bytes`);
  }
});

test('more than may be on their way at once wait, also for a pod that answers none', async (context) => {
  const { relay, heard, address } = await relayed(context, () => []);
  const socket = await client(context, address.port);
  const sent = Array.from({ length: 200 }, (_, index) => `${index}`);
  for (const datagram of sent) socket.send(datagram);
  assert.deepEqual(await heard(200), sent);
  assert.equal(relay.connectionsAccepted, 200);
});

const unusual: [claim: string, answers: Answers, sent: readonly string[], heard: readonly string[]][] = [
  ['one that is never answered is heard of all the same', () => [], ['lost'], ['lost']],
  ['two answers to one are heard of as one', () => ['a', 'b'], ['one'], ['one']],
  [
    'an answer vouches for those before it',
    (datagram) => (String(datagram) === 'last' ? ['yes'] : []),
    ['first', 'last'],
    ['first', 'last'],
  ],
];
for (const [claim, answers, sent, expected] of unusual) {
  test(`of datagrams, ${claim}`, async (context) => {
    const { relay, heard, address } = await relayed(context, answers);
    const socket = await client(context, address.port);
    for (const datagram of sent) socket.send(datagram);
    assert.deepEqual(await heard(expected.length), expected);
    await relay.close();
    assert.deepEqual(await heard(0), expected);
  });
}

test('what a pod refuses it has not received', async (context) => {
  const { relay, received, heard, address } = await relayed(context);
  const gone = createSocket('udp4').bind(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address();
  gone.close();
  await once(gone, 'close');
  await relay.openDatagrams({ containerPort: 8080, host: '127.0.0.1', port });
  const socket = await client(context, address.port);
  socket.send('lost');
  const { port: next } = await pod(context, () => ['there']);
  while (relay.connectionsAccepted === 0) await new Promise((resolve) => setImmediate(resolve));
  await relay.drain(5000);
  assert.deepEqual([received, relay.bytesReceived, next > 0], [[], 4, true]);
  assert.deepEqual(await heard(0), []);
});

test('a port opened again is reached at its new place, also by clients that are known', async (context) => {
  const { relay, address } = await relayed(context);
  const socket = await client(context, address.port);
  assert.equal(await ask(socket, 'a'), '<a>');
  const { port } = await pod(context, () => ['new']);
  assert.deepEqual(await relay.openDatagrams({ containerPort: 8080, host: '127.0.0.1', port }), address);
  assert.equal(await ask(socket, 'b'), 'new');
});

const silent: readonly Fault[] = [{ kind: 'hang' }, { kind: 'reset' }, { kind: 'error', status: 503 }];
for (const fault of silent) {
  test(`with the fault "${fault.kind}" a UDP port is silent until it ends, and nothing reaches the pod`, async (context) => {
    const { relay, heard, address, peers } = await relayed(context);
    const socket = await client(context, address.port);
    await relay.setFault(fault);
    socket.send('lost');
    await heard(1);
    assert.equal(peers.length, 0);
    await relay.setFault(undefined);
    assert.equal(await ask(socket, 'kept'), '<kept>');
    assert.deepEqual(await heard(2), ['lost', 'kept']);
  });
}

test('with the fault "slow" answers of a UDP port come late', async (context) => {
  const { relay, address } = await relayed(context);
  await relay.setFault({ kind: 'slow', delayMs: 50 });
  const socket = await client(context, address.port);
  const begun = performance.now();
  assert.equal(await ask(socket, 'a'), '<a>');
  assert.ok(performance.now() - begun >= 49);
});

test('with the fault "refuse" a UDP port is unreachable, keeps its number, and ends that', async (context) => {
  const { relay, received, address } = await relayed(context);
  for (let round = 0; round < 2; round += 1) {
    const socket = await client(context, address.port);
    assert.equal(await ask(socket, 'before'), '<before>');
    await relay.setFault({ kind: 'refuse' });
    const refused = once(socket, 'error');
    socket.send('lost');
    const [error] = await refused;
    assert.equal(error.code, 'ECONNREFUSED');
    await relay.setFault(undefined);
    assert.equal(await ask(socket, 'kept'), '<kept>');
  }
  assert.deepEqual(
    received.map(({ summary }) => summary),
    ['before', 'kept', 'before', 'kept'],
  );
});

test('a UDP port that is opened while a fault is in force has it', async (context) => {
  const { relay } = await relayed(context);
  await relay.setFault({ kind: 'refuse' });
  const { port } = await relay.openDatagrams({ containerPort: 9090, host: '127.0.0.1', port: 9 });
  const socket = await client(context, port);
  const refused = once(socket, 'error');
  socket.send('lost');
  assert.equal((await refused)[0].code, 'ECONNREFUSED');
});

for (const delayMs of [0, 50]) {
  test(`a drain waits for answers that come ${delayMs} ms late, and then closes the port`, async (context) => {
    const { relay, address } = await relayed(context);
    await relay.setFault(delayMs > 0 ? { kind: 'slow', delayMs } : undefined);
    const socket = await client(context, address.port);
    const answer = once(socket, 'message');
    await new Promise((resolve) => socket.send('a', resolve));
    await relay.drain(5000);
    assert.equal(String((await answer)[0]), '<a>');
    const refused = once(socket, 'error');
    socket.send('b');
    assert.equal((await refused)[0].code, 'ECONNREFUSED');
    await relay.drain(0);
  });
}

test('a drain gives up after the grace period, and close gives up at once', async (context) => {
  for (const end of ['drain', 'close'] as const) {
    const { relay, received, address } = await relayed(context);
    await relay.setFault({ kind: 'slow', delayMs: 60_000 });
    const socket = await client(context, address.port);
    socket.send('a');
    while (relay.bytesReceived === 0) await new Promise((resolve) => setImmediate(resolve));
    await (end === 'drain' ? relay.drain(5) : relay.close());
    assert.equal(received.length, 1);
  }
});

test('a TCP and a UDP port of one number stand side by side', async (context) => {
  const { relay, address } = await relayed(context);
  const server = createServer((socket) => socket.end('tcp'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const place = server.address();
  assert.ok(typeof place === 'object' && place);
  const tcp = await relay.open({
    containerPort: 8080,
    dial: async () => connect({ port: place.port, host: '127.0.0.1', allowHalfOpen: true }),
  });
  const asked = connect(tcp.port, '127.0.0.1');
  assert.equal(String((await once(asked, 'data'))[0]), 'tcp');
  assert.equal(await ask(await client(context, address.port), 'u'), '<u>');
  assert.deepEqual(
    relay.addresses.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`).toSorted(),
    ['8080/TCP', '8080/UDP'],
  );
});
