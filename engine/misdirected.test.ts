import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2 from 'node:http2';
import { after, before, describe, test } from 'node:test';
import * as tls from 'node:tls';
import { manifests, spot } from './configuration/test-support.ts';
import type { Engine } from './engine.ts';
import { applyText, Backend, portOf, startEngine } from './test-engine.ts';

/** Routers of one entry point; `strict` and `other` are TLS options that ask for no more than the default ones. */
const ROUTERS = {
  open: 'Host(`open.test`)',
  plain: 'Host(`plain.test`)',
  strict: 'Host(`strict.test`) -> strict',
  second: 'Host(`second.test`) -> strict',
  other: 'Host(`other.test`) -> other',
  wild: 'Host(`*.wild.test`) -> strict',
  hostless: 'PathPrefix(`/hostless/with/a/long/path`) -> strict',
  one: 'Host(`clash.test`) -> strict',
  two: 'Host(`clash.test`) && Path(`/two`)',
  guarded: 'Host(`guarded.test`) -> strict',
};

/**
 * What a connection made for a server name answers to requests for other hosts: the options in force for the router
 * decide, not the names (Traefik: `pkg/middlewares/snicheck`).
 */
const rows: readonly [title: string, serverName: string, host: string, path: string, status: number][] = [
  ['its own host', 'strict.test', 'strict.test', '/', 200],
  ['a host of the same options', 'strict.test', 'second.test', '/', 200],
  ['a host of the same options, by a wildcard', 'strict.test', 'a.wild.test', '/', 200],
  ['two hosts of the default options', 'open.test', 'plain.test', '/', 200],
  ['a host that asks for more', 'open.test', 'strict.test', '/', 421],
  ['in capitals', 'open.test', 'STRICT.test', '/', 421],
  ['with a port', 'open.test', 'strict.test:443', '/', 421],
  ['with a final dot', 'open.test', 'strict.test.', '/', 421],
  ['by a wildcard', 'open.test', 'a.wild.test', '/', 421],
  ['a host that asks for less', 'strict.test', 'open.test', '/', 421],
  ['a host that asks for something else', 'strict.test', 'other.test', '/', 421],
  ['from a name that nobody has', 'nobody.test', 'strict.test', '/', 421],
  ['without a name', '', 'strict.test', '/', 421],
  ['from a name that nobody has to a host of the default options', 'nobody.test', 'open.test', '/', 200],
  ['before its middlewares', 'open.test', 'guarded.test', '/', 421],
  ['a middleware answers', 'strict.test', 'guarded.test', '/', 401],
  ['a host without a router', 'strict.test', 'nobody.test', '/', 404],
  ['options in conflict are the default ones', 'open.test', 'clash.test', '/', 200],
  ['also for the router that has them', 'clash.test', 'clash.test', '/two', 200],
  ['from a host in conflict', 'clash.test', 'strict.test', '/', 421],
  [
    'a router without Host() has the default options',
    'open.test',
    'open.test',
    '/hostless/with/a/long/path',
    200,
  ],
  [
    'and no others, also for the name itself',
    'strict.test',
    'strict.test',
    '/hostless/with/a/long/path',
    421,
  ],
];

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

describe('a host on a connection of other TLS options is answered 421', () => {
  let engine: Engine;
  let site: Backend;

  before(async () => {
    site = await Backend.start('site');
    engine = await startEngine();
    const routers = Object.entries(ROUTERS).map(([name, text]) => {
      const [rule, options] = text.split(' -> ');
      const written = options === undefined ? '' : `options: ${options}`;
      const middlewares = name === 'guarded' ? ', middlewares: [auth]' : '';
      return `    ${name}: { rule: "${rule}", service: site, tls: { ${written} }${middlewares} }`;
    });
    const { diagnostics } = applyText(
      engine,
      manifests(`http:
  routers:
${routers.join('\n')}
  middlewares:
    auth: { basicAuth: { users: ["ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="] } }
  services:
    site: { loadBalancer: { servers: [{ url: "http://127.0.0.1:${site.port}" }] } }
tls:
  options: { strict: { minVersion: VersionTLS12 }, other: { minVersion: VersionTLS12 } }`),
    );
    assert.deepEqual(
      diagnostics.map((diagnostic) => spot(diagnostic).split(':')[0]),
      ['tls-options-unused', 'tls-options-conflict', 'tls-options-conflict'],
    );
  });

  after(async () => {
    await engine.close();
    await site[Symbol.asyncDispose]();
  });

  async function connect(serverName: string, protocol: string): Promise<tls.TLSSocket> {
    const socket = tls.connect({
      host: '127.0.0.1',
      port: portOf(engine),
      ALPNProtocols: [protocol],
      rejectUnauthorized: false,
      ...(serverName !== '' && { servername: serverName }),
    });
    await once(socket, 'secureConnect');
    assert.equal(socket.alpnProtocol, protocol);
    return socket;
  }

  const clients: Record<string, (serverName: string, host: string, path: string) => Promise<Answer>> = {
    async 'HTTP/1.1'(serverName, host, path) {
      const socket = await connect(serverName, 'http/1.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      let text = '';
      for await (const chunk of socket.setEncoding('latin1')) text += chunk;
      const [head = '', body = ''] = text.split('\r\n\r\n');
      return { status: Number(head.slice(9, 12)), type: /^content-type: (.*)$/im.exec(head)?.[1], body };
    },
    async 'HTTP/2'(serverName, host, path) {
      const socket = await connect(serverName, 'h2');
      const session = http2.connect('https://a.test', { createConnection: () => socket });
      const stream = session.request({ ':path': path, ':authority': host });
      const [head] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders];
      let body = '';
      for await (const chunk of stream.setEncoding('latin1')) body += chunk;
      session.close();
      await once(session, 'close');
      return { status: Number(head[':status']), type: head['content-type'], body };
    },
  };

  for (const [protocol, ask] of Object.entries(clients)) {
    for (const [title, serverName, host, path, status] of rows) {
      test(`${protocol}: ${title}: ${serverName || 'no name'}, then ${host}${path}: ${status}`, async () => {
        const answer = await ask(serverName, host, path);
        assert.equal(answer.status, status);
        if (status !== 421) return;
        assert.deepEqual([answer.body, answer.type], ['Misdirected Request\n', 'text/plain; charset=utf-8']);
      });
    }
  }

  test('a connection that was refused one host serves the next request for its own', async () => {
    const socket = await connect('open.test', 'http/1.1');
    const ask = (host: string, more = ''): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
    socket.write(
      ask('strict.test') + ask('open.test') + ask('strict.test') + ask('open.test', 'Connection: close\r\n'),
    );
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) text += chunk;
    assert.deepEqual(
      text.match(/HTTP\/1\.1 \d+/g),
      ['421', '200', '421', '200'].map((status) => `HTTP/1.1 ${status}`),
    );
  });
});
