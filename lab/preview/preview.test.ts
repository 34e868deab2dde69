import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifestTexts } from '../../engine/core.ts';
import { preview } from './preview.ts';

test('the canary is planned as it would run', async () => {
  const planned = await preview(await readManifestTexts(['fixtures/manifests/canary']));
  assert.deepEqual(planned.diagnostics, []);
  assert.equal(planned.entryPointsKnown, false);
  const { http } = planned.configurator.configuration;
  const servers = [...http.services.values()].flatMap((service) =>
    service.kind === 'loadBalancer' ? service.servers.map(({ url, pod = '' }) => [url, pod]) : [],
  );
  assert.deepEqual(
    servers.map(([url, pod]) => [url, planned.pods.get(pod ?? '')?.workload]),
    [
      ['http://10.42.0.1:80', 'appv1'],
      ['http://10.42.0.2:80', 'appv2'],
    ],
  );
});

test('entry points that manifests name are assumed, unless flags say which there are', async () => {
  const file = 'udp.yaml';
  const text = `
apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { name: dns }
spec: { entryPoints: [dns], routes: [] }
`;
  const assumed = await preview([{ file, text }]);
  assert.deepEqual(
    assumed.static.entryPoints.map(({ name, protocol }) => `${name}/${protocol}`),
    ['web/tcp', 'websecure/tcp', 'dns/udp'],
  );
  const known = await preview([{ file, text }], { flags: ['--entrypoints.web.address=:80'] });
  assert.deepEqual(
    known.static.entryPoints.map(({ name }) => name),
    ['web'],
  );
});

test('what the Helm chart turns on is assumed: an Ingress of its class is taken, and the dashboard can be named', async () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: app }
spec: { ingressClassName: traefik, rules: [] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: dashboard }
spec:
  routes:
    - match: Host(\`traefik.test\`)
      services: [{ name: api@internal, kind: TraefikService }]
`;
  const { configurator, resources, diagnostics } = await preview([{ file: 'ingress.yaml', text }]);
  assert.deepEqual(diagnostics, []);
  const ingress = resources.find(({ kind }) => kind === 'Ingress');
  assert.ok(ingress && configurator.takes(ingress, resources));
});

for (const ports of ['', 'ports: [{ containerPort: 53 }]']) {
  test(`a Service leads to a number that containers do not list as such, as in a cluster: ${ports || 'none'}`, async () => {
    const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: any, ${ports} }] }
---
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ port: 53, protocol: UDP }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { name: app }
spec: { entryPoints: [dns], routes: [{ services: [{ name: app, port: 53 }] }] }
`;
    const { configurator, diagnostics } = await preview([{ file: 'dns.yaml', text }]);
    assert.deepEqual(diagnostics, []);
    const [service] = configurator.configuration.udp.services.values();
    assert.deepEqual(service?.kind === 'loadBalancer' && service.servers.map(({ port }) => port), [53]);
  });
}
