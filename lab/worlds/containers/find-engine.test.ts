import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CertificateAuthority } from '../../../certs/index.ts';
import { ContainersWorldError } from './containers-world-error.ts';
import { engineAddresses } from './engine-addresses.ts';
import { findContainerEngine, lookForEngine } from './find-engine.ts';

/** A home of its own, so that nothing of this machine is found by chance. */
async function home(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function listening(context: TestContext, server: Server, where: string | number): Promise<void> {
  if (typeof where === 'string') server.listen(where);
  else server.listen(where, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
}

/** Something that answers as a container engine does. Returns its DOCKER_HOST. */
async function engine(context: TestContext, path: string, status = 200): Promise<string> {
  const answer: RequestListener = (request, response) => {
    response.writeHead(request.url === '/_ping' ? status : 404).end();
  };
  await listening(context, createServer(answer), path);
  return `unix://${path}`;
}

/** Sets Docker to a context. */
async function contextOf(folder: string, host: string): Promise<void> {
  const meta = join(folder, '.docker/contexts/meta', createHash('sha256').update('mine').digest('hex'));
  await mkdir(meta, { recursive: true });
  await writeFile(join(folder, '.docker/config.json'), JSON.stringify({ currentContext: 'mine' }));
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
}

describe('the engine', () => {
  test('of DOCKER_HOST is asked before that of a context', async (context) => {
    const HOME = await home(context);
    const host = await engine(context, join(HOME, 'a.sock'));
    await contextOf(HOME, await engine(context, join(HOME, 'b.sock')));
    assert.deepEqual(await findContainerEngine({ HOME, DOCKER_HOST: host }), { host, found: 'DOCKER_HOST' });
  });

  test('of DOCKER_HOST may be at a TCP port', async (context) => {
    const server = createServer((_, response) => response.end('OK'));
    await listening(context, server, 0);
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const HOME = await home(context);
    assert.deepEqual(await findContainerEngine({ HOME, DOCKER_HOST: host }), { host, found: 'DOCKER_HOST' });
  });

  test('of DOCKER_HOST is asked with the certificates of DOCKER_CERT_PATH', async (context) => {
    const HOME = await home(context);
    const authority = new CertificateAuthority({ keyType: 'ecdsa' });
    const ca = authority.certificatePem;
    const own = authority.issue({ commonName: 'engine', subjectAltNames: ['127.0.0.1'], usage: 'server' });
    const client = authority.issue({ commonName: 'client', subjectAltNames: ['client'], usage: 'client' });
    const files = { 'ca.pem': ca, 'cert.pem': client.certificatePem, 'key.pem': client.keyPem };
    for (const [file, text] of Object.entries(files)) await writeFile(join(HOME, file), text);
    const tls = { ca, cert: own.certificatePem, key: own.keyPem, requestCert: true };
    const server = createTlsServer(tls, (_, response) => response.end('OK'));
    await listening(context, server, 0);
    const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const environment = { HOME, DOCKER_HOST: host, DOCKER_CERT_PATH: HOME };
    assert.deepEqual(await findContainerEngine({ ...environment, DOCKER_TLS_VERIFY: '1' }), {
      host,
      found: 'DOCKER_HOST',
      certificates: HOME,
    });
    await assert.rejects(findContainerEngine(environment), { code: 'containers-no-engine' });
    const without = { ...environment, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(HOME, 'none') };
    await assert.rejects(findContainerEngine(without), { message: /ca\.pem/ });
  });

  test('of the context that Docker is set to is asked before the usual sockets', async (context) => {
    const HOME = await home(context);
    const host = await engine(context, join(HOME, 'a.sock'));
    await contextOf(HOME, host);
    assert.deepEqual(await findContainerEngine({ HOME }), { host, found: 'context mine' });
  });

  test('of the context that DOCKER_CONTEXT names is', async (context) => {
    const HOME = await home(context);
    const host = await engine(context, join(HOME, 'a.sock'));
    await contextOf(HOME, host);
    await writeFile(join(HOME, '.docker/config.json'), '{}');
    assert.deepEqual(await findContainerEngine({ HOME, DOCKER_CONTEXT: 'mine' }), {
      host,
      found: 'context mine',
    });
  });

  test('at a usual socket is found also if the context that Docker is set to is a leftover', async (context) => {
    const HOME = await home(context);
    await contextOf(HOME, 'ssh://somebody@example.org');
    const XDG_RUNTIME_DIR = join(HOME, 'runtime');
    await mkdir(join(XDG_RUNTIME_DIR, 'podman'), { recursive: true });
    const host = await engine(context, join(XDG_RUNTIME_DIR, 'podman/podman.sock'));
    const { inVain, engine: found } = await lookForEngine({ HOME, XDG_RUNTIME_DIR });
    assert.deepEqual(inVain[0], {
      who: 'context mine ssh://somebody@example.org',
      reason: 'it was not asked: only unix:// and tcp:// can be',
    });
    // This machine may have one at /var/run/docker.sock, which comes before.
    if (found?.found !== 'socket /var/run/docker.sock') assert.equal(found?.host, host);
  });

  test('that testcontainers would take before all others is asked first', async (context) => {
    const HOME = await home(context);
    const host = await engine(context, join(HOME, 'a.sock'));
    await writeFile(join(HOME, '.testcontainers.properties'), 'tc.host = tcp://127.0.0.1:1\ndocker.host=x\n');
    const { engine: found, inVain } = await lookForEngine({ HOME, DOCKER_HOST: host });
    assert.equal(found?.host, host);
    assert.match(inVain[0]?.reason ?? '', /nobody listens there/);
  });
});

test('the usual sockets of Docker come before those of Podman', async (context) => {
  const HOME = await home(context);
  const environment = { HOME, XDG_RUNTIME_DIR: '/run/user/7', CONTAINER_HOST: 'unix:///podman' };
  assert.deepEqual(
    (await engineAddresses(environment)).map(({ found }) => found.replace(HOME, '~')),
    [
      'socket /var/run/docker.sock',
      'socket ~/.docker/run/docker.sock',
      'socket /run/user/7/docker.sock',
      'socket ~/.docker/desktop/docker.sock',
      'CONTAINER_HOST',
      'socket /run/user/7/podman/podman.sock',
      'socket /run/podman/podman.sock',
    ],
  );
});

test('certificates are those of DOCKER_CERT_PATH if DOCKER_TLS_VERIFY is set', async (context) => {
  const environment = {
    HOME: await home(context),
    DOCKER_HOST: 'tcp://a:1',
    DOCKER_CERT_PATH: '/certificates',
  };
  assert.deepEqual(await engineAddresses({ ...environment, DOCKER_TLS_VERIFY: '1' }), [
    { host: 'tcp://a:1', found: 'DOCKER_HOST', certificates: '/certificates' },
  ]);
  assert.deepEqual(await engineAddresses(environment), [{ host: 'tcp://a:1', found: 'DOCKER_HOST' }]);
  const socket = { ...environment, DOCKER_TLS_VERIFY: '1', DOCKER_HOST: 'unix:///a' };
  assert.deepEqual(await engineAddresses(socket), [{ host: 'unix:///a', found: 'DOCKER_HOST' }]);
});

describe('no engine', () => {
  const rows: [
    title: string,
    host: (context: TestContext, folder: string) => Promise<string>,
    reason: RegExp,
  ][] = [
    [
      'is a socket that is not there',
      async (_, folder) => `unix://${folder}/no`,
      /nothing is there \(ENOENT\)/,
    ],
    ['is a port where nobody listens', async () => 'tcp://127.0.0.1:1', /nobody listens there/],
    ['is what answers an error', (context, folder) => engine(context, `${folder}/e`, 500), /it answers 500/],
    ['is asked over SSH', async () => 'ssh://a@b', /it was not asked: only unix:\/\/ and tcp:\/\//],
    ['is asked at a named pipe', async () => 'npipe:////./pipe/docker_engine', /it was not asked/],
    ['has no address', async () => 'docker', /it was not asked/],
    [
      'is a socket that accepts and says nothing',
      async (context, folder) => {
        await listening(context, createTcpServer(), `${folder}/silent`);
        return `unix://${folder}/silent`;
      },
      /no answer within 2 s/,
    ],
  ];
  for (const [title, hostOf, reason] of rows) {
    test(title, { timeout: 10_000 }, async (context) => {
      const HOME = await home(context);
      const host = await hostOf(context, HOME);
      await assert.rejects(findContainerEngine({ HOME, DOCKER_HOST: host }), (error) => {
        assert.ok(error instanceof ContainersWorldError);
        assert.equal(error.code, 'containers-no-engine');
        const [, line] = error.message.split('\n');
        assert.ok(line?.startsWith(`  DOCKER_HOST ${host}: `), line);
        assert.match(line ?? '', reason);
        assert.match(error.message, /set DOCKER_HOST/);
        return true;
      });
    });
  }

  test('has a context that Docker does not know', async (context) => {
    await assert.rejects(findContainerEngine({ HOME: await home(context), DOCKER_CONTEXT: 'gone' }), {
      message: /\n {2}context gone: Docker knows no such context/,
    });
  });
});
