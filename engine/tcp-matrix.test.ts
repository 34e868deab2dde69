import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { manifests } from './configuration/test-support.ts';
import { Loopback, received } from './tcp/test-loopback.ts';
import { applyText, Backend, portOf, startEngine } from './test-engine.ts';

/** What a client that says nothing, one that speaks HTTP and ones of TLS, by server name, get. */
interface Row {
  readonly title: string;
  readonly routers: readonly string[];
  readonly silent: 'tcp' | 'end';
  readonly http: string;
  readonly tls: Readonly<Record<string, string>>;
}

const HTTPS = (rule: string) => `https-${rule.length}: { rule: "${rule}", service: site, tls: {} }`;
const HTTP = 'http: { rule: "PathPrefix(`/`)", service: site }';
const TCP = 'all: { rule: "HostSNI(`*`)", service: db }';
const TCP_TLS = (name: string) => `tls: { rule: "HostSNI(\`${name}\`)", service: db, tls: {} }`;

/** Traefik's order of TLS routing, as a table (Traefik: `pkg/server/router/tcp/router.go`, ServeTCP). */
const rows: readonly Row[] = [
  {
    title: 'a TCP router without TLS',
    routers: [TCP],
    silent: 'tcp',
    http: 'tcp',
    tls: { 'a.test': 'raw tcp' },
  },
  {
    title: 'that and an HTTP router',
    routers: [TCP, HTTP],
    silent: 'tcp',
    http: 'tcp',
    tls: { 'a.test': 'raw tcp' },
  },
  {
    title: 'that and an HTTPS router',
    routers: [TCP, HTTPS('Host(`a.test`)')],
    silent: 'end',
    http: 'tcp',
    tls: { 'a.test': 'site', 'b.test': '404' },
  },
  {
    title: 'that and a TCP router with TLS',
    routers: [TCP, TCP_TLS('a.test')],
    silent: 'end',
    http: 'tcp',
    tls: { 'a.test': 'tcp', 'b.test': '404' },
  },
  {
    title: 'a TCP router with TLS',
    routers: [TCP_TLS('a.test')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': 'tcp', 'A.TEST': 'tcp', 'b.test': '404', '': '404' },
  },
  {
    title: 'that and an HTTP router',
    routers: [TCP_TLS('a.test'), HTTP],
    silent: 'end',
    http: 'site',
    tls: { 'a.test': 'tcp' },
  },
  {
    title: 'a TCP router for all names and an HTTPS router for one',
    routers: [TCP_TLS('*'), HTTPS('Host(`a.test`)')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': 'site', 'b.test': 'tcp', '': 'tcp' },
  },
  {
    title: 'a TCP router for all names and an HTTPS router for none',
    routers: [TCP_TLS('*'), HTTPS('PathPrefix(`/`)')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': 'site', '': 'site' },
  },
  {
    title: 'a TCP router and an HTTPS router for one name',
    routers: [TCP_TLS('a.test'), HTTPS('Host(`a.test`)')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': 'site' },
  },
  {
    title: 'a TCP router for a name and an HTTPS router for none',
    routers: [TCP_TLS('a.test'), HTTPS('PathPrefix(`/`)')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': 'tcp', 'b.test': 'site' },
  },
  {
    title: 'no router for the name',
    routers: [HTTPS('Host(`c.test`)')],
    silent: 'end',
    http: '404',
    tls: { 'a.test': '404' },
  },
];

const READ_TIMEOUT = '--entrypoints.web.transport.respondingtimeouts.readtimeout=100ms';

/** An engine with these routers, and what their servers saw. */
class Bench implements AsyncDisposable {
  readonly loopback = new Loopback();
  connections = 0;
  firstByte: number | undefined;
  #close: (() => Promise<void>)[] = [];
  port = 0;

  static async start(routers: readonly string[]): Promise<Bench> {
    const bench = new Bench();
    const database = await bench.loopback.listen((socket) => {
      bench.connections += 1;
      socket.once('data', ([first]: Buffer) => {
        bench.firstByte = first;
      });
      socket.end('tcp');
    });
    const site = await Backend.start('site');
    const engine = await startEngine([READ_TIMEOUT]);
    bench.#close = [() => engine.close(), () => site[Symbol.asyncDispose]()];
    const [tcp, http] = [
      (line: string) => line.includes('HostSNI'),
      (line: string) => !line.includes('HostSNI'),
    ];
    applyText(
      engine,
      manifests(`tcp:
  routers: { ${routers.filter(tcp).join(', ')} }
  services:
    db: { loadBalancer: { servers: [{ address: "127.0.0.1:${database}" }] } }
http:
  routers: { ${routers.filter(http).join(', ')} }
  services:
    site: { loadBalancer: { servers: [{ url: "http://127.0.0.1:${site.port}" }] } }`),
    );
    bench.port = portOf(engine);
    return bench;
  }

  /** What a client gets that sends this, if anything, and waits. */
  async waiting(text = ''): Promise<string> {
    const client = await this.loopback.connect(this.port);
    if (text !== '') client.write(text);
    return received(client);
  }

  async secure(servername: string): Promise<string> {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: this.port,
      rejectUnauthorized: false,
      ...(servername !== '' && { servername }),
    });
    socket.on('error', () => {});
    socket.write(request(servername || 'a.test'));
    const answer = await received(socket);
    socket.destroy();
    return this.firstByte === 0x16 ? 'raw tcp' : kindOf(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.loopback[Symbol.asyncDispose]();
    for (const close of this.#close) await close();
  }
}

const request = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

/** `tcp`, the name of the HTTP server, or the status. */
function kindOf(answer: string): string {
  if (!answer.startsWith('HTTP/')) return answer;
  return answer.startsWith('HTTP/1.1 200')
    ? answer.slice(answer.indexOf('\r\n\r\n') + 4)
    : answer.slice(9, 12);
}

describe('an entry point with', () => {
  for (const { title, routers, silent, http, tls: byName } of rows) {
    test(`${title}: silence ${silent}, HTTP ${http}, TLS ${JSON.stringify(byName)}`, async () => {
      await using bench = await Bench.start(routers);
      assert.equal(await bench.waiting(), silent === 'tcp' ? 'tcp' : '');
      assert.equal(bench.connections, silent === 'tcp' ? 1 : 0);
      assert.equal(kindOf(await bench.waiting(request('a.test'))), http);
      for (const [name, answer] of Object.entries(byName)) {
        bench.firstByte = undefined;
        assert.equal(await bench.secure(name), answer, `server name "${name}"`);
      }
    });
  }
});

const REFUSAL =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';
const plainTexts: [title: string, text: string, answer: string][] = [
  ['nothing', '', ''],
  ['a line that is no HTTP', 'EHLO a.test\r\n\r\n', REFUSAL],
  ['half a line', 'EHLO', REFUSAL],
];
for (const [title, text, answer] of plainTexts) {
  test(`a plain client of a TCP router with TLS that sends ${title} and waits`, async () => {
    await using bench = await Bench.start([TCP_TLS('a.test')]);
    assert.equal(await bench.waiting(text), answer);
    assert.equal(bench.connections, 0);
  });
}
