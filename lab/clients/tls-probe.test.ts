import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { badIdentities, CertificateAuthority } from '../../certs/index.ts';
import { systemNetwork } from '../../engine/index.ts';
import { applyText, portOf, startEngine } from '../../engine/test-engine.ts';
import { MemoryNetwork, VirtualClock } from '../../engine/virtual/index.ts';
import type { ClientTls } from './client-tls.ts';
import { type Clients, socketClients, virtualClients } from './clients.ts';

const authority = new CertificateAuthority({ keyType: 'ecdsa' });
const identity = authority.issue({
  commonName: 'app',
  subjectAltNames: ['app.test', 'open.test'],
  usage: 'server',
});
const request = { commonName: 'customer', subjectAltNames: ['customer.test'], usage: 'client' } as const;
const good = authority.issue(request);

const CONFIGURATION = `http:
  routers:
    guarded: { rule: Host(\`app.test\`), service: none, tls: { options: guarded } }
    open: { rule: Host(\`open.test\`), service: none, tls: {} }
  services:
    none: { loadBalancer: { servers: [] } }
tls:
  certificates: [{ certFile: ${JSON.stringify(identity.certificatePem)}, keyFile: ${JSON.stringify(identity.keyPem)} }]
  options:
    guarded: { clientAuth: { clientAuthType: RequireAndVerifyClientCert, caFiles: [${JSON.stringify(identity.caPem)}] } }
    default: { sniStrict: true, minVersion: VersionTLS12 }`;

const rows: readonly [what: string, tls: ClientTls][] = [
  ['no certificate asked for', { serverName: 'open.test' }],
  ['a good certificate', { serverName: 'app.test', identity: good }],
  ['none', { serverName: 'app.test' }],
  ...Object.entries(badIdentities).map(([kind, make]): [string, ClientTls] => [
    kind,
    { serverName: 'app.test', identity: make(authority, request) },
  ]),
  ['a name that nobody has', { serverName: 'nobody.test' }],
  ['no protocol in common', { serverName: 'open.test', protocols: ['mqtt'] }],
  ['too old a version', { serverName: 'open.test', minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }],
  ['HTTP/2', { serverName: 'open.test', protocols: ['h2'] }],
];

describe('a TLS probe of an engine sees the same over sockets and in memory', async () => {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const flags = ['--entrypoints.websecure.address=127.0.0.1:0'];

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const [what, tls] of rows) {
      test(`${version}, ${what}`, async () => {
        const live = await startEngine(flags, { network: systemNetwork });
        const virtual = await startEngine(flags, { network, clock });
        try {
          const seen = { minVersion: version, maxVersion: version, ...tls };
          const overSockets = await probe(socketClients, portOf(live, 'websecure'), seen);
          const inMemory = await probe(virtualClients(network, clock), portOf(virtual, 'websecure'), seen);
          assert.deepEqual(inMemory, overSockets);
        } finally {
          await live.close();
          await clock.wait(virtual.close());
        }

        async function probe(clients: Clients, port: number, how: ClientTls) {
          for (const engine of [live, virtual]) applyText(engine, CONFIGURATION);
          const address = { host: '127.0.0.1', port, protocol: 'tcp' as const };
          const greeting = () => Buffer.from('GET / HTTP/1.1\r\nHost: open.test\r\n\r\n');
          const { received, error, ...outcome } = await clients.probeTls(address, how, greeting);
          return { ...outcome, error: error !== undefined, text: received.toString('latin1').slice(0, 20) };
        }
      });
    }
  }
});
