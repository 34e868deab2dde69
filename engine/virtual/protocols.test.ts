import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { Client } from 'undici';
import { CertificateAuthority } from '../../certs/index.ts';
import { networksUnderTest, TestServer } from './test-networks.ts';

const authority = new CertificateAuthority({ keyType: 'ecdsa' });
const serverIdentity = authority.issue({
  commonName: 'server',
  subjectAltNames: ['app.test'],
  usage: 'server',
});
const clientIdentity = authority.issue({ commonName: 'client', subjectAltNames: [], usage: 'client' });

for (const { name, network, wait } of networksUnderTest()) {
  describe(`protocols of Node over ${name}`, () => {
    test('TLS with certificates on both sides, which knows the addresses', async () => {
      await using server = await wait(TestServer.open(network));
      const tls = createTlsServer({
        cert: serverIdentity.certificatePem,
        key: serverIdentity.keyPem,
        ca: serverIdentity.caPem,
        requestCert: true,
        ALPNProtocols: ['echo'],
      });
      server.server.on('connection', (socket: Socket) => tls.emit('connection', socket));
      tls.on('secureConnection', (socket) => {
        socket.write(
          `${socket.getPeerCertificate().subject.CN} at ${socket.remoteAddress}:${socket.remotePort}, `,
        );
        socket.pipe(socket);
      });
      const beneath = network.connect({ host: '127.0.0.1', port: server.port });
      const client = connectTls({
        socket: beneath,
        servername: 'app.test',
        ca: serverIdentity.caPem,
        cert: clientIdentity.certificatePem,
        key: clientIdentity.keyPem,
        ALPNProtocols: ['echo'],
      });
      let text = '';
      client.on('data', (bytes) => {
        text += bytes;
      });
      await wait(once(client, 'secureConnect'));
      assert.deepEqual(
        [client.authorized, client.alpnProtocol, client.getProtocol()],
        [true, 'echo', 'TLSv1.3'],
      );
      assert.equal(client.remotePort, server.port);
      const port = beneath.localPort;
      client.end('over and out');
      await wait(once(client, 'close'));
      assert.equal(text, `client at 127.0.0.1:${port}, over and out`);
    });

    test('a TLS server that refuses a client says so by an alert', async () => {
      await using server = await wait(TestServer.open(network));
      const tls = createTlsServer({
        cert: serverIdentity.certificatePem,
        key: serverIdentity.keyPem,
        ca: serverIdentity.caPem,
        requestCert: true,
        rejectUnauthorized: true,
      });
      tls.on('tlsClientError', () => undefined);
      server.server.on('connection', (socket: Socket) => tls.emit('connection', socket));
      const socket = network.connect({ host: '127.0.0.1', port: server.port });
      const client = connectTls({ socket, rejectUnauthorized: false, minVersion: 'TLSv1.3' });
      client.resume();
      const [error] = await wait(once(client, 'error'));
      assert.match(error.reason ?? error.message, /certificate required/i);
    });

    test('HTTP requests of undici reach a server of node:http, one connection for all', async () => {
      await using server = await wait(TestServer.open(network, { allowHalfOpen: true }));
      const http = createHttpServer((request, response) => {
        let size = 0;
        request.on('data', (bytes: Buffer) => {
          size += bytes.length;
        });
        request.on('end', () =>
          response.end(`${request.method} ${size} from ${request.socket.remoteAddress}`),
        );
      });
      server.server.on('connection', (socket: Socket) => http.emit('connection', socket));
      const client = new Client('http://app.test', {
        connect: (_options, done) => {
          const socket = network.connect({ host: '127.0.0.1', port: server.port });
          socket.once('connect', () => done(null, socket)).once('error', (error) => done(error, null));
        },
      });
      const ask = async (method: 'GET' | 'POST', body?: Buffer) => {
        const answer = await client.request({ method, path: '/', body: body ?? null });
        return answer.body.text();
      };
      assert.equal(await wait(ask('GET')), 'GET 0 from 127.0.0.1');
      assert.equal(await wait(ask('POST', Buffer.alloc(300_000))), 'POST 300000 from 127.0.0.1');
      assert.equal(server.sockets.length, 1);
      await wait(client.destroy());
    });

    test('HTTP/2 of Node, with many streams at a time', async () => {
      await using server = await wait(TestServer.open(network));
      const http2 = createHttp2Server((request, response) => response.end(`answer to ${request.url}`));
      server.server.on('connection', (socket: Socket) => http2.emit('connection', socket));
      const session = connectHttp2('http://app.test', {
        createConnection: () => network.connect({ host: '127.0.0.1', port: server.port }),
      });
      const ask = async (path: string) => {
        const stream = session.request({ ':path': path }).setEncoding('utf8');
        let text = '';
        for await (const piece of stream) text += piece;
        return text;
      };
      const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
      assert.deepEqual(
        await wait(Promise.all(paths.map(ask))),
        paths.map((path) => `answer to ${path}`),
      );
      session.close();
      await wait(once(session, 'close'));
    });
  });

  describe(`datagrams over ${name}`, () => {
    test('reach who is bound, and the answer comes back', async () => {
      await using server = network.createDatagramSocket({ type: 'udp4' });
      server.bind(0, '127.0.0.1');
      await wait(once(server, 'listening'));
      server.on('message', (message, { port, address, size }) =>
        server.send(`${message} ${size}`, port, address),
      );
      await using client = network.createDatagramSocket({ type: 'udp4' });
      client.send('hello', server.address().port, '127.0.0.1');
      const [answer, from] = await wait(once(client, 'message'));
      assert.equal(String(answer), 'hello 5');
      assert.deepEqual(from, { address: '127.0.0.1', family: 'IPv4', port: server.address().port, size: 7 });
      assert.equal(client.getSendQueueSize(), 0);
    });

    test('a connected socket hears its peer alone', async () => {
      await using server = network.createDatagramSocket({ type: 'udp4' }).bind(0, '127.0.0.1');
      await wait(once(server, 'listening'));
      await using client = network.createDatagramSocket({ type: 'udp4' });
      client.connect(server.address().port, '127.0.0.1');
      await wait(once(client, 'connect'));
      assert.equal(client.remoteAddress().port, server.address().port);
      const { port } = client.address();
      await using stranger = network.createDatagramSocket({ type: 'udp4' });
      stranger.send('from a stranger', port, '127.0.0.1');
      await wait(once(stranger, 'listening'));
      server.send('from the peer', port, '127.0.0.1');
      const [message] = await wait(once(client, 'message'));
      assert.equal(String(message), 'from the peer');
    });

    test('a port at which nobody is refuses connected sockets', async () => {
      const gone = network.createDatagramSocket({ type: 'udp4' }).bind(0, '127.0.0.1');
      await wait(once(gone, 'listening'));
      const { port } = gone.address();
      gone.close();
      await wait(once(gone, 'close'));
      await using client = network.createDatagramSocket({ type: 'udp4' });
      client.connect(port, '127.0.0.1');
      await wait(once(client, 'connect'));
      client.send('is anybody there?');
      const [error] = await wait(once(client, 'error'));
      assert.deepEqual([error.code, error.syscall], ['ECONNREFUSED', 'recvmsg']);
    });

    test('a port that is taken cannot be bound', async () => {
      await using first = network.createDatagramSocket({ type: 'udp4' }).bind(0, '127.0.0.1');
      await wait(once(first, 'listening'));
      await using second = network.createDatagramSocket({ type: 'udp4' });
      second.bind(first.address().port, '127.0.0.1');
      const [error] = await wait(once(second, 'error'));
      assert.equal(error.message, `bind EADDRINUSE 127.0.0.1:${first.address().port}`);
    });
  });
}
