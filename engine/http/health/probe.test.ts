import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { HealthCheckSettings } from '../../routing/snapshot.ts';
import type { HttpServer } from '../../routing/targets.ts';
import { createTransport } from '../../transport/index.ts';
import { TRANSPORT } from '../test-support.ts';
import { Upstreams } from '../upstreams.ts';
import { probe } from './probe.ts';

const DEFAULTS: HealthCheckSettings = {
  mode: 'http',
  path: '/health',
  method: 'GET',
  status: 0,
  intervalMs: 1000,
  unhealthyIntervalMs: 1000,
  timeoutMs: 1000,
  followRedirects: true,
  headers: {},
};

let upstreams: Upstreams;
let web: http.Server;
const seen: string[] = [];

before(async () => {
  const transport = await createTransport();
  upstreams = new Upstreams({ transport });
  web = http.createServer((request, response) => {
    seen.push(
      `${request.method} ${request.url} ${request.headers.host?.replace(/:\d+$/, '')} ${request.headers['x-check'] ?? ''}`.trim(),
    );
    const [, what = ''] = request.url?.split(/[/?]/) ?? [];
    if (what === 'silent') return;
    if (what === 'moved') response.setHeader('Location', '/200');
    if (what === 'loop') response.setHeader('Location', '/loop');
    response.statusCode = what === 'moved' || what === 'loop' ? 302 : Number(what);
    response.end('body');
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
});

after(async () => {
  await upstreams.close();
  web.closeAllConnections();
  web.close();
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function check(port: number, settings: Partial<HealthCheckSettings>, server: Partial<HttpServer> = {}) {
  return probe({
    server: {
      url: `http://127.0.0.1:${port}`,
      scheme: 'http',
      hostname: '127.0.0.1',
      port,
      passHostHeader: true,
      transport: TRANSPORT,
      ...server,
    },
    settings: { ...DEFAULTS, ...settings },
    upstreams,
    signal: AbortSignal.timeout(settings.timeoutMs ?? 5000),
  });
}

describe('HTTP', () => {
  const rows: [settings: Partial<HealthCheckSettings>, problem: string | undefined][] = [
    [{ path: '/200' }, undefined],
    [{ path: '/399' }, undefined],
    [{ path: '/400' }, 'received error status code: 400'],
    [{ path: '/500' }, 'received error status code: 500'],
    [{ path: '/418', status: 418 }, undefined],
    [{ path: '/200', status: 204 }, 'received error status code: 200 expected status code: 204'],
    [{ path: '/moved' }, undefined],
    [{ path: '/moved', status: 302, followRedirects: false }, undefined],
    [{ path: '/loop' }, 'stopped after 10 redirects'],
    [{ path: 'http://other.test/' }, 'health check path must be a relative URL, got: "http://other.test/"'],
    [{ path: '//other.test/' }, 'health check path must be a relative URL, got: "//other.test/"'],
    [{ path: '/silent', timeoutMs: 50 }, 'The operation was aborted due to timeout'],
  ];
  for (const [settings, problem] of rows) {
    test(`${JSON.stringify(settings)}: ${problem ?? 'healthy'}`, async () => {
      assert.equal(await check(portOf(web), settings), problem);
    });
  }

  test('method, host and headers are as they are written', async () => {
    await check(portOf(web), {
      path: '/200?a=b',
      method: 'HEAD',
      hostname: 'check.test',
      headers: { 'X-Check': '7' },
    });
    assert.equal(seen.at(-1), 'HEAD /200?a=b check.test 7');
  });

  test('another port than that of the server', async () => {
    assert.equal(await check(1, { path: '/200', port: portOf(web) }), undefined);
    assert.match((await check(1, { path: '/200' })) ?? '', /ECONNREFUSED/);
  });
});

describe('gRPC', () => {
  /** A server that answers with this message and status. */
  async function grpcServer(message: Buffer, status: string): Promise<http2.Http2Server> {
    const server = http2.createServer((request, response) => {
      if (request.url !== '/grpc.health.v1.Health/Check') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'application/grpc' });
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      if (status === '0') response.write(Buffer.concat([head, message]));
      response.addTrailers({ 'grpc-status': status });
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  const rows: [title: string, message: number[], status: string, problem: RegExp | undefined][] = [
    ['serving', [8, 1], '0', undefined],
    ['not serving', [8, 2], '0', /is not serving/],
    ['unknown', [], '0', /is not serving/],
    ['no health service', [], '12', /does not implement the health protocol/],
    ['an error', [], '14', /health check failed: code 14/],
  ];
  for (const [title, message, status, problem] of rows) {
    test(title, async () => {
      const server = await grpcServer(Buffer.from(message), status);
      const found = await check(portOf(server), { mode: 'grpc' });
      if (problem) assert.match(found ?? '', problem);
      else assert.equal(found, undefined);
      server.close();
    });
  }
});
