import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { applyText, portOf, startEngine } from './test-engine.ts';

/** How an answer in parts is announced. */
const kinds: Record<string, http.OutgoingHttpHeaders> = {
  'of a known length': { 'Content-Length': 3 },
  'of an unknown length': {},
  'of events': { 'Content-Type': 'text/event-stream', 'Content-Length': 3 },
};

const intervals = ['', '1h', '0s', '-1ns'];

const routers: Record<string, string> = {
  'a router': '',
  'a router with a middleware': 'middlewares: [named]',
};

const clients: Record<string, (port: number) => Promise<Readable & AsyncDisposable>> = {
  async 'HTTP/1.1'(port) {
    const request = http.get({ host: '127.0.0.1', port, agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return response;
  },
  async 'HTTP/2'(port) {
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':path': '/' });
    stream.once('close', () => session.destroy());
    await once(stream, 'response');
    return stream;
  },
};

/** A server that sends its head, and a letter whenever it is told to. */
async function startPieces(): Promise<
  AsyncDisposable & { port: number; next(): void; headers: http.OutgoingHttpHeaders }
> {
  let answer: http.ServerResponse | undefined;
  const letters = [...'abc'];
  const server = http.createServer((_, response) => {
    answer = response;
    response.writeHead(200, pieces.headers).flushHeaders();
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pieces = {
    port: (server.address() as AddressInfo).port,
    headers: {},
    next: () => {
      const letter = letters.shift();
      if (letter === undefined) answer?.end();
      else answer?.write(letter);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return pieces;
}

describe('every part of an answer is passed on at once, whatever flushInterval says', {
  timeout: 30_000,
}, () => {
  for (const [client, open] of Object.entries(clients)) {
    for (const [router, middlewares] of Object.entries(routers)) {
      for (const [kind, headers] of Object.entries(kinds)) {
        test(`${client}, ${router}, an answer ${kind}`, async () => {
          for (const interval of intervals) {
            await using server = await startPieces();
            server.headers = headers;
            await using engine = await startEngine();
            const forwarding = interval === '' ? '' : `responseForwarding: { flushInterval: ${interval} },`;
            applyText(
              engine,
              `http:
  routers: { site: { rule: PathPrefix(\`/\`), service: app, ${middlewares} } }
  middlewares: { named: { headers: { customResponseHeaders: { X-Named: "1" } } } }
  services: { app: { loadBalancer: { ${forwarding} servers: [{ url: "http://127.0.0.1:${server.port}" }] } } }`,
            );
            // The head comes before the first letter is sent, and each letter before the next.
            await using answer = await open(portOf(engine));
            for (const letter of 'abc') {
              server.next();
              const [piece] = (await once(answer, 'data')) as [Buffer];
              assert.equal(piece.toString(), letter, `flushInterval ${interval || 'by default'}`);
            }
            server.next();
            if (!answer.readableEnded) await once(answer, 'end');
          }
        });
      }
    }
  }
});
