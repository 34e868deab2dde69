import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { MongoClient } from 'mongodb';
import type { Container } from './client.ts';
import { containerClient } from './client.ts';
import { ImageMap } from './images.ts';
import { engineForTests, hasImage } from './test-engine.ts';

const map = await ImageMap.read({ INGRESS_LAB_IMAGES: 'offline' });
const engine = await engineForTests();

/** Why a test with an image that the project builds cannot be; false if it can. */
async function missing(image: string): Promise<string | false> {
  if (engine.skip !== undefined) return engine.skip;
  const name = map.resolve(image);
  return (await hasImage(new RegExp(`^${RegExp.escape(name)}$`)))
    ? false
    : `${name} is not built: make images`;
}

/** Starts a container with one published port; removed at the end of the test. */
async function started(
  context: TestContext,
  image: string,
  port: number,
  args: string[],
): Promise<{ container: Container; published: number }> {
  const { dockerode } = (await containerClient()).engine.container;
  const container = await dockerode.createContainer({
    Image: map.resolve(image),
    Hostname: 'pod-1',
    ExposedPorts: { [`${port}/tcp`]: {} },
    HostConfig: { PortBindings: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    ...(args.length > 0 ? { Cmd: args } : {}),
  });
  context.after(() => container.remove({ force: true, v: true }));
  await container.start();
  const { NetworkSettings: network } = await container.inspect();
  return { container, published: Number(network.Ports[`${port}/tcp`]?.[0]?.HostPort) };
}

/** Asks until the program listens: the engine accepts connections before it does. */
async function answered(url: string, headers: Record<string, string> = {}): Promise<string> {
  for (const until = Date.now() + 20_000; ; ) {
    try {
      return await (await fetch(url, { headers })).text();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function logOf(container: Container): Promise<string> {
  const log = await container.logs({ stdout: true, stderr: true, follow: true });
  return text(log);
}

test('the image of whoami tells of the container, and ends by itself on SIGTERM', {
  skip: await missing('whoami'),
}, async (context) => {
  const { container, published } = await started(context, 'whoami', 8080, [
    '--port',
    '8080',
    '--name',
    'shop',
  ]);
  const body = await answered(`http://127.0.0.1:${published}/`);
  const { NetworkSettings: network } = await container.inspect();
  assert.match(body, /^Name: shop\nHostname: pod-1\nIP: /);
  assert.ok(body.includes(`IP: ${Object.values(network.Networks)[0]?.IPAddress}\n`), body);
  await container.stop({ t: 8 });
  assert.equal((await container.inspect()).State.ExitCode, 0);
  assert.match(await logOf(container), /Starting up on port 8080/);
});

test('the image of nginx logs what it serves, with who it was forwarded for', {
  skip: await missing('nginx'),
}, async (context) => {
  const { container, published } = await started(context, 'nginx', 80, []);
  const body = await answered(`http://127.0.0.1:${published}/`, { 'x-forwarded-for': '192.0.2.1' });
  assert.match(body, /<title>Welcome to nginx!<\/title>/);
  await container.stop({ t: 8 });
  assert.equal((await container.inspect()).State.ExitCode, 0);
  assert.match(await logOf(container), /"GET \/ HTTP\/1\.1" 200 193 "-" "[^"]*" "192\.0\.2\.1"/);
});

test('the image of mongo serves drivers', { skip: await missing('mongo') }, async (context) => {
  const { published } = await started(context, 'mongo', 27017, []);
  await using client = new MongoClient(`mongodb://127.0.0.1:${published}/?directConnection=true`);
  await client.db('shop').collection<{ _id: number }>('orders').insertOne({ _id: 1 });
  assert.equal(await client.db('shop').collection('orders').countDocuments(), 1);
});
