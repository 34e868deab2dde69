import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CertificateAuthority } from '../../certs/index.ts';
import { type Clock, type Network, systemClock, systemNetwork } from '../../engine/index.ts';
import { MemoryNetwork, VirtualClock } from '../../engine/virtual/index.ts';
import type { Backend, BackendOptions } from '../backends/backend.ts';
import { mongo } from '../backends/mongo/mongo.ts';
import { nginx } from '../backends/nginx.ts';
import { startForTest } from '../backends/test-backend.ts';
import { whoami } from '../backends/whoami.ts';
import { whoamiudp } from '../backends/whoamiudp.ts';
import { type Clients, socketClients, virtualClients } from './clients.ts';

const authority = new CertificateAuthority({ keyType: 'ecdsa' });
const identity = authority.issue({ commonName: 'app', subjectAltNames: ['app.test'], usage: 'server' });
const client = authority.issue({ commonName: 'customer', subjectAltNames: [], usage: 'client' });
const ca = identity.caPem;

interface World {
  readonly name: string;
  readonly network: Network;
  readonly clock: Clock;
  readonly clients: Clients;
  wait<T>(promise: Promise<T>): Promise<T>;
}

function worlds(): readonly World[] {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  return [
    {
      name: "the system's sockets",
      network: systemNetwork,
      clock: systemClock,
      clients: socketClients,
      wait: (promise) => promise,
    },
    {
      name: 'a network in memory',
      network,
      clock,
      clients: virtualClients(network, clock),
      wait: clock.wait.bind(clock),
    },
  ];
}

for (const { name, network, clock, clients, wait } of worlds()) {
  async function start(backend: Backend, options: Partial<BackendOptions> = {}) {
    const started = await wait(startForTest(backend, { network, clock, ...options }));
    const address = { host: '127.0.0.1', port: started.port, protocol: 'tcp' as const };
    return { ...started, address, [Symbol.asyncDispose]: () => wait(started.running.close()) };
  }

  const files = new Map([
    ['/tls/tls.crt', Buffer.from(identity.certificatePem)],
    ['/tls/tls.key', Buffer.from(identity.keyPem)],
    ['/tls/ca.crt', Buffer.from(ca)],
  ]);
  const secure = { files, args: ['--cert=/tls/tls.crt', '--key=/tls/tls.key'] };
  const mutual = { files, args: [...secure.args, '--cacert=/tls/ca.crt'] };
  const get = { method: 'GET', host: 'app.test', path: '/' };

  describe(`clients over ${name}`, () => {
    test('HTTP requests are answered, one connection for all of one client', async () => {
      await using backend = await start(whoami);
      await using http = clients.http(backend.address, { connections: 1, localAddress: '127.0.0.7' });
      for (let count = 0; count < 3; count += 1) {
        const answer = await http.send({ ...get, headers: { 'X-Sent': 'yes' } });
        assert.ok(!('error' in answer), String('error' in answer && answer.error));
        assert.equal(answer.status, 200);
        assert.match(answer.body, /^RemoteAddr: 127\.0\.0\.7:/m);
        assert.match(answer.body, /^X-Sent: yes$/m);
        assert.equal(backend.received.at(-1)?.correlationId, answer.correlationId);
      }
      assert.equal(backend.running.connectionsAccepted, 1);
    });

    test('many requests go over as many connections as there are', async () => {
      await using backend = await start(nginx);
      await using http = clients.http(backend.address, { connections: 4 });
      const outcomes = await http.sendMany(get, 40, 4);
      assert.deepEqual(
        new Set(outcomes.map((outcome) => ('error' in outcome ? outcome.error : outcome.status))),
        new Set([200]),
      );
      assert.equal(backend.running.connectionsAccepted, 4);
    });

    test('a slow answer takes its time, and one that takes too long is given up', async () => {
      await using backend = await start(whoami);
      await using http = clients.http(backend.address, { connections: 1 });
      await wait(backend.running.setFault({ kind: 'slow', delayMs: 40 }));
      const slow = await http.send(get);
      assert.ok(
        !('error' in slow) && slow.durationMs >= 39 && slow.durationMs < 1000,
        String(slow.durationMs),
      );
      await wait(backend.running.setFault({ kind: 'hang' }));
      const given = await http.send({ ...get, timeoutMs: 30 });
      assert.ok('error' in given);
      assert.equal(Reflect.get(given.error, 'code'), 'UND_ERR_HEADERS_TIMEOUT');
    });

    test('who refuses, who resets', async () => {
      await using backend = await start(whoami);
      await using http = clients.http(backend.address, { connections: 1 });
      await wait(backend.running.setFault({ kind: 'reset' }));
      const reset = await http.send(get);
      assert.ok('error' in reset);
      assert.match(String(Reflect.get(reset.error, 'code')), /^(ECONNRESET|UND_ERR_SOCKET)$/);
      await wait(backend.running.setFault({ kind: 'refuse' }));
      const refused = await http.send(get);
      assert.ok('error' in refused);
      assert.equal(Reflect.get(refused.error, 'code'), 'ECONNREFUSED');
      await wait(backend.running.setFault(undefined));
      const answered = await http.send(get);
      assert.ok(!('error' in answered));
    });

    test('over TLS, the client knows the certificate of the server, and the server the client', async () => {
      await using backend = await start(whoami, secure);
      await using http = clients.http(backend.address, {
        connections: 1,
        tls: { serverName: 'app.test', ca },
      });
      const answer = await http.send({ ...get, scheme: 'https' });
      assert.ok(!('error' in answer), String('error' in answer && answer.error));
      assert.deepEqual([answer.status, answer.serverCertificate], [200, 'app']);
      assert.match(answer.body, /^RemoteAddr: 127\.0\.0\.1:\d+$/m);
    });

    test('a TLS probe tells what was agreed, or the alert', async () => {
      await using backend = await start(whoami, mutual);
      const greeting = () => Buffer.from('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n');
      const tls = { serverName: 'app.test', ca };
      const refused = await clients.probeTls(backend.address, tls, greeting);
      assert.deepEqual([refused.accepted, refused.alert, refused.serverCertificate], [false, 116, 'app']);
      const shown = { certificatePem: client.certificatePem, keyPem: client.keyPem };
      const accepted = await clients.probeTls(backend.address, { ...tls, identity: shown }, greeting);
      assert.deepEqual([accepted.accepted, accepted.version], [true, 'TLSv1.3']);
      assert.match(accepted.received.toString(), /^HTTP\/1\.1 200 OK/);
    });

    test('a WebSocket brings back what was sent', async () => {
      await using backend = await start(whoami);
      const target = { host: 'app.test', path: '/echo' };
      assert.equal(await clients.askWebSocket(backend.address, target, 'hello'), 'hello');
      await assert.rejects(clients.askWebSocket(backend.address, { ...target, path: '/' }, 'hello'), /200/);
    });

    test('datagrams are answered from one port, or not in time', async () => {
      await using backend = await start(whoamiudp);
      await using udp = await clients.udp(backend.address);
      assert.match((await udp.ask('WHO')) ?? '', /^Hostname: pod-1$/m);
      assert.equal(await udp.ask('hello'), 'Received: hello');
      assert.equal(new Set(backend.received.map(({ peer }) => peer)).size, 1);
      await wait(backend.running.setFault({ kind: 'hang' }));
      assert.equal(await udp.ask('is anybody there?', 30), undefined);
    });

    test('MongoDB: databases are listed, documents inserted and read', async () => {
      await using backend = await start(mongo);
      const session = clients.mongo(backend.address, 'mongo.local', undefined, 5000);
      assert.ok((await session.databases()).includes('admin'));
      assert.equal(
        await session.insertAndRead('shop', 'orders', { item: 'tea', count: 2 }),
        '[{"item":"tea","count":2}]',
      );
      assert.ok((await session.databases()).includes('shop'));
      await session.close();
    });

    test('MongoDB: a server that cannot be reached is given up after the patience of the client', async () => {
      const gone = await start(mongo);
      await gone[Symbol.asyncDispose]();
      const session = clients.mongo(gone.address, 'mongo.local', undefined, 60);
      const began = clock.now();
      await assert.rejects(session.databases(), {
        name: 'MongoServerSelectionError',
        message: /ECONNREFUSED/,
      });
      const took = clock.now() - began;
      assert.ok(took >= 50 && took < 3000, `it took ${took} ms`);
      await session.close();
    });
  });
}
