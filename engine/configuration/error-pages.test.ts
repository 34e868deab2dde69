import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object, spot } from './test-support.ts';

const route = ingressRoute(
  'site',
  '{ match: Path(`/`), middlewares: [{ name: sorry }], services: [{ name: v1, port: 80 }] }',
);
const errors = (service: string): string =>
  object('Middleware', 'sorry', `errors: { status: ["500-599"], query: /oops, service: { ${service} } }`);

interface Row {
  readonly title: string;
  readonly service: string;
  readonly more?: string;
  readonly findings: readonly string[];
  /** Name of the service that the options have in the end. */
  readonly pages?: string;
}

const rows: readonly Row[] = [
  {
    title: 'a Service becomes a load balancer named after the middleware',
    service: 'name: pages, port: 80',
    more: app('pages', 'shop', '10.0.0.9'),
    findings: [],
    pages: 'shop-sorry-errorpage-service@kubernetescrd',
  },
  {
    title: 'a TraefikService is taken as it is',
    service: 'name: pages, kind: TraefikService',
    more: object('TraefikService', 'pages', 'weighted: { services: [{ name: v1, port: 80 }] }'),
    findings: [],
    pages: 'shop-pages@kubernetescrd',
  },
  {
    title: 'a Service that is not there',
    service: 'name: pages, port: 80',
    findings: ['service-not-found: pages'],
  },
  {
    title: 'a TraefikService that is not there',
    service: 'name: pages, kind: TraefikService',
    findings: ['service-not-found: pages'],
  },
  {
    title: "the engine's own pages",
    service: 'name: api@internal, kind: TraefikService',
    findings: ['not-supported: api@internal'],
  },
];

for (const { title, service, more, findings, pages } of rows) {
  test(`errors: ${title}`, () => {
    const text = manifests(route, app('v1', 'shop', '10.0.0.1'), errors(service), ...(more ? [more] : []));
    const { configuration, diagnostics } = compileText(text);
    assert.deepEqual(diagnostics.map(spot), findings);
    const [router] = configuration.http.routers.values();
    assert.equal(router?.status, pages === undefined ? 'disabled' : 'enabled');
    if (pages === undefined) return;
    const middleware = configuration.http.middlewares.get('shop-sorry@kubernetescrd');
    assert.deepEqual(middleware?.options, { status: ['500-599'], query: '/oops', service: pages });
    assert.ok(configuration.http.services.has(pages));
  });
}
