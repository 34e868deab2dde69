import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldId, fieldIdOf } from './field-ids.ts';
import { FieldId } from './registers.ts';

function idOf(name: string): number {
  const bytes = Buffer.from(`..${name}..`, 'latin1');
  const id = fieldId(bytes, 2, 2 + name.length);
  assert.equal(fieldIdOf(name), id, name);
  return id;
}

const NAMES: readonly (readonly [string, number])[] = [
  ['Host', FieldId.host],
  ['Content-Length', FieldId.contentLength],
  ['Transfer-Encoding', FieldId.transferEncoding],
  ['Connection', FieldId.connection],
  ['Keep-Alive', FieldId.keepAlive],
  ['Proxy-Connection', FieldId.proxyConnection],
  ['TE', FieldId.te],
  ['Trailer', FieldId.trailer],
  ['Upgrade', FieldId.upgrade],
  ['Expect', FieldId.expect],
  ['Proxy-Authenticate', FieldId.proxyAuthenticate],
  ['Proxy-Authorization', FieldId.proxyAuthorization],
  ['HTTP2-Settings', FieldId.http2Settings],
  ['Accept-Encoding', FieldId.acceptEncoding],
  ['Range', FieldId.range],
  ['User-Agent', FieldId.userAgent],
  ['X-Correlation-Id', FieldId.correlationId],
  ['Date', FieldId.date],
  ['Content-Encoding', FieldId.contentEncoding],
];

const MANAGED: readonly string[] = [
  ...['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Forwarded-Proto', 'X-Forwarded-Server'],
  ...['X-Forwarded-Uri', 'X-Forwarded-Method', 'X-Forwarded-Prefix', 'X-Forwarded-Tls-Client-Cert'],
  ...['X-Forwarded-Tls-Client-Cert-Info', 'X-Forwarded-Scheme', 'X-Scheme', 'X-Real-Ip'],
];

test('every field is known in any case', () => {
  assert.equal(
    new Set([...NAMES.map(([, id]) => id), FieldId.forwardedFor, FieldId.managed, 0]).size,
    Object.keys(FieldId).length,
  );
  for (const [name, id] of NAMES)
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()])
      assert.equal(idOf(spelling), id, spelling);
});

test('managed fields are known in any case and with underscores', () => {
  for (const name of MANAGED) {
    const id = name === 'X-Forwarded-For' ? FieldId.forwardedFor : FieldId.managed;
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()])
      assert.equal(idOf(spelling), id, spelling);
    for (const spelling of [name.replaceAll('-', '_'), name.replace('-', '_').toUpperCase()])
      assert.equal(idOf(spelling), FieldId.managed, spelling);
  }
});

test('a name that differs in one character is another', () => {
  const others = "!#$%&'*+.^`|~0189xXzZ";
  for (const name of [...NAMES.map(([known]) => known), ...MANAGED]) {
    for (const longer of [`${name}s`, `${name}-`, `x${name}`])
      assert.equal(idOf(longer), FieldId.other, longer);
    for (let place = 0; place < name.length; place += 1)
      for (const other of others) {
        const spelling = name.slice(0, place) + other + name.slice(place + 1);
        if (spelling.toLowerCase() !== name.toLowerCase())
          assert.equal(idOf(spelling), FieldId.other, spelling);
      }
  }
  for (const name of ['Content_Length', 'Transfer_Encoding', 'User_Agent', 'a'.repeat(33), 'h', 'X'])
    assert.equal(idOf(name), FieldId.other, name);
});
