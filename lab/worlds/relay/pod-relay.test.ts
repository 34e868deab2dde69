import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { request } from 'undici';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { PodRelay } from './pod-relay.ts';

async function relayed(context: { after(close: () => unknown): void }) {
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.end(`${incoming.method} ${incoming.url} `.repeat(10)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const received: ReceivedRequest[] = [];
  const relay = new PodRelay((one) => received.push(one));
  const address = await relay.open({
    containerPort: 80,
    async dial() {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
  });
  context.after(() => relay.close());
  return { relay, received, port: address.port, url: `http://127.0.0.1:${address.port}` };
}

test('what passes is seen, with the status of its answer', async (context) => {
  const { relay, received, url } = await relayed(context);
  const headers = { 'x-correlation-id': 'one', connection: 'close' };
  const { statusCode, body } = await request(`${url}/a?b`, { method: 'POST', body: 'hello', headers });
  assert.equal(statusCode, 200);
  assert.match(await body.text(), /^POST \/a\?b POST/);
  const [first] = received;
  assert.ok(first);
  const { headers: seen, ...one } = first;
  assert.equal(seen?.['content-length'], '5');
  assert.deepEqual(
    { ...one, peer: '' },
    {
      protocol: 'http',
      summary: 'POST /a?b',
      method: 'POST',
      target: '/a?b',
      bytes: 5,
      body: Buffer.from('hello'),
      correlationId: 'one',
      status: 200,
      peer: '',
    },
  );
  assert.equal(relay.connectionsAccepted, 1);
  assert.ok(relay.bytesReceived > 50);
});

test('requests over one connection are seen one by one', async (context) => {
  const { received, url } = await relayed(context);
  for (const method of ['GET', 'HEAD', 'GET'] as const) {
    const { body } = await request(`${url}/${method}`, { method });
    await body.text();
  }
  assert.deepEqual(
    received.map(({ summary, status }) => `${summary} ${status}`),
    ['GET /GET 200', 'HEAD /HEAD 200', 'GET /GET 200'],
  );
});

const faults: [fault: Fault, outcome: RegExp][] = [
  [{ kind: 'error', status: 503 }, /^503 $/],
  [{ kind: 'slow', delayMs: 100 }, /^200 GET/],
  [{ kind: 'reset' }, /other side closed|ECONNRESET|terminated/],
  [{ kind: 'refuse' }, /ECONNREFUSED/],
  [{ kind: 'hang' }, /Timeout/i],
];
for (const [fault, outcome] of faults) {
  test(`a pod with the fault "${fault.kind}" behaves so, until it is healthy again`, async (context) => {
    const { relay, url } = await relayed(context);
    const ask = async () => {
      try {
        const { statusCode, body } = await request(url, {
          headersTimeout: 1000,
          headers: { connection: 'close' },
        });
        return `${statusCode} ${await body.text()}`;
      } catch (error) {
        return String(error);
      }
    };
    await relay.setFault(fault);
    const begun = performance.now();
    assert.match(await ask(), outcome);
    if (fault.kind === 'slow') assert.ok(performance.now() - begun >= 95);
    await relay.setFault(undefined);
    assert.match(await ask(), /^200 GET/);
  });
}

test('what is no HTTP passes as it is, and is heard of once', async (context) => {
  const echo = createTcpServer((socket) => socket.pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  context.after(() => echo.close());
  const received: ReceivedRequest[] = [];
  const relay = new PodRelay((one) => received.push(one));
  const { port } = echo.address() as AddressInfo;
  const address = await relay.open({ containerPort: 27017, dial: async () => connect(port, '127.0.0.1') });
  context.after(() => relay.close());
  const client = connect(address.port, '127.0.0.1');
  for (const bytes of [
    [0, 1, 2],
    [3, 4],
  ]) {
    client.write(Buffer.from(bytes));
    const [answer] = await once(client, 'data');
    assert.deepEqual([...answer], bytes);
  }
  client.destroy();
  assert.deepEqual(
    received.map(({ protocol }) => protocol),
    ['tcp'],
  );
  assert.equal(relay.bytesReceived, 5);
});

test('a pod that cannot be reached resets its clients', async (context) => {
  const relay = new PodRelay(() => undefined);
  const { port } = await relay.open({ containerPort: 80, dial: () => Promise.reject(new Error('no way')) });
  context.after(() => relay.close());
  await assert.rejects(request(`http://127.0.0.1:${port}/`));
});

test('a relay that drains lets what is under way finish', async (context) => {
  const { relay, url } = await relayed(context);
  await relay.setFault({ kind: 'slow', delayMs: 100 });
  const answer = request(url, { headers: { connection: 'close' } });
  while (relay.bytesReceived === 0) await new Promise((resolve) => setImmediate(resolve));
  await relay.drain(5000);
  assert.equal((await answer).statusCode, 200);
});

test('of TLS only the bytes are counted', async (context) => {
  const { relay, received, port } = await relayed(context);
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined).resume();
  client.write(Buffer.from([22, 3, 1, 0, 1, 0]));
  await once(client, 'close');
  assert.deepEqual([received, relay.bytesReceived], [[], 6]);
});

test('requests that a fault answers do not reach the pod, however their bodies come', async (context) => {
  const { relay, received, port } = await relayed(context);
  await relay.setFault({ kind: 'error', status: 503 });
  const client = connect(port, '127.0.0.1');
  let answers = '';
  client.on('data', (text) => {
    answers += text;
  });
  const parts = [
    'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n',
    'hello',
    'world',
    'GET /b HT',
    'TP/1.1\r\n\r\n',
  ];
  for (const [index, part] of parts.entries()) {
    client.write(part);
    const before = parts.slice(0, index + 1).join('').length;
    while (relay.bytesReceived < before) await new Promise((resolve) => setImmediate(resolve));
  }
  await relay.setFault(undefined);
  client.write('GET /c HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  await once(client, 'close');
  assert.deepEqual(answers.match(/HTTP\/1.1 \d+/g), ['HTTP/1.1 503', 'HTTP/1.1 503', 'HTTP/1.1 200']);
  assert.deepEqual(
    received.map(({ summary, bytes, status }) => `${summary} ${bytes} ${status}`),
    ['POST /a 10 503', 'GET /b 0 503', 'GET /c 0 200'],
  );
});

test('a request that waits to be told to send its body is answered by a fault at once', async (context) => {
  const { relay, port } = await relayed(context);
  await relay.setFault({ kind: 'error', status: 500 });
  const client = connect(port, '127.0.0.1');
  client.write('PUT /a HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n');
  const [answer] = await once(client, 'data');
  assert.match(String(answer), /^HTTP\/1.1 500/);
  client.destroy();
});

test('a fault that comes in the middle of a request is for the next one', async (context) => {
  const { relay, received, port } = await relayed(context);
  const client = connect(port, '127.0.0.1').resume();
  client.write('POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nx');
  while (relay.bytesReceived === 0) await new Promise((resolve) => setImmediate(resolve));
  await relay.setFault({ kind: 'error', status: 503 });
  client.write('yGET /b HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  await once(client, 'close');
  assert.deepEqual(
    received.map(({ summary, status }) => `${summary} ${status}`),
    ['POST /a 200', 'GET /b 200'],
    'what comes in one piece with the rest of a request goes on with it',
  );
});

test('what is no HTTP is reset by its fault after the first byte', async (context) => {
  const { relay, port } = await relayed(context);
  await relay.setFault({ kind: 'reset' });
  const client = connect(port, '127.0.0.1');
  client.write(Buffer.from([1]));
  const [error] = await once(client, 'error');
  assert.equal(error.code, 'ECONNRESET');
});

const open: [what: string, sent: string | undefined, endsAtOnce: boolean][] = [
  ['nothing was sent', undefined, true],
  ['a request was answered', 'GET / HTTP/1.1\r\nhost: a\r\n\r\n', true],
  ['half a request was sent', 'GET / HTTP/1.1\r\nhost: a\r\n', false],
];
for (const [what, sent, endsAtOnce] of open) {
  test(`a drain ${endsAtOnce ? 'does not wait' : 'waits'} for a connection over which ${what}`, async (context) => {
    const { relay, port } = await relayed(context);
    const client = connect(port, '127.0.0.1');
    client.on('error', () => undefined);
    if (sent) client.write(sent);
    if (sent && endsAtOnce) await once(client, 'data');
    while (relay.connectionsAccepted === 0 || (sent && relay.bytesReceived === 0))
      await new Promise((resolve) => setImmediate(resolve));
    const closed = new Promise((resolve) => client.resume().on('close', resolve));
    const begun = performance.now();
    await relay.drain(300);
    await closed;
    assert.equal(performance.now() - begun < 250, endsAtOnce);
  });
}

test('a port opened again is reached by its new way, and ports are not opened twice', async (context) => {
  const relay = new PodRelay(() => undefined);
  context.after(() => relay.close());
  const server = createTcpServer((socket) => socket.end('new'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const nowhere = () => Promise.reject(new Error('no way'));
  const addresses = await Promise.all([
    relay.open({ containerPort: 80, dial: nowhere }),
    relay.open({ containerPort: 80, dial: async () => connect(port, '127.0.0.1') }),
  ]);
  assert.deepEqual(addresses[0], addresses[1]);
  assert.equal(relay.addresses.length, 1);
  const client = connect(addresses[0].port, '127.0.0.1');
  assert.equal(String((await once(client, 'data'))[0]), 'new');
  client.destroy();
  await relay.close();
  await assert.rejects(relay.open({ containerPort: 81, dial: nowhere }), /the relay is closed/);
});
