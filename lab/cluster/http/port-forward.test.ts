import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { KubeConfig, PortForward } from '@kubernetes/client-node';
import { WebSocket } from 'ws';
import { kubeconfig } from './kubeconfig.ts';
import { CERTIFICATES, objectOf, startTestServer, type TestServer, TOKEN, typeNamed } from './test-server.ts';

const PATH = '/api/v1/namespaces/default/pods/web/portforward';

/** An API with a pod whose port 80 answers each chunk in capitals. */
async function started(context: { after(close: () => unknown): void }): Promise<TestServer> {
  const pod = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
  });
  pod.listen(0, '127.0.0.1');
  await once(pod, 'listening');
  const { port } = pod.address() as AddressInfo;
  const server = await startTestServer({
    podPorts: (_namespace, _name, asked) => (asked === 80 ? { host: '127.0.0.1', port } : undefined),
  });
  context.after(async () => {
    await server[Symbol.asyncDispose]();
    pod.close();
  });
  const pods = typeNamed(server.registry, 'pods');
  server.store.put(pods, objectOf(pods, 'default', 'web', { metadata: { uid: 'u' } }));
  return server;
}

function client({ server: { url } }: TestServer): PortForward {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig({ url, certificates: CERTIFICATES, token: TOKEN }));
  return new PortForward(config);
}

test('client-node forwards a port of a pod', async (context) => {
  const server = await started(context);
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const socket = await client(server).portForward('default', 'web', [80], output, errors, input);
  assert.ok('close' in socket);
  for (const text of ['hello', 'again']) {
    input.write(text);
    const [answer] = await once(output, 'data');
    assert.equal(String(answer), text.toUpperCase());
  }
  socket.close();
});

test('a port on which nothing listens is told of', async (context) => {
  const server = await started(context);
  const [output, errors] = [new PassThrough(), new PassThrough()];
  await client(server).portForward('default', 'web', [81], output, errors, new PassThrough());
  const [error] = await once(errors, 'data');
  assert.equal(
    String(error),
    'error forwarding port 81 to pod web, uid u: connect to localhost:81: connection refused',
  );
});

const refusals: [path: string, headers: Readonly<Record<string, string>>, code: number][] = [
  [`${PATH}?ports=80`, { authorization: 'Bearer wrong' }, 401],
  [`${PATH}?ports=80`, { authorization: `Bearer ${TOKEN}`, host: 'evil.test' }, 403],
  [PATH, { authorization: `Bearer ${TOKEN}` }, 400],
  [`${PATH}?ports=99999`, { authorization: `Bearer ${TOKEN}` }, 400],
  [`${PATH.replace('web', 'nobody')}?ports=80`, { authorization: `Bearer ${TOKEN}` }, 404],
];
for (const [path, headers, code] of refusals) {
  test(`${path} is refused with ${code} (${Object.keys(headers).join(', ')})`, async (context) => {
    const { server } = await started(context);
    const socket = new WebSocket(`${server.url.replace('https', 'wss')}${path}`, 'v4.channel.k8s.io', {
      headers,
      ca: CERTIFICATES.authorityPem,
    });
    const [error] = await once(socket, 'error');
    assert.match(String(error), new RegExp(`Unexpected server response: ${code}`));
  });
}

/** Asks for the ports as a client does that upgrades the connection itself. */
function asked({ server }: TestServer, headers: Readonly<Record<string, string>>) {
  const made = request(`${server.url}${PATH}?ports=80`, {
    method: 'POST',
    ca: CERTIFICATES.authorityPem,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    agent: false,
  });
  made.end();
  return made;
}

test('who asks for no other protocol is told to', async (context) => {
  const [answer] = await once(asked(await started(context), {}), 'response');
  assert.equal(answer.statusCode, 400);
  assert.match(await text(answer), /Upgrade request required/);
});

test('who asks for SPDY gets the streams that kubectl opens', async (context) => {
  const made = asked(await started(context), { connection: 'upgrade', upgrade: 'SPDY/3.1' });
  const [answer, socket] = await once(made, 'upgrade');
  assert.equal(answer.statusCode, 101);
  assert.equal(answer.headers['x-stream-protocol-version'], 'portforward.k8s.io');
  socket.destroy();
});
