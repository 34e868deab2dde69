import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maximumClientHelloBytes, parseClientHello } from './client-hello.ts';
import { captureClientHello } from './test-support.ts';

interface HelloParts {
  readonly sessionId?: Buffer;
  readonly cipherSuites?: Buffer;
  readonly compression?: Buffer;
  /** Undefined: no extensions block at all, as in TLS 1.0. */
  readonly extensions?: readonly Buffer[] | undefined;
  readonly trailing?: Buffer;
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);

function vector(lengthBytes: 1 | 2, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = Buffer.alloc(lengthBytes);
  length.writeUIntBE(body.length, 0, lengthBytes);
  return Buffer.concat([length, body]);
}

function extension(type: number, ...content: readonly Buffer[]): Buffer {
  return Buffer.concat([bytes(type >> 8, type & 0xff), vector(2, ...content)]);
}

function name(text: string, type = 0): Buffer {
  return Buffer.concat([bytes(type), vector(2, Buffer.from(text, 'latin1'))]);
}

const serverName = (...names: readonly Buffer[]): Buffer => extension(0, vector(2, ...names));
const alpn = (...protocols: readonly string[]): Buffer =>
  extension(16, vector(2, ...protocols.map((protocol) => vector(1, Buffer.from(protocol, 'latin1')))));

function message(parts: HelloParts): Buffer {
  const extensions = parts.extensions === undefined ? [] : [vector(2, ...parts.extensions)];
  const body = Buffer.concat([
    bytes(3, 3),
    Buffer.alloc(32, 7),
    vector(1, parts.sessionId ?? Buffer.alloc(32)),
    vector(2, parts.cipherSuites ?? bytes(0x13, 0x01)),
    vector(1, parts.compression ?? bytes(0)),
    ...extensions,
    parts.trailing ?? Buffer.alloc(0),
  ]);
  return Buffer.concat([bytes(1, body.length >> 16, (body.length >> 8) & 0xff, body.length & 0xff), body]);
}

/** The message in records of at most `size` bytes. */
function records(content: Buffer, size = 16_384): Buffer {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < content.length; offset += size) {
    parts.push(bytes(22, 3, 1), vector(2, content.subarray(offset, offset + size)));
  }
  return Buffer.concat(parts);
}

const hello = (...extensions: readonly Buffer[]): Buffer => records(message({ extensions }));

describe('well-formed hellos', () => {
  const none = { serverName: '', alpn: [] as readonly string[], supportedVersions: [] as readonly number[] };
  const cases: { title: string; input: Buffer; expected: Partial<typeof none> & object }[] = [
    { title: 'no extensions block', input: records(message({})), expected: {} },
    { title: 'empty extensions block', input: hello(), expected: {} },
    {
      title: 'server name, lower-cased',
      input: hello(serverName(name('API.Shop.test'))),
      expected: { serverName: 'api.shop.test' },
    },
    { title: 'name of another type', input: hello(serverName(name('x', 7))), expected: {} },
    {
      title: 'other type before the host name',
      input: hello(serverName(name('x', 7), name('a.test'))),
      expected: { serverName: 'a.test' },
    },
    { title: 'ALPN in order', input: hello(alpn('h2', 'http/1.1')), expected: { alpn: ['h2', 'http/1.1'] } },
    {
      title: 'versions without GREASE',
      input: hello(extension(43, vector(1, bytes(0x7a, 0x7a, 3, 4, 3, 3)))),
      expected: { supportedVersions: [0x0304, 0x0303] },
    },
    {
      title: 'GREASE extensions',
      input: hello(extension(0x0a0a), serverName(name('a.test')), extension(0xfafa, bytes(0))),
      expected: { serverName: 'a.test' },
    },
    {
      title: 'one byte per record',
      input: records(message({ extensions: [serverName(name('a.test'))] }), 1),
      expected: { serverName: 'a.test' },
    },
    {
      title: 'larger than a record',
      input: hello(extension(0x1234, Buffer.alloc(20_000)), serverName(name('a.test'))),
      expected: { serverName: 'a.test' },
    },
  ];
  for (const { title, input, expected } of cases) {
    test(title, () => {
      const wanted = { kind: 'hello', ...none, ...expected, length: input.length };
      assert.deepEqual(parseClientHello(input), wanted);
      const followed = Buffer.concat([input, Buffer.from('what comes after')]);
      assert.deepEqual(parseClientHello(followed), wanted);
    });
  }
});

describe('malformed hellos', () => {
  const cases: [string, Buffer][] = [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n')],
    ['another record type', bytes(23)],
    ['record version 2.x', bytes(22, 2)],
    ['empty record', bytes(22, 3, 1, 0, 0)],
    ['record longer than allowed', bytes(22, 3, 1, 0x40, 0x01)],
    ['another handshake message', bytes(22, 3, 1, 0, 100, 2)],
    ['message longer than the limit', bytes(22, 3, 1, 0, 100, 1, 1, 0, 0)],
    ['second record of another type', Buffer.concat([records(message({}).subarray(0, 10)), bytes(23)])],
    ['session id too long', records(message({ sessionId: Buffer.alloc(33) }))],
    ['odd cipher suites', records(message({ cipherSuites: bytes(1, 2, 3) }))],
    ['no cipher suites', records(message({ cipherSuites: bytes() }))],
    ['no compression', records(message({ compression: bytes() }))],
    ['bytes after extensions', records(message({ extensions: [], trailing: bytes(0) }))],
    ['extension twice', hello(alpn('h2'), alpn('h2'))],
    ['extension cut off', hello(bytes(0, 16, 0, 9, 1))],
    ['empty server name list', hello(serverName())],
    ['two host names', hello(serverName(name('a.test'), name('b.test')))],
    ['empty host name', hello(serverName(name('')))],
    ['host name with a trailing dot', hello(serverName(name('a.test.')))],
    ['bytes after the name list', hello(extension(0, vector(2, name('a.test')), bytes(0)))],
    ['empty ALPN list', hello(alpn())],
    ['empty ALPN protocol', hello(alpn('h2', ''))],
    ['odd supported versions', hello(extension(43, vector(1, bytes(3, 4, 3))))],
  ];
  for (const [title, input] of cases) {
    test(title, () => assert.equal(parseClientHello(input).kind, 'invalid'));
  }

  test('more records than the limit', () => {
    const flood = records(message({ extensions: [extension(0x1234, Buffer.alloc(20_000))] }), 1);
    assert.equal(parseClientHello(flood).kind, 'invalid');
    assert.equal(parseClientHello(flood.subarray(0, maximumClientHelloBytes - 10)).kind, 'incomplete');
  });
});

describe('every split point', () => {
  const options = { servername: 'shop.test', ALPNProtocols: ['h2', 'http/1.1'] };
  const sources = {
    'node:tls, TLS 1.3': () => captureClientHello(options),
    'node:tls, TLS 1.2': () => captureClientHello({ ...options, maxVersion: 'TLSv1.2' }),
    'node:tls, in records of 100 bytes': async () => {
      const whole = await captureClientHello(options);
      return records(whole.subarray(5), 100);
    },
  };
  for (const [title, capture] of Object.entries(sources)) {
    test(title, async () => {
      const whole = await capture();
      const result = parseClientHello(whole);
      assert.equal(result.kind, 'hello');
      assert.ok(result.kind === 'hello');
      assert.equal(result.serverName, 'shop.test');
      assert.deepEqual(result.alpn, ['h2', 'http/1.1']);
      assert.equal(result.supportedVersions.includes(0x0304), !title.includes('1.2'));
      assert.equal(result.length, whole.length);
      for (let split = 0; split < whole.length; split++) {
        const part = parseClientHello(whole.subarray(0, split));
        assert.ok(part.kind === 'incomplete', `at ${split}: ${part.kind}`);
        assert.ok(part.atLeast > split && part.atLeast <= whole.length, `at ${split}: ${part.atLeast}`);
      }
    });
  }
});
