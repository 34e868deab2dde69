import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { CertificateAuthority } from '../../certs/index.ts';
import { startForTest } from './test-backend.ts';
import { whoami } from './whoami.ts';

const authority = new CertificateAuthority({ commonName: 'CA', keyType: 'ecdsa' });
const server = authority.issue({
  commonName: 'whoami.test',
  subjectAltNames: ['whoami.test'],
  usage: 'server',
});
const client = authority.issue({ commonName: 'client', subjectAltNames: ['client'], usage: 'client' });
const ca = authority.certificatePem;
const files = new Map([
  ['/certs/tls.crt', Buffer.from(server.certificatePem)],
  ['/certs/tls.key', Buffer.from(server.keyPem)],
  ['/certs/ca.crt', Buffer.from(ca)],
]);
const args = ['--cert=/certs/tls.crt', '--key=/certs/tls.key', '--verbose'];
const trust = { ca, servername: 'whoami.test' };

test('HTTP/1.1 over TLS', async () => {
  await using started = await startForTest(whoami, { args, files });
  const request = get({ host: '127.0.0.1', port: started.port, agent: false, ...trust });
  const [response] = await once(request, 'response');
  assert.match(await text(response), /^Hostname: pod-1\n/);
  await started.receivedCount(1);
  assert.match(started.logs.at(-1) ?? '', /"GET \/ HTTP\/1\.1"/);
  assert.ok(started.running.bytesReceived > 0);
});

test('HTTP/2, whose authority is the host; a drain lets a request finish', async () => {
  await using started = await startForTest(whoami, { args, files });
  const session = connectHttp2(`https://127.0.0.1:${started.port}`, trust);
  const stream = session.request({ ':path': '/?wait=50ms', ':authority': 'app.test', 'x-b': '1' });
  await once(session, 'remoteSettings');
  // What is answered after the request was sent proves that the request has arrived.
  await new Promise((resolve) => session.ping(resolve));
  const drained = started.running.drain(5000);
  const body = await text(stream);
  assert.match(body, /GET \/\?wait=50ms HTTP\/1\.1\r\nHost: app\.test\r\n.*X-B: 1\r\n\r\n$/s);
  await drained;
  const [{ headers, status } = {}] = started.received;
  assert.deepEqual(
    [headers?.['host'], status, Object.keys(headers ?? {})],
    ['app.test', 200, ['host', 'x-b']],
  );
  assert.match(started.logs.at(-1) ?? '', /HTTP\/2\.0"/);
  session.destroy();
});

test('a fault over HTTP/2', async () => {
  await using started = await startForTest(whoami, { args, files });
  const session = connectHttp2(`https://127.0.0.1:${started.port}`, trust);
  await started.running.setFault({ kind: 'error', status: 503 });
  const failing = session.request({ ':path': '/' });
  const [head] = await once(failing, 'response');
  assert.equal(head[':status'], 503);
  await started.running.setFault({ kind: 'reset' });
  const broken = session.request({ ':path': '/' });
  await assert.rejects(text(broken));
  await started.running.setFault({ kind: 'refuse' });
  await once(session, 'close');
});

test('with --cacert a client needs a certificate', async () => {
  await using started = await startForTest(whoami, { args: [...args, '--cacert=/certs/ca.crt'], files });
  for (const [identity, outcome] of [
    [{}, /certificate required|ECONNRESET|socket hang up/],
    [{ cert: client.certificatePem, key: client.keyPem }, /^HTTP\/1\.1 200 /],
  ] as const) {
    const socket = connect({ host: '127.0.0.1', port: started.port, ...trust, ...identity });
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(await text(socket).catch((error: Error) => error.message), outcome);
  }
});
