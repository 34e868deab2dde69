import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { testCertificate } from '../tls/test-support.ts';
import type { HttpPlane } from './http-plane.ts';
import {
  httpServer,
  service,
  snapshot,
  startBackend,
  startProxy,
  type Proxy as TestProxy,
} from './test-support.ts';

const { certificatePem, keyPem } = testCertificate({ commonName: 'a.test', dnsNames: ['a.test'] });

/** Ends TLS with ALPN, as an entry point does, and gives the connection to the plane. */
function acceptTls(plane: HttpPlane, socket: net.Socket): void {
  const server = tls.createServer({ cert: certificatePem, key: keyPem, ALPNProtocols: ['h2', 'http/1.1'] });
  server.once('secureConnection', (secured) =>
    plane.accept(secured, { optionsName: 'default', serverName: 'a.test' }),
  );
  server.emit('connection', socket);
}

/** A server that speaks HTTP/2 without TLS and answers as gRPC does: the outcome is in the trailers. */
async function startGrpc(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-te': `${headers['te']}` }));
    stream.on('data', (message: Buffer) => stream.write(message));
    stream.on('end', () => stream.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function textOf(stream: http2.ClientHttp2Stream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function proxyTo(port: number, scheme: 'http' | 'h2c', secure: boolean): Promise<TestProxy> {
  return await startProxy({
    snapshot: () =>
      snapshot([{ rule: 'Host(`a.test`)', service: service('app', httpServer(port, { scheme })) }]),
    ...(secure ? { accept: acceptTls } : {}),
  });
}

function connect(port: number, secure: boolean): http2.ClientHttp2Session {
  return secure
    ? http2.connect(`https://a.test:${port}`, {
        createConnection: () =>
          tls.connect({
            port,
            host: '127.0.0.1',
            servername: 'a.test',
            ca: certificatePem,
            ALPNProtocols: ['h2'],
          }),
      })
    : http2.connect(`http://127.0.0.1:${port}`);
}

for (const secure of [true, false]) {
  const front = secure ? 'chosen by ALPN' : 'without TLS, known by its first bytes';

  test(`HTTP/2 ${front}, HTTP/1.1 behind`, async () => {
    await using backend = await startBackend((request, response) => {
      response.end(`${request.httpVersion} ${request.headers.host} ${request.headers['x-forwarded-proto']}`);
    });
    await using proxy = await proxyTo(backend.port, 'http', secure);
    const session = connect(proxy.port, secure);
    const stream = session.request({ ':path': '/', ':authority': 'a.test' });
    assert.equal(await textOf(stream), `1.1 a.test ${secure ? 'https' : 'http'}`);
    const missing = session.request({ ':path': '/', ':authority': 'b.test' });
    const [headers] = await once(missing, 'response');
    assert.equal(headers[':status'], 404);
    missing.resume();
    session.close();
    const event = await proxy.httpEvent(({ status }) => status === 200);
    assert.deepEqual([event.router, event.host, event.tls], ['router-0', 'a.test', secure]);
  });

  test(`gRPC ${front}: messages both ways, and the outcome in trailers`, async () => {
    await using backend = await startGrpc();
    await using proxy = await proxyTo(backend.port, 'h2c', secure);
    const session = connect(proxy.port, secure);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/lab.Echo/Stream',
      ':authority': 'a.test',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const trailers = once(stream, 'trailers');
    for (const message of ['one', 'two']) {
      const answered = once(stream, 'data');
      stream.write(message);
      const [answer] = await answered;
      assert.equal(String(answer), message);
    }
    stream.end();
    const [fields] = await trailers;
    assert.deepEqual([fields['grpc-status'], fields['x-te']], ['0', 'trailers']);
    session.close();
  });
}
