import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { CertificateAuthority } from '../../certs/index.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

class Program {
  output = '';
  readonly #child: ChildProcess;
  readonly exit: Promise<unknown[]>;

  constructor(context: TestContext, args: readonly string[], environment: Record<string, string> = {}) {
    this.#child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...environment } });
    this.exit = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
        this.#child.emit('output');
      });
    }
    context.after(async () => {
      this.#child.kill('SIGKILL');
      await this.exit;
    });
  }

  async printed(pattern: RegExp): Promise<void> {
    const ended = new AbortController();
    void this.exit.then(() => ended.abort());
    while (!pattern.test(this.output)) {
      await once(this.#child, 'output', { signal: ended.signal }).catch(() =>
        assert.fail(`the program ended without ${pattern}:\n${this.output}`),
      );
    }
  }

  async stopped(signal: NodeJS.Signals): Promise<unknown> {
    this.#child.kill(signal);
    return (await this.exit)[0];
  }
}

/** A port that nobody listens at, for a moment at least. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  await once(server, 'close');
  return address.port;
}

/** This machine's addresses; engines of containers add some and take some away while tests run. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map(({ address }) => address),
  );
}

test('whoami listens where --port says, tells its own addresses, and logs as Go does', async (context) => {
  const port = await freePort();
  const before = ownAddresses();
  const program = new Program(context, ['whoami', '--port', `${port}`, '--verbose']);
  await program.printed(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d Starting up on port \d+$/m);
  const body = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  const lines = body.split('\n');
  assert.equal(lines[0], `Hostname: ${hostname()}`);
  const after = new Set(ownAddresses());
  const lasting = before.filter((address) => after.has(address));
  assert.ok(lasting.includes('127.0.0.1'));
  for (const address of lasting) assert.ok(lines.includes(`IP: ${address}`), body);
  assert.match(body, /^RemoteAddr: 127\.0\.0\.1:\d+$/m);
  await program.printed(/ 127\.0\.0\.1:\d+ - - \[.*\] "GET \/ HTTP\/1\.1" - -$/m);
  assert.equal(await program.stopped('SIGTERM'), 0);
});

test('whoami takes its port and its name from the environment', async (context) => {
  const port = await freePort();
  const program = new Program(context, ['whoami'], { WHOAMI_PORT_NUMBER: `${port}`, WHOAMI_NAME: 'shop' });
  await program.printed(/Starting up/);
  assert.match(
    await (await fetch(`http://127.0.0.1:${port}/?env=true`)).text(),
    /^Name: shop\n.*\nWHOAMI_NAME=shop\n/s,
  );
  assert.equal(await program.stopped('SIGINT'), 0);
});

test('whoami lets a request in flight finish when it is told to end', async (context) => {
  const port = await freePort();
  const program = new Program(context, ['whoami', '--port', `${port}`, '--verbose']);
  await program.printed(/Starting up/);
  const answer = fetch(`http://127.0.0.1:${port}/?wait=300ms`);
  await (await fetch(`http://127.0.0.1:${port}/bench`)).text();
  assert.equal(await program.stopped('SIGTERM'), 0);
  assert.equal((await answer).status, 200);
});

test('whoami speaks TLS with files of its own file system', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-whoami-'));
  context.after(() => rm(folder, { recursive: true }));
  const authority = new CertificateAuthority({ commonName: 'CA', keyType: 'ecdsa' });
  const names = { commonName: 'whoami.test', subjectAltNames: ['whoami.test'] };
  const server = authority.issue({ ...names, usage: 'server' });
  await writeFile(join(folder, 'tls.crt'), server.certificatePem);
  await writeFile(join(folder, 'tls.key'), server.keyPem);
  const port = await freePort();
  const files = ['--cert', join(folder, 'tls.crt'), `--key=${join(folder, 'tls.key')}`];
  const program = new Program(context, ['whoami', `--port=${port}`, ...files]);
  await program.printed(/Starting up with TLS on port/);
  const request = get({
    host: '127.0.0.1',
    port,
    ca: authority.certificatePem,
    servername: 'whoami.test',
    agent: false,
  });
  const [response] = await once(request, 'response');
  assert.match(await text(response), /^Hostname: /);
});

test('whoamiudp answers WHO at the port that it is given', async (context) => {
  const port = await freePort();
  const program = new Program(context, ['whoamiudp', '--port', `:${port}`]);
  await program.printed(/^Starting up on port :\d+$/m);
  const socket = createSocket('udp4');
  context.after(() => socket.close());
  socket.send('WHO', port, '127.0.0.1');
  const [answer] = await once(socket, 'message');
  assert.match(String(answer), new RegExp(`^Hostname: ${RegExp.escape(hostname())}\n`));
});

test('mongo serves drivers at --port, its command written out or not', async (context) => {
  const port = await freePort();
  const program = new Program(context, ['mongo', 'mongod', '--bind_ip_all', '--port', `${port}`]);
  await program.printed(/Waiting for connections/);
  await using client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  await client.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 1 });
  assert.equal(await client.db('shop').collection('orders').countDocuments(), 1);
});

const refused: readonly [args: readonly string[], code: number, message: RegExp][] = [
  [['whoami', '--nope=1'], 2, /^flag provided but not defined: -nope\nUsage of whoami:\n {2}-port\n/],
  [['whoami', '--port'], 2, /^flag needs an argument: --port\n/],
  [['whoami', '--help'], 2, /^Usage of whoami:\n/],
  [['whoami', '--cert', '/nowhere', '--key', '/nowhere'], 1, /no such file or directory, open '\/nowhere'/],
  [['whoamiudp', '-x'], 2, /^flag provided but not defined: -x\n/],
  [['mongo', '--replSet', 'rs0'], 2, /unrecognised option '--replSet'.*run the real one/],
  [['mongo', '--port'], 2, /the required argument for option '--port' is missing/],
  [['mongo', '--port', '0'], 2, /write a number from 1 to 65535/],
  [['redis'], 2, /write whoami, whoamiudp or mongo/],
];
for (const [args, code, message] of refused) {
  test(`${args.join(' ')} ends with exit code ${code} and says why`, async (context) => {
    const program = new Program(context, args);
    assert.equal((await program.exit)[0], code);
    assert.match(program.output, message);
  });
}
