import { HOST, OTHER_HOSTS } from './subject.ts';

/** Ports and PEM texts that the manifests are about. */
export interface ManifestSettings {
  readonly web: number;
  readonly script: number;
  readonly datagrams: number;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Ten HTTP routers in plain text and ten with TLS, one TCP and one UDP router, with all that they refer to. */
export function manifests(settings: ManifestSettings): string {
  const { web, script, datagrams, certificatePem, keyPem } = settings;
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  return [
    serviceManifests('web', web, 'TCP'),
    serviceManifests('script', script, 'TCP'),
    serviceManifests('datagrams', datagrams, 'UDP'),
    `apiVersion: v1
kind: Secret
metadata: { name: certificate, namespace: bench }
type: kubernetes.io/tls
data: { tls.crt: ${base64(certificatePem)}, tls.key: ${base64(keyPem)} }
`,
    httpRoute('plain', 'web', ''),
    httpRoute('secure', 'websecure', '  tls: { secretName: certificate }\n'),
    `apiVersion: traefik.io/v1alpha1
kind: IngressRouteTCP
metadata: { name: stream, namespace: bench }
spec:
  entryPoints: [tcp]
  routes: [{ match: HostSNI(\`*\`), services: [{ name: web, port: 80 }] }]
`,
    `apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { name: datagrams, namespace: bench }
spec:
  entryPoints: [udp]
  routes: [{ services: [{ name: datagrams, port: 80 }] }]
`,
  ].join('---\n');
}

/** A Service with one server. */
export function serviceManifests(name: string, port: number, protocol: 'TCP' | 'UDP'): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: bench }
spec: { ports: [{ name: main, port: 80, protocol: ${protocol} }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: bench, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: main, port: ${port}, protocol: ${protocol} }]
`;
}

function httpRoute(name: string, entryPoint: string, tls: string): string {
  const routes = [
    `    - { kind: Rule, match: 'Host(\`${HOST}\`) && PathPrefix(\`/script\`)', services: [{ name: script, port: 80 }] }`,
    ...[HOST, ...OTHER_HOSTS].map(
      (host) => `    - { kind: Rule, match: 'Host(\`${host}\`)', services: [{ name: web, port: 80 }] }`,
    ),
    "    - { kind: Rule, match: 'PathPrefix(`/`)', services: [{ name: web, port: 80 }] }",
  ];
  return `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name}, namespace: bench }
spec:
  entryPoints: [${entryPoint}]
${tls}  routes:
${routes.join('\n')}
`;
}
