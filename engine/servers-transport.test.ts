import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest, SecureServerOptions } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { FrameType, frame } from './http/h2/test-frames.ts';
import { startHttps } from './http/test-https.ts';
import { applyText, get, portOf, startEngine } from './test-engine.ts';
import { testCertificate } from './tls/test-support.ts';

const authority = testCertificate({ commonName: 'authority', authority: true });
const { certificatePem: cert, keyPem: key } = testCertificate({
  commonName: 'app',
  dnsNames: ['app.test'],
  uris: ['spiffe://lab/app'],
  issuer: authority,
});

const TRUST = `serverName: app.test, rootCAs: [${JSON.stringify(authority.certificatePem)}]`;
const TLS_12 = 'minVersion: VersionTLS12, maxVersion: VersionTLS12';
const AES_256 = 'cipherSuites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]';

/** What a server by TLS sees of the engine: HTTP version, TLS version and suite. */
const rows: readonly [transport: string, server: SecureServerOptions, answer: RegExp][] = [
  ['', {}, /^200 2\.0 TLSv1\.3 /],
  ['', { ALPNProtocols: ['http/1.1'] }, /^200 1\.1 TLSv1\.3 /],
  ['disableHTTP2: true', {}, /^200 1\.1 TLSv1\.3 /],
  ['disableHTTP2: false', {}, /^200 2\.0 /],
  ['peerCertURI: "spiffe://lab/app"', {}, /^200 2\.0 /],
  ['peerCertURI: "spiffe://lab/other"', {}, /^500 Internal Server Error$/],
  ['insecureSkipVerify: true, peerCertURI: "spiffe://lab/other"', {}, /^500 Internal Server Error$/],
  ['insecureSkipVerify: true, peerCertURI: "spiffe://lab/app"', {}, /^200 2\.0 /],
  ['maxVersion: VersionTLS12', {}, /^200 2\.0 TLSv1\.2 /],
  [TLS_12, {}, /^200 2\.0 TLSv1\.2 /],
  [TLS_12, { minVersion: 'TLSv1.3' }, /^502 Bad Gateway$/],
  ['minVersion: VersionTLS13, maxVersion: VersionTLS13', { maxVersion: 'TLSv1.2' }, /^502 Bad Gateway$/],
  [`maxVersion: VersionTLS12, ${AES_256}`, {}, /TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384$/],
  [`maxVersion: VersionTLS12, ${AES_256}`, { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }, /^502 Bad Gateway$/],
];

async function answerOf(port: number, transport: string): Promise<string> {
  await using engine = await startEngine();
  const { diagnostics } = applyText(
    engine,
    `http:
  routers: { site: { rule: PathPrefix(\`/\`), service: app } }
  services:
    app: { loadBalancer: { serversTransport: secure, servers: [{ url: "https://127.0.0.1:${port}" }] } }
  serversTransports:
    secure: { ${[TRUST, transport].filter((part) => part !== '').join(', ')} }`,
  );
  assert.deepEqual(diagnostics, []);
  return await get(portOf(engine));
}

function describeConnection(request: IncomingMessage | Http2ServerRequest): string {
  const { socket } = 'stream' in request ? (request.stream.session ?? request) : request;
  const secured = socket as tls.TLSSocket;
  return `${request.httpVersion} ${secured.getProtocol()} ${secured.getCipher().standardName}`;
}

describe('a server by TLS, and a transport that says', () => {
  for (const [transport, options, answer] of rows) {
    test(`${transport || 'no more'}, server ${JSON.stringify(options)}: ${answer.source}`, async () => {
      await using server = await startHttps(
        (request, response) => response.end(describeConnection(request)),
        {
          cert,
          key,
          ...options,
        },
      );
      assert.match(await answerOf(server.port, transport), answer);
    });
  }

  test('readIdleTimeout and pingTimeout: a server that goes silent and answers no ping, 500', {
    timeout: 20_000,
  }, async () => {
    const pings: Buffer[] = [];
    const sockets = new Set<Socket>();
    const server = tls.createServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).write(frame(FrameType.settings, 0, 0));
      socket.on('data', (bytes: Buffer) => pings.push(bytes));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const timeouts = 'forwardingTimeouts: { readIdleTimeout: 20ms, pingTimeout: 30ms }';
    assert.equal(await answerOf(port, timeouts), '500 Internal Server Error');
    // The header of a PING frame (RFC 9113 §6.7).
    assert.ok(Buffer.concat(pings).includes(Buffer.from([0, 0, 8, 6, 0, 0, 0, 0, 0])));
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
});
