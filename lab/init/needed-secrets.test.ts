import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifests } from '../../engine/index.ts';
import { neededSecrets } from './needed-secrets.ts';
import { playedImages } from './played-images.ts';

test('certificates that are named and not there are needed, for the host of who names them', () => {
  const { resources } = parseManifests(
    `
apiVersion: traefik.io/v1alpha1
kind: TLSOption
metadata: { name: mutual, namespace: shop }
spec: { clientAuth: { clientAuthType: RequireAndVerifyClientCert, secretNames: [shop-tls, authority] } }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop, namespace: shop }
spec:
  routes: [{ match: Host(\`shop.example\`), kind: Rule, services: [{ name: shop, port: 80 }] }]
  tls: { secretName: shop-tls }
---
apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata: { name: inner, namespace: shop }
spec: { serverName: inner.example, rootCAs: [{ secret: inner }], certificatesSecrets: [there] }
---
apiVersion: v1
kind: Secret
metadata: { name: there, namespace: shop }
`,
    'k8s.yaml',
  );
  assert.deepEqual(neededSecrets(resources), [
    { namespace: 'shop', name: 'shop-tls', host: 'shop.example' },
    { namespace: 'shop', name: 'authority', host: 'server.test' },
    { namespace: 'shop', name: 'inner', host: 'inner.example' },
  ]);
});

test('images without a backend are played by one that speaks the protocol of their ports', () => {
  const pod = (image: string, ports: string) => `
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { containers: [{ name: a, image: '${image}', ports: ${ports} }] }
`;
  const cases: readonly [image: string, ports: string, played: object[]][] = [
    ['mirror.example/nginx:1.27', '[]', []],
    [
      'ghcr.io/acme/shop:1',
      '[{ containerPort: 80 }]',
      [{ image: 'ghcr.io/acme/shop', by: 'traefik/whoami' }],
    ],
    [
      'acme/dns@sha256:0',
      '[{ containerPort: 53, protocol: UDP }]',
      [{ image: 'acme/dns', by: 'traefik/whoamiudp' }],
    ],
  ];
  for (const [image, ports, played] of cases) {
    assert.deepEqual(playedImages(parseManifests(pod(image, ports), 'pod.yaml').resources), played, image);
  }
});
