import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CertificateStore, StoredCertificate } from './certificates.ts';
import { HandshakeServers } from './handshake-servers.ts';
import { resolveTlsOptions } from './options.ts';
import { source, testCertificate } from './test-support.ts';

const options = resolveTlsOptions({ name: 'default', sniStrict: false });

test('the choice among 5,000 names is at most two look-ups, whatever the name', (context) => {
  // One key pair, many names: what counts is how names are found.
  const perCertificate = 500;
  const certificates = Array.from({ length: 10 }, (_, index) => {
    const dnsNames = Array.from({ length: perCertificate }, (_, name) =>
      name % 2 === 0 ? `host-${name}.zone-${index}.test` : `*.sub-${name}.zone-${index}.test`,
    );
    return source(testCertificate({ commonName: `zone ${index}`, dnsNames }));
  });
  const store = new CertificateStore(certificates);
  const lookups = context.mock.method(Map.prototype, 'get');
  const chosen = (name: string): [string | undefined, number] => {
    lookups.mock.resetCalls();
    const certificate = store.select(name, '', options);
    return [certificate?.name, lookups.mock.callCount()];
  };
  assert.deepEqual(chosen('host-0.zone-0.test'), ['zone 0', 2]);
  assert.deepEqual(chosen('host-498.zone-9.test'), ['zone 9', 2]);
  assert.deepEqual(chosen('any.sub-499.zone-9.test'), ['zone 9', 2]);
  assert.deepEqual(chosen('nobody.test'), ['TRAEFIK DEFAULT CERT', 2]);
});

test('the choice among 10,000 certificates looks at no more than two of them', (context) => {
  const model = new StoredCertificate(source(testCertificate({ commonName: 'model' })));
  let looked: string[] = [];
  const certificates = Array.from({ length: 10_000 }, (_, index) => {
    const name = index % 2 === 0 ? `host-${index}.test` : `*.zone-${index}.test`;
    // Reading 10,000 real ones would take seconds; a choice sees names alone.
    const seen = <T>(value: T) => ({
      get() {
        looked.push(name);
        return value;
      },
    });
    return Object.create(model, {
      name: { value: name },
      domains: seen([name]),
      key: seen(name),
      source: { value: { ...model.source, name } },
    }) as StoredCertificate;
  });
  const store = new CertificateStore(certificates);
  const walks = [Symbol.iterator, 'values', 'entries', 'keys', 'forEach'] as const;
  const walked = walks.map((method) => context.mock.method(Map.prototype, method));
  for (let index = 0; index < certificates.length; index += 1) {
    looked = [];
    const [wanted, expected] =
      index % 2 === 0
        ? [`Host-${index}.test`, `host-${index}.test`]
        : [`any.zone-${index}.test`, `*.zone-${index}.test`];
    assert.equal(store.choose(wanted, '')?.name, expected);
    assert.ok(looked.length <= 2, `${wanted}: ${looked.length} certificates were looked at`);
  }
  assert.equal(store.choose('nobody.test', ''), undefined);
  for (const walk of walked) assert.equal(walk.mock.callCount(), 0);
});

test('what does handshakes is made when needed, once, and the least recently used goes first', () => {
  const handshakes = new HandshakeServers(undefined, 2);
  const [a, b, c] = ['a', 'b', 'c'].map(
    (commonName) => new StoredCertificate(source(testCertificate({ commonName }))),
  );
  assert.ok(a && b && c);
  assert.equal(handshakes.size, 0);
  const first = handshakes.serverFor(a, options, []);
  const second = handshakes.serverFor(b, options, []);
  assert.equal(handshakes.serverFor(a, options, []), first);
  handshakes.serverFor(c, options, []);
  assert.equal(handshakes.size, 2);
  assert.equal(handshakes.serverFor(a, options, []), first);
  assert.notEqual(handshakes.serverFor(b, options, []), second);
  assert.notEqual(handshakes.serverFor(b, options, ['h2']), handshakes.serverFor(b, options, []));
});
