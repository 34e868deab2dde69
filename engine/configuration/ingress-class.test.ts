import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests } from './test-support.ts';

const route = ingressRoute('site', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }');
const ofLab = route.replace(
  'name: site }',
  'name: site, annotations: { kubernetes.io/ingress.class: lab } }',
);

/** Controller of the IngressClass `lab`, whether it is the default one; the route, and whether it is in force. */
const rows: [title: string, controller: string, isDefault: boolean, route: string, inForce: boolean][] = [
  ['the class of another controller', 'nginx.org/ingress-controller', false, ofLab, true],
  ['the class of Traefik, which is the default one', 'traefik.io/ingress-controller', true, route, false],
];

for (const [title, controller, isDefault, written, inForce] of rows) {
  test(`custom resources do not look at IngressClass objects: ${title}`, () => {
    const ingressClass = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: lab, annotations: { ingressclass.kubernetes.io/is-default-class: "${isDefault}" } }
spec: { controller: ${controller} }`;
    const { configuration, diagnostics } = compileText(manifests(ingressClass, app('v1'), written), {
      flags: ['--providers.kubernetescrd.ingressclass=lab'],
    });
    assert.deepEqual(diagnostics, []);
    assert.equal(configuration.http.routers.size, inForce ? 1 : 0);
  });
}
