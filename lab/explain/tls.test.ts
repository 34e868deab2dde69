import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CertificateAuthority } from '../../certs/index.ts';
import { decisionOf, services } from './test-decision.ts';

const authority = new CertificateAuthority({ commonName: 'Test CA', keyType: 'ecdsa' });
const { certificatePem, keyPem } = authority.issue({
  commonName: 'a.test',
  subjectAltNames: ['a.test'],
  usage: 'server',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2036-01-01T00:00:00Z'),
});

/** Routers on websecure, by name: rule and options. */
function secure(routers: Readonly<Record<string, readonly [rule: string, options?: string]>>): string {
  const lines = Object.entries(routers).map(([name, [rule, options]]) => {
    const tls = options === undefined ? {} : { options };
    return `    ${name}: ${JSON.stringify({ rule, service: 'shop', entryPoints: ['websecure'], tls })}`;
  });
  return `
http:
  routers:
${lines.join('\n')}
  services:
${services('shop')}
tls:
  certificates: [${JSON.stringify({ certFile: certificatePem, keyFile: keyPem })}]
  options:
    mutual: { clientAuth: { clientAuthType: RequireAndVerifyClientCert, caFiles: [${JSON.stringify(authority.certificatePem)}] } }
    strict: { sniStrict: true }
    broken: { clientAuth: { clientAuthType: RequireAndVerifyClientCert } }
`;
}

test('the options of the router of a host hold, and say how clients show who they are', async () => {
  const { tls, router } = await decisionOf(secure({ one: ['Host(`a.test`)', 'mutual'] }), 'https://a.test/');
  assert.equal(tls?.options?.name, 'mutual@file');
  assert.equal(tls?.options?.why, 'asked for by one@file');
  assert.equal(tls?.clientAuth, 'RequireAndVerifyClientCert');
  assert.equal(router, 'one@file');
});

test('a certificate tells its names and its end, and never its key', async () => {
  const decision = await decisionOf(secure({ one: ['Host(`a.test`)'] }), 'https://a.test/');
  const { certificate } = decision.tls ?? {};
  assert.deepEqual(
    [certificate?.names, certificate?.notAfter, certificate?.why],
    [['a.test'], '2036-01-01T00:00:00.000Z', 'it is for this server name'],
  );
  const text = JSON.stringify(decision);
  assert.ok(!text.includes('PRIVATE') && !text.includes(keyPem.split('\n')[1] ?? 'PRIVATE'));
});

describe('where the options come from is told', () => {
  const cases: [
    claim: string,
    routers: Parameters<typeof secure>[0],
    url: string,
    name: string,
    why: RegExp,
  ][] = [
    [
      'a conflict',
      { one: ['Host(`a.test`)', 'mutual'], two: ['Host(`a.test`) && Path(`/x`)'] },
      'https://a.test/',
      'default',
      /ask for different options.*one@file \(mutual@file\), two@file \(default\)/,
    ],
    [
      'a wildcard',
      { one: ['Host(`*.a.test`)', 'mutual'] },
      'https://x.a.test/',
      'mutual@file',
      /^asked for by one@file$/,
    ],
    [
      'a router without Host()',
      { one: ['PathPrefix(`/`)'] },
      'https://b.test/',
      'default',
      /one without Host\(\) takes all/,
    ],
    [
      'nobody',
      { one: ['Host(`a.test`)', 'mutual'] },
      'https://b.test/',
      'default',
      /^no router asks for this server name$/,
    ],
  ];
  for (const [claim, routers, url, name, why] of cases) {
    test(claim, async () => {
      const { tls } = await decisionOf(secure(routers), url);
      assert.equal(tls?.options?.name, name);
      assert.match(tls?.options?.why ?? '', why);
    });
  }
});

test('a connection for another host than its handshake was for is misdirected', async () => {
  const { answer } = await decisionOf(
    secure({ one: ['Host(`a.test`)', 'mutual'], two: ['Host(`b.test`)'] }),
    'https://a.test/',
    { sni: 'b.test' },
  );
  assert.equal(answer?.status, 421);
  assert.match(answer?.why ?? '', /one@file asks for the TLS options mutual@file, .*b\.test has default/);
});

test('a handshake without a certificate for the name fails where the options are strict', async () => {
  const { answer, router, tls } = await decisionOf(
    secure({ one: ['Host(`b.test`)', 'strict'] }),
    'https://b.test/',
  );
  assert.equal(router, undefined);
  assert.equal(answer?.status, undefined);
  assert.match(answer?.why ?? '', /sniStrict/);
  assert.equal(tls?.certificate, undefined);
});

test('without a certificate for the name the self-signed one is shown', async () => {
  const { tls } = await decisionOf(secure({ one: ['Host(`b.test`)'] }), 'https://b.test/');
  assert.equal(tls?.certificate?.name, 'TRAEFIK DEFAULT CERT');
  assert.equal(tls?.certificate?.notAfter, undefined);
});

test('options that cannot be used close the connection', async () => {
  const { answer } = await decisionOf(secure({ one: ['Host(`a.test`)', 'broken'] }), 'https://a.test/');
  assert.match(answer?.why ?? '', /cannot be used, so the connection is closed/);
});
