import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { startHttps } from './http/test-https.ts';
import { type Network, systemNetwork } from './net/network.ts';
import { Loopback, nextData, received } from './tcp/test-loopback.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';
import { Datagrams } from './udp/test-datagrams.ts';

/** The system's network under another name, with a record of what was made of it. */
function watched(): Network & { readonly made: string[] } {
  const made: string[] = [];
  return {
    made,
    createServer: (options) => {
      made.push('server');
      return systemNetwork.createServer(options);
    },
    connect: (options) => {
      made.push(`connection to ${options.port}`);
      return systemNetwork.connect(options);
    },
    createDatagramSocket: (options) => {
      made.push('datagrams');
      return systemNetwork.createDatagramSocket(options);
    },
  };
}

/** A configuration that leads each path to the server of its URL. */
function routes(servers: Readonly<Record<string, string>>): string {
  const names = Object.keys(servers);
  const service = (name: string): string =>
    `${name}: { loadBalancer: { serversTransport: any, servers: [{ url: "${servers[name]}" }] } }`;
  return `http:
  routers: { ${names.map((name) => `${name}: { rule: Path(\`/${name}\`), service: ${name} }`).join(', ')} }
  services: { ${names.map(service).join(', ')} }
  serversTransports: { any: { insecureSkipVerify: true } }`;
}

describe('an engine with a network that is handed in', () => {
  test('listens on it', async () => {
    const network = watched();
    await using engine = await startEngine(['--entrypoints.dns.address=127.0.0.1:0/udp'], { network });
    assert.equal(engine.addresses.size, 2);
    assert.equal(network.made[0], 'server');
    assert.deepEqual(new Set(network.made.slice(1)), new Set(['datagrams']));
  });

  test('connects over it by every protocol of HTTP', async () => {
    await using plain = await Backend.start('plain');
    await using secure = await startHttps(({ httpVersion }, response) => response.end(httpVersion));
    await using older = await startHttps(({ httpVersion }, response) => response.end(httpVersion), {
      ALPNProtocols: ['http/1.1'],
    });
    const clear = createServer((_, response) => void response.end('clear')).listen(0, '127.0.0.1');
    await new Promise((resolve) => clear.once('listening', resolve));
    const { port: clearPort } = clear.address() as AddressInfo;
    const network = watched();
    await using engine = await startEngine([], { network });
    network.made.splice(0);
    applyText(
      engine,
      routes({
        plain: `http://127.0.0.1:${plain.port}`,
        secure: `https://127.0.0.1:${secure.port}`,
        older: `https://127.0.0.1:${older.port}`,
        clear: `h2c://127.0.0.1:${clearPort}`,
      }),
    );
    const answers: string[] = [];
    for (const path of ['/plain', '/secure', '/older', '/clear'])
      answers.push(await get(portOf(engine), path));
    assert.deepEqual(answers, ['200 plain', '200 2.0', '200 1.1', '200 clear']);
    const ports = [plain.port, secure.port, older.port, clearPort];
    assert.deepEqual(
      network.made,
      ports.map((port) => `connection to ${port}`),
    );
    await engine.close();
    clear.close();
  });

  test('connects over it to TCP servers and UDP servers', { timeout: 10_000 }, async () => {
    await using loopback = new Loopback();
    await using datagrams = new Datagrams();
    const tcp = await loopback.listen((socket) => socket.end('of TCP'));
    const udp = await datagrams.server((text) => `${text} of UDP`);
    const network = watched();
    const flags = ['--entrypoints.dns.address=127.0.0.1:0/udp', '--entrypoints.dns.udp.timeout=20ms'];
    await using engine = await startEngine(flags, { network });
    network.made.splice(0);
    applyText(
      engine,
      `tcp:
  routers: { db: { rule: HostSNI(\`*\`), service: db } }
  services: { db: { loadBalancer: { servers: [{ address: "127.0.0.1:${tcp}" }] } } }
udp:
  routers: { dns: { service: dns } }
  services: { dns: { loadBalancer: { servers: [{ address: "127.0.0.1:${udp.port}" }] } } }`,
    );
    assert.equal(await received(await loopback.connect(portOf(engine))), 'of TCP');
    const client = await datagrams.client(portOf(engine, 'dns'));
    assert.equal(await client.ask('datagram'), 'datagram of UDP');
    assert.deepEqual(network.made, [`connection to ${tcp}`, 'datagrams']);
  });

  test('answers what fails as over the system', async () => {
    await using loopback = new Loopback();
    const closed = await loopback.closedPort();
    const cutting = await loopback.listen(
      (socket) => void nextData(socket).then(() => socket.resetAndDestroy()),
    );
    const clear = await loopback.listen((socket) => void socket.end('HTTP/1.1 400 No\r\n\r\n'));
    const found: Record<string, string[]> = {};
    for (const network of [systemNetwork, watched()]) {
      await using engine = await startEngine([], { network });
      const servers = { closed, cutting, clear };
      for (const scheme of ['http', 'https', 'h2c']) {
        for (const [name, port] of Object.entries(servers)) {
          applyText(engine, routes({ it: `${scheme}://127.0.0.1:${port}` }));
          const key = `${scheme} ${name}`;
          found[key] = [...(found[key] ?? []), await get(portOf(engine), '/it')];
        }
      }
    }
    for (const [what, [bySystem, byOther]] of Object.entries(found)) assert.equal(byOther, bySystem, what);
    assert.equal(found['https closed']?.[0], '502 Bad Gateway');
  });
});
