import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, test } from 'node:test';
import { Agent, request } from 'undici';
import { CERTIFICATES, startTestServer, TOKEN } from './test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const JSON_BODY = { 'content-type': 'application/json' };

describe('who may ask', () => {
  const cases = [
    { who: 'nobody', headers: { authorization: '' }, code: 401 },
    { who: 'a wrong token', headers: { authorization: 'Bearer other' }, code: 401 },
    { who: 'a token of another scheme', headers: { authorization: `Basic ${TOKEN}` }, code: 401 },
    { who: 'the token', headers: {}, code: 200 },
    { who: 'the token, by a name of this machine', headers: { host: 'localhost:6443' }, code: 200 },
    { who: 'the token, by a foreign name (DNS rebinding)', headers: { host: 'evil.example' }, code: 403 },
    {
      who: 'the token, by a name that begins like this machine',
      headers: { host: '127.0.0.1.evil.example' },
      code: 403,
    },
  ];
  for (const { who, headers, code } of cases) {
    test(`${who} is answered ${code}`, async () => {
      await using server = await startTestServer();
      const answer = await server.ask(CONFIG_MAPS, { headers });
      assert.equal(answer.code, code, answer.text);
      if (code !== 200) assert.equal(answer.json['kind'], 'Status');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    });
  }

  test('a client certificate of the authority is as good as the token, and names the user', async () => {
    await using server = await startTestServer();
    const { certificatePem: cert, keyPem: key } = CERTIFICATES.client;
    const agent = new Agent({ connect: { ca: CERTIFICATES.authorityPem, cert, key } });
    const answer = await request(`${server.server.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
      dispatcher: agent,
      method: 'POST',
      headers: JSON_BODY,
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
    });
    const { status } = (await answer.body.json()) as { status: { userInfo: { username: string } } };
    await agent.destroy();
    assert.equal(answer.statusCode, 201);
    assert.equal(status.userInfo.username, 'kubernetes-admin');
  });

  test('the version and the probes need no credential', async () => {
    await using server = await startTestServer();
    for (const path of ['/version', '/version?timeout=5s', '/healthz', '/livez', '/readyz?verbose']) {
      const { code } = await server.ask(path, { headers: { authorization: '' } });
      assert.equal(code, 200, path);
    }
  });

  test('rights are given to the one user whatever is asked', async () => {
    await using server = await startTestServer();
    for (const kind of ['selfsubjectaccessreviews', 'subjectaccessreviews']) {
      const { code, json } = await server.ask(`/apis/authorization.k8s.io/v1/${kind}`, {
        method: 'POST',
        body: '{"spec":{"resourceAttributes":{"verb":"delete","resource":"pods"}}}',
      });
      assert.equal(code, 201);
      assert.deepEqual(json['status'], { allowed: true });
    }
  });
});

describe('a server that closes', () => {
  test('ends watches and lets connections go that are kept alive', async () => {
    const server = await startTestServer();
    const watch = await server.watch(`${CONFIG_MAPS}?watch=true`);
    const agent = new HttpsAgent({ keepAlive: true, ca: CERTIFICATES.authorityPem });
    await new Promise<void>((resolve, reject) => {
      httpsRequest(`${server.server.url}/version`, { agent }, (response) =>
        response.resume().on('end', resolve),
      )
        .on('error', reject)
        .end();
    });
    const ended = watch.next();
    const before = Date.now();
    await server.server.close();
    assert.equal(await ended, undefined);
    assert.ok(Date.now() - before < 1000, 'closing waited for a connection that nobody used');
    await server.server.close();
    await server[Symbol.asyncDispose]();
  });
});

test('clients that connect and say nothing do not hold it', async () => {
  const server = await startTestServer();
  const silent = connect({ host: '127.0.0.1', port: server.server.port });
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  const began = performance.now();
  await server[Symbol.asyncDispose]();
  await closed;
  assert.ok(performance.now() - began < 10_000, 'the handshake may take two minutes');
});

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

test('it has a URL where it listens on IPv6', { skip: hasIPv6 ? false : 'no IPv6 here' }, async () => {
  await using server = await startTestServer({ host: '::1' });
  assert.match(server.server.url, /^https:\/\/\[::1\]:\d+$/);
  assert.equal((await server.ask(CONFIG_MAPS)).code, 200);
});
