import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileText, spot } from './test-support.ts';

const APP = `
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app-1, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: http, port: 8080 }]
`;

const http = (route: string, service: string, spec = ''): string => `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: r }
spec:
  routes:
    - match: PathPrefix(\`/\`)
      kind: Rule
      ${route}
      services: [{ name: app, port: 80 ${service} }]
  ${spec}`;

const tcp = (route: string, service: string): string => `
apiVersion: traefik.io/v1alpha1
kind: IngressRouteTCP
metadata: { name: r }
spec:
  routes:
    - match: HostSNI(\`*\`)
      ${route}
      services: [{ name: app, port: 80 ${service} }]`;

const cases: { asks: string; text: string; found: string; inForce: boolean }[] = [
  { asks: 'nothing special', text: http('', ''), found: '', inForce: true },
  { asks: 'the usual strategy', text: http('', ', strategy: wrr'), found: '', inForce: true },
  { asks: 'no node ports', text: http('', ', nodePortLB: false'), found: '', inForce: true },
  { asks: 'v3 syntax', text: http('syntax: v3', ''), found: '', inForce: true },
  {
    asks: 'a certificate resolver',
    text: http('', '', 'tls: { certResolver: acme }'),
    found: 'warning not-supported: acme',
    inForce: true,
  },
  { asks: 'PROXY protocol', text: tcp('', ', proxyProtocol: { version: 2 }'), found: '', inForce: true },
];

const TRANSPORT = (field: string): string => `
apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata: { name: strict, namespace: default }
spec: { ${field} }
---
${http('', ', serversTransport: strict')}`;

cases.push(
  {
    asks: 'a SPIFFE identity of servers',
    text: TRANSPORT('spiffe: { ids: [spiffe://a/b] }'),
    found: 'error not-supported: { ids: [spiffe://a/b] }',
    inForce: false,
  },
  {
    asks: 'a choice of names in the certificate of servers',
    text: TRANSPORT('peerCertSANs: [a.test]'),
    found: 'error not-supported: [a.test',
    inForce: false,
  },
  {
    asks: 'a URI, versions and suites of servers',
    text: TRANSPORT(
      'peerCertURI: spiffe://a, minVersion: VersionTLS12, maxVersion: VersionTLS13, disableHTTP2: true',
    ),
    found: '',
    inForce: true,
  },
  {
    asks: 'a default certificate by a resolver',
    text: `
apiVersion: traefik.io/v1alpha1
kind: TLSStore
metadata: { name: default }
spec: { defaultGeneratedCert: { resolver: acme } }
---
${http('', '')}`,
    found: 'warning not-supported: { resolver: acme }',
    inForce: true,
  },
);

describe('what the engine does not serve is said, and never changes what the rest means', () => {
  for (const { asks, text, found, inForce } of cases) {
    test(`${asks}: ${found === '' ? 'no finding' : found}`, () => {
      const { configuration, diagnostics } = compileText(`${APP}---${text}`);
      assert.equal(diagnostics.map((finding) => `${finding.severity} ${spot(finding)}`).join('; '), found);
      const routers = [...configuration.http.routers.values(), ...configuration.tcp.routers.values()];
      assert.equal(
        routers.some(({ status }) => status !== 'disabled'),
        inForce,
      );
    });
  }
});
