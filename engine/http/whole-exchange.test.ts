import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Engine } from '../engine.ts';
import { HeaderList } from '../middlewares/message.ts';
import { applyText, portOf, startEngine } from '../test-engine.ts';
import { wholeExchange } from './whole-exchange.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** How a server answers at a path of that name. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  measured: (_, response) => response.setHeader('Content-Length', 5).end('hello'),
  streamed: (_, response) => {
    response.write('hel');
    setImmediate(() => response.end('lo'));
  },
  empty: (_, response) => response.end(),
  nothing: (_, response) => response.writeHead(204).end(),
  same: (_, response) => response.writeHead(304, { etag: '"1"', 'content-length': 5 }).end(),
  missing: (_, response) => response.writeHead(404, { 'x-why': 'no' }).end('none'),
  hops: (_, response) =>
    response
      .writeHead(200, {
        connection: 'keep-alive, x-mine',
        'x-mine': '1',
        'keep-alive': 'timeout=5',
        'x-kept': '1',
      })
      .end('ok'),
  twice: (_, response) => response.setHeader('Set-Cookie', ['a=1', 'b=2']).end('ok'),
  dated: (_, response) => response.setHeader('Date', 'Thu, 01 Jan 1970 00:00:00 GMT').end('ok'),
  zipped: (_, response) => response.setHeader('Content-Encoding', 'gzip').end(gzipSync('unpacked')),
  trailed: ({ method }, response) => {
    // Node takes no trailers for an answer without a body.
    if (method !== 'HEAD') {
      response.setHeader('Trailer', 'X-Sum').write('ok');
      response.addTrailers({ 'X-Sum': '2' });
    }
    response.end();
  },
};

let server: http.Server;
let engine: Engine;
const agent = new http.Agent({ keepAlive: true });

before(async () => {
  server = http.createServer((request, response) => {
    const answer = ANSWERS[request.url?.slice(1) ?? ''];
    if (answer) answer(request, response);
    else response.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  engine = await startEngine();
  applyText(
    engine,
    `http:
  routers:
    all: { rule: Host(\`shop.test\`), service: app }
    mine: { rule: Host(\`mine.test\`), service: app, middlewares: [marked] }
  middlewares: { marked: { headers: { customResponseHeaders: { X-Mark: "1" } } } }
  services: { app: { loadBalancer: { servers: [{ url: "http://127.0.0.1:${(server.address() as AddressInfo).port}" }] } } }`,
  );
});

after(async () => {
  agent.destroy();
  await engine.close();
  server.closeAllConnections();
  server.close();
});

/** Status, fields and body; the time in Date is left out. */
interface Seen {
  readonly status: number | undefined;
  readonly fields: readonly string[];
  readonly body: string;
}

function seen(status: number | undefined, raw: readonly string[], body: string): Seen {
  const fields = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name.toLowerCase()}: ${raw[at + 1]}`] : []));
  const undated = fields.map((field) => field.replace(/^date: (?!Thu, 01 Jan 1970).*/, 'date: now'));
  return { status, fields: undated.toSorted(), body };
}

async function byConnection(method: string, path: string, host: string): Promise<Seen> {
  const request = http.request({
    host: '127.0.0.1',
    port: portOf(engine),
    method,
    path,
    agent,
    headers: { host },
  });
  request.end();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let body = '';
  for await (const piece of response.setEncoding('utf8')) body += piece;
  return seen(response.statusCode, response.rawHeaders, body);
}

function handedIn(method: string, target: string, host: string) {
  return wholeExchange(method, (reply) =>
    engine.serve('web', {
      method,
      target,
      host,
      headers: new HeaderList(),
      version: '1.1',
      client: { clientIp: '127.0.0.1', peer: '127.0.0.1:4000', tls: undefined },
      body: undefined,
      upgrade: undefined,
      reply,
    }),
  );
}

describe('a client that hands its request in sees what it would see over a connection', () => {
  for (const host of ['shop.test', 'mine.test', 'nobody.test']) {
    for (const method of ['GET', 'HEAD']) {
      for (const name of Object.keys(ANSWERS)) {
        test(`${method} ${host}/${name}`, async () => {
          const { status, headers, body } = await handedIn(method, `/${name}`, host).answer;
          const byValue = seen(status, headers.raw(), body.toString());
          assert.deepEqual(byValue, await byConnection(method, `/${name}`, host));
        });
      }
    }
  }

  test('an answer that does not come is the proxy’s', async () => {
    const { status, body } = await handedIn('GET', '/cut', 'shop.test').answer;
    assert.deepEqual([status, body.toString()], [502, 'Bad Gateway']);
  });

  test('who gives up gets no answer', async () => {
    const exchange = handedIn('GET', '/measured', 'shop.test');
    exchange.cancel();
    exchange.cancel();
    await assert.rejects(exchange.answer, /the client gave up/);
  });
});
