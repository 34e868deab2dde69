import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProxy } from './test-engine.ts';
import { fieldOf, type WireMessage } from './test-message-reader.ts';
import { RawClient, type Seen, settle, whenClosed } from './test-raw-client.ts';
import { get, post, type ScriptedServer, startScripted, whole } from './test-scripted-server.ts';

function answerOf(seen: Seen): string {
  return seen.kind === 'answer' ? `${seen.answer.line[1]} ${seen.answer.body}` : seen.kind;
}

/** One request on a connection of its own. */
async function ask(port: number, bytes: string): Promise<string> {
  await using client = await RawClient.connect(port);
  client.send(bytes);
  return answerOf(await client.next());
}

function count(server: ScriptedServer, request: string): number {
  return server.requests.filter((own) => own === request).length;
}

/** Waits for something that the event loop brings about soon; fails if it does not. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn += 1) await settle(1);
  assert.ok(holds(), what);
}

const echo = ({ line: [, target] }: WireMessage): string => whole(target);

test('bytes that come on a kept connection without a request are no answer to the next one', async () => {
  let idle: (() => void) | undefined;
  await using server = await startScripted({
    onRequest: (request, { index, send }) => {
      send(echo(request));
      if (index === 0) idle = () => send(whole('poison'));
    },
  });
  await using proxy = await startProxy([server.port]);
  assert.equal(await ask(proxy.port, get('/1')), '200 /1');
  await settle(4);
  idle?.();
  await settle(4);
  assert.equal(await ask(proxy.port, get('/2')), '200 /2');
  await until(() => server.open === 1, 'the poisoned connection stays open');
});

test('an answer to half a request is passed on, and neither connection carries another request', async () => {
  await using server = await startScripted({
    onHead: ({ line: [, target] }, { send }) => {
      if (target === '/early') send(whole('early'));
    },
    onRequest: (request, { send }) => {
      if (request.line[1] !== '/early') send(echo(request));
    },
  });
  await using proxy = await startProxy([server.port]);
  await using client = await RawClient.connect(proxy.port);
  const rest = `${'x'.repeat(50_000)}${get('/smuggled')}`;
  client.send(`POST /early HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${rest.length + 5}\r\n\r\nbegin`);
  assert.equal(answerOf(await client.next()), '200 early');
  assert.equal(await ask(proxy.port, get('/other')), '200 /other');
  client.send(rest);
  client.send(get('/next'));
  // Either the rest is read and dropped and the next request served, or the connection ends; the rest is never a request.
  assert.match(answerOf(await client.next()), /^(closed|200 \/next)$/);
  assert.equal(count(server, 'GET /smuggled'), 0);
  assert.equal(
    server.requests.some((request) => request.startsWith('malformed')),
    false,
  );
});

test('a chunked request that is answered before its end leaves nothing behind', async () => {
  await using server = await startScripted({
    onHead: ({ line: [method, target] }, { send }) => {
      if (method === 'POST') send(whole(`early ${target}`));
    },
    onRequest: (request, { send }) => {
      if (request.line[0] === 'GET') send(echo(request));
    },
  });
  await using proxy = await startProxy([server.port]);
  for (let round = 0; round < 20; round += 1) {
    await using client = await RawClient.connect(proxy.port);
    client.send(
      `POST /${round} HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n`,
    );
    assert.equal(answerOf(await client.next()), `200 early /${round}`);
    client.send('broken\r\n');
    assert.equal(await ask(proxy.port, get(`/${round}/get`)), `200 /${round}/get`);
  }
});

test('a server that closes behind each answer loses no GET, and no POST is sent twice', async () => {
  await using server = await startScripted({
    onRequest: (request, { send, socket }) => {
      send(echo(request));
      // Without a word of it in the answer.
      socket.end();
    },
  });
  await using proxy = await startProxy([server.port]);
  await using client = await RawClient.connect(proxy.port);
  for (let round = 0; round < 100; round += 1) {
    client.send(get(`/get/${round}`));
    assert.equal(answerOf(await client.next()), `200 /get/${round}`);
    client.send(post(`/post/${round}`, 'x'));
    assert.match(answerOf(await client.next()), new RegExp(`^(200 /post/${round}|502 Bad Gateway)$`));
    assert.ok(count(server, `POST /post/${round}`) <= 1);
  }
});

/** A server whose kept connections are dead by their second request: it takes the request and resets. */
function startStale(): Promise<ScriptedServer> {
  return startScripted({
    onRequest: (request, { served, send, socket }) => {
      if (served > 0) socket.resetAndDestroy();
      else send(echo(request));
    },
  });
}

test('a GET that meets a dead kept connection is repeated once, a POST never', async () => {
  await using server = await startStale();
  await using proxy = await startProxy([server.port]);
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    assert.match(await ask(proxy.port, get(`/warm/${method}`)), /^200 /);
    await using client = await RawClient.connect(proxy.port, [method]);
    client.send(get(`/${method}`).replace('GET', method));
    assert.match(answerOf(await client.next()), /^200 /);
    assert.equal(count(server, `${method} /${method}`), 2);
    server.dropAll();
    await settle(4);
  }
  for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
    assert.match(await ask(proxy.port, get(`/warm/${method}`)), /^200 /);
    assert.equal(
      await ask(proxy.port, post(`/${method}`, 'body').replace('POST', method)),
      '502 Bad Gateway',
    );
    assert.equal(count(server, `${method} /${method}`), 1);
  }
});

test('a POST without a body is not repeated either', async () => {
  await using server = await startStale();
  await using proxy = await startProxy([server.port]);
  assert.equal(await ask(proxy.port, get('/warm')), '200 /warm');
  assert.equal(await ask(proxy.port, post('/post', '')), '502 Bad Gateway');
  assert.equal(count(server, 'POST /post'), 1);
});

test('a GET with a body is not repeated once bytes of it were sent', async () => {
  await using server = await startStale();
  await using proxy = await startProxy([server.port]);
  assert.equal(await ask(proxy.port, get('/warm')), '200 /warm');
  assert.match(
    await ask(proxy.port, post('/body', 'body').replace('POST', 'GET')),
    /^(502 Bad Gateway|200 \/body)$/,
  );
  assert.ok(count(server, 'GET /body') <= 2);
});

test('a GET whose new connection dies is not repeated', async () => {
  await using server = await startScripted({ onRequest: (_, { socket }) => socket.resetAndDestroy() });
  await using proxy = await startProxy([server.port]);
  assert.equal(await ask(proxy.port, get('/1')), '502 Bad Gateway');
  assert.equal(count(server, 'GET /1'), 1);
});

test('a GET whose answer began is not repeated', async () => {
  await using server = await startScripted({
    onRequest: (request, { served, send, socket }) => {
      send(served === 0 ? echo(request) : 'HTTP/1.1 200 O');
      if (served > 0) socket.end();
    },
  });
  await using proxy = await startProxy([server.port]);
  assert.equal(await ask(proxy.port, get('/warm')), '200 /warm');
  assert.equal(await ask(proxy.port, get('/1')), '502 Bad Gateway');
  assert.equal(count(server, 'GET /1'), 1);
});

test('an answer that a reset cuts never seems whole, and the next request is served', async () => {
  const framings = ['Content-Length: 1000', 'Transfer-Encoding: chunked'];
  await using server = await startScripted({
    onRequest: (request, { send, socket }) => {
      const [, target] = request.line;
      const framing = framings[['/cut/0', '/cut/1'].indexOf(target)];
      if (framing === undefined) send(echo(request));
      else socket.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n3\r\nabc\r\n`, () => socket.resetAndDestroy());
    },
  });
  await using proxy = await startProxy([server.port]);
  for (let round = 0; round < 10; round += 1) {
    await using client = await RawClient.connect(proxy.port);
    client.send(get(`/cut/${round % 2}`));
    const seen = await client.next();
    assert.ok(seen.kind === 'closed' || answerOf(seen) === '502 Bad Gateway', answerOf(seen));
    assert.equal(await ask(proxy.port, get('/next')), '200 /next');
  }
});

test('clients that go away while they wait, send or read leave no connection to the server behind', async () => {
  await using server = await startScripted({
    onRequest: (request, { send }) => {
      const [, target] = request.line;
      if (target === '/wait') return;
      send(target === '/read' ? 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nbegin' : echo(request));
    },
  });
  await using proxy = await startProxy([server.port]);
  const starts = [
    get('/wait'),
    get('/read'),
    post('/wait', 'body'),
    post('/wait', 'x'.repeat(300_000)),
    'POST /send HTTP/1.1\r\nHost: a.test\r\nContent-Length: 900\r\n\r\nbegin',
    'POST /send HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n',
  ];
  for (const start of starts) {
    for (const reset of [true, false]) {
      const before = server.taken;
      const client = await RawClient.connect(proxy.port);
      client.send(start);
      await until(() => server.taken > before && server.open > 0, 'the request did not reach the server');
      await settle(4);
      if (reset) client.socket.resetAndDestroy();
      else client.socket.destroy();
      await whenClosed(client.socket);
      await until(() => server.open === 0, `${JSON.stringify(start)} leaves ${server.open} connections`);
    }
  }
  assert.equal(await ask(proxy.port, get('/after')), '200 /after');
  assert.ok(!server.requests.some((request) => request.includes('/send') || request.startsWith('malformed')));
});

test('uploads of any size may follow another request before its answer', async () => {
  await using server = await startScripted({
    onRequest: ({ line: [, target], body }, { send }) => send(whole(`${target} ${body.length}`)),
  });
  await using proxy = await startProxy([server.port]);
  for (const size of [1, 1000, 60_000, 70_000, 300_000, 1_000_000]) {
    await using client = await RawClient.connect(proxy.port);
    const chunk = `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`;
    const chunked = `POST /chunked HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`;
    client.send(get('/first') + post('/length', 'x'.repeat(size)) + chunked + get('/last'));
    const seen = [await client.next(), await client.next(), await client.next(), await client.next()];
    assert.deepEqual(seen.map(answerOf), [
      '200 /first 0',
      `200 /length ${size}`,
      `200 /chunked ${size}`,
      '200 /last 0',
    ]);
  }
});

test('a client whose upload found no server may go on, or is told that it may not', async () => {
  const server = await startScripted({});
  await server[Symbol.asyncDispose]();
  await using proxy = await startProxy([server.port]);
  for (const size of [0, 1, 1000, 100_000, 200_000, 1_000_000]) {
    await using client = await RawClient.connect(proxy.port);
    for (const path of ['/1', '/2', '/3']) {
      client.send(post(path, 'x'.repeat(size)));
      const seen = await client.next();
      assert.equal(answerOf(seen), '502 Bad Gateway', `${path} with ${size} bytes`);
      if (seen.kind === 'answer' && fieldOf(seen.answer.fields, 'connection') === 'close') break;
    }
  }
});
