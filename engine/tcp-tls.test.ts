import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { parseManifests } from './resources/load.ts';
import { Loopback, received } from './tcp/test-loopback.ts';
import { portOf, startEngine } from './test-engine.ts';

const VERSION_12 = 'minVersion: VersionTLS12, maxVersion: VersionTLS12';
const OPTIONS = `
  options:
    mqtt: { alpnProtocols: [mqtt] }
    old: { ${VERSION_12} }
    odd: { minVersion: NOPE, maxVersion: NOPE }`;

/** An engine with TCP routers to the services `a`, `b` and `none`, each of whose servers says its name. */
class Bench implements AsyncDisposable {
  readonly loopback = new Loopback();
  readonly connections: string[] = [];
  port = 0;
  #close = async (): Promise<void> => undefined;

  static async start(routers: readonly string[], more = '', flags: readonly string[] = []): Promise<Bench> {
    const bench = new Bench();
    const server = (name: string): Promise<number> =>
      bench.loopback.listen((socket) => {
        bench.connections.push(name);
        socket.end(name);
      });
    const [a, b] = [await server('a'), await server('b')];
    const engine = await startEngine(flags);
    bench.#close = () => engine.close();
    const address = (port: number): string => `{ address: "127.0.0.1:${port}" }`;
    const { resources } = parseManifests(
      `tcp:
  routers: { ${routers.map((router, index) => `r${index}: { ${router} }`).join(', ')} }
  services:
    a: { loadBalancer: { servers: [${address(a)}] } }
    b: { loadBalancer: { servers: [${address(b)}] } }
    both: { loadBalancer: { servers: [${address(a)}, ${address(b)}] } }
    none: { weighted: { services: [{ name: a, weight: 0 }] } }
${more}`,
      'test.yaml',
    );
    engine.apply({ resources });
    bench.port = portOf(engine);
    return bench;
  }

  /** The server's name, ALPN and version; or how the handshake failed. */
  async secure(options: tls.ConnectionOptions = {}): Promise<string> {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: this.port,
      servername: 'db.test',
      rejectUnauthorized: false,
      ...options,
    });
    let secured = '';
    socket
      .on('error', () => undefined)
      .once('secureConnect', () => {
        secured = ` ${socket.alpnProtocol || '-'} ${socket.getProtocol()}`;
      });
    // Node reports an end before the handshake, or does not, as it comes.
    const text = (await received(socket)).replace('<ECONNRESET>', '');
    socket.destroy();
    return `${text}${secured}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.loopback[Symbol.asyncDispose]();
    await this.#close();
  }
}

const HOST = 'HostSNI(`db.test`)';
const NO_PROTOCOL = '<ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL>';
/** Neither an alert nor a handshake. */
const CLOSED = '';

interface Row {
  readonly title: string;
  readonly routers: readonly string[];
  /** What a client that offers these protocols gets. */
  readonly answers: readonly (readonly [alpn: string, answer: string])[];
}

const rows: readonly Row[] = [
  {
    title: 'routers for one name that differ by ALPN, each with options of its own',
    routers: [
      `rule: "${HOST} && ALPN(\`mqtt\`)", service: a, tls: { options: mqtt }`,
      `rule: "${HOST}", service: b, tls: { options: old }`,
    ],
    answers: [
      ['mqtt', 'a mqtt TLSv1.3'],
      ['h2 mqtt', 'a mqtt TLSv1.3'],
      ['h2', 'b h2 TLSv1.2'],
      ['', 'b - TLSv1.2'],
    ],
  },
  {
    title: 'routers for one name that differ by the address of the client',
    routers: [
      `rule: "${HOST} && ClientIP(\`10.0.0.0/8\`)", service: a, tls: {}`,
      `rule: "${HOST} && ClientIP(\`127.0.0.1\`)", service: b, tls: { options: old }`,
    ],
    answers: [['', 'b - TLSv1.2']],
  },
  {
    title: 'a router without options serves h2 and http/1.1, and no other protocol',
    routers: [`rule: "${HOST}", service: a, tls: {}`],
    answers: [
      ['h2', 'a h2 TLSv1.3'],
      ['http/1.1', 'a http/1.1 TLSv1.3'],
      ['mqtt http/1.1', 'a http/1.1 TLSv1.3'],
      ['mqtt', NO_PROTOCOL],
      ['', 'a - TLSv1.3'],
    ],
  },
  {
    title: 'versions that are none are ignored',
    routers: [`rule: "${HOST}", service: a, tls: { options: odd }`],
    answers: [['', 'a - TLSv1.3']],
  },
  {
    title: 'a service that has nothing to choose closes before the handshake',
    routers: [`rule: "${HOST}", service: none, tls: {}`],
    answers: [['', CLOSED]],
  },
  {
    title: 'options that do not exist close before the handshake',
    routers: [`rule: "${HOST}", service: a, tls: { options: gone }`],
    answers: [['', CLOSED]],
  },
  {
    title: 'the greater priority, and then the longer rule, within the table',
    routers: [
      `rule: "${HOST}", service: a, tls: {}, priority: 100`,
      `rule: "HostSNIRegexp(\`^db\\\\\\\\.test$\`) || HostSNI(\`*\`)", service: b, tls: {}`,
    ],
    answers: [['', 'a - TLSv1.3']],
  },
  {
    title:
      'a rule that is more than HostSNI(`*`) is no catch-all: it comes before an HTTPS router without Host()',
    routers: ['rule: "HostSNI(`*`) || HostSNI(`*`)", service: a, tls: {}'],
    answers: [['', 'a - TLSv1.3']],
  },
  {
    title: 'HostSNI(`*`) comes after it',
    routers: ['rule: "HostSNI(`*`)", service: a, tls: {}'],
    answers: [['http/1.1', ' http/1.1 TLSv1.3']],
  },
];

const HTTPS =
  'http: { routers: { all: { rule: "PathPrefix(`/`)", service: site, tls: {} } }, services: { site: { loadBalancer: { servers: [] } } } }';
const IDLE = ['--entrypoints.web.transport.respondingtimeouts.readtimeout=300ms'];

describe('TLS clients of TCP routers:', () => {
  for (const { title, routers, answers } of rows) {
    test(title, async () => {
      await using bench = await Bench.start(routers, `${HTTPS}\ntls:${OPTIONS}`, IDLE);
      for (const [alpn, answer] of answers) {
        const offered = alpn === '' ? {} : { ALPNProtocols: alpn.split(' ') };
        assert.equal(await bench.secure(offered), answer, `ALPN ${alpn || 'none'}`);
      }
    });
  }

  test('a handshake that fails has connected to a server, and used up its turn', async () => {
    await using bench = await Bench.start([`rule: "${HOST}", service: both, tls: {}`]);
    assert.equal(await bench.secure(), 'a - TLSv1.3');
    assert.equal(await bench.secure({ ALPNProtocols: ['mqtt'] }), NO_PROTOCOL);
    assert.equal(await bench.secure(), 'a - TLSv1.3');
    assert.deepEqual(bench.connections, ['a', 'b', 'a']);
  });

  test('with default options that are broken, who has no router is closed without an alert', async () => {
    const broken =
      'tls: { options: { default: { clientAuth: { clientAuthType: RequireAndVerifyClientCert } } } }';
    await using bench = await Bench.start(
      [`rule: "HostSNI(\`other.test\`)", service: a, tls: { passthrough: true }`],
      broken,
    );
    assert.equal(await bench.secure(), CLOSED);
  });

  for (const [title, opening] of [
    ['an SSL 2.0 hello', Buffer.from([0x80, 46, 1, 0, 2])],
    ['a ClientHello that is none', Buffer.from([0x16, 3, 1, 0, 4, 9, 9, 9, 9])],
    ['an end', Buffer.alloc(0)],
  ] as const) {
    test(`${title} is closed without a byte`, async () => {
      await using bench = await Bench.start([`rule: "${HOST}", service: a, tls: {}`]);
      const client = await bench.loopback.connect(bench.port);
      client.end(opening);
      assert.equal(await received(client), '');
      assert.deepEqual(bench.connections, []);
      if (!client.closed) {
        client.destroy();
        await once(client, 'close');
      }
    });
  }
});
