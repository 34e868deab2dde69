import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type CheckOptions, check } from './check.ts';
import { TEST_NOW } from './test-manifest.ts';

/** A Deployment and its Service. */
const app = (name = 'app') => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: ${name}, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
`;

const APP = app();

const route = (spec: string, metadata = 'name: app') => `---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { ${metadata} }
spec:
  routes: [{ match: Host(\`app.test\`), services: [{ name: app, port: 80 }], ${spec} }]
`;

const secured = (secretName: string, more = '') => `${route('').trimEnd()}
  tls: { secretName: ${secretName}${more} }
`;

const middleware = `---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: strip }
spec: { stripPrefix: { prefixes: [/a] } }
`;

const ingress = (metadata: string, spec = '') => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: app, ${metadata} }
spec:
  ${spec}
  rules:
    - host: app.test
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }]
`;

async function codes(text: string, options: CheckOptions = {}): Promise<string[]> {
  const found = await check([{ file: 'manifests.yaml', text }], { now: TEST_NOW, ...options });
  return found.map(({ code }) => code);
}

suite('what is not in the manifests', () => {
  const cases: readonly (readonly [what: string, text: string, code: string])[] = [
    ['a Service', route(''), 'service-not-found'],
    ['a Middleware', route('middlewares: [{ name: gone }]') + APP, 'middleware-not-found'],
    ['a Secret', secured('gone') + APP, 'secret-not-found'],
    ['a TLSOption', secured('', ', options: { name: gone }') + APP, 'tls-options-not-found'],
    ['the pods of a Service', route('') + APP.slice(APP.lastIndexOf('---')), 'service-selects-no-pod'],
    [
      'an IngressClass',
      ingress('annotations: {}', 'ingressClassName: gone') + APP,
      'ingress-class-not-found',
    ],
  ];
  for (const [what, text, code] of cases) {
    test(`${what} is missed, and taken to be somewhere else where the manifests are a part`, async () => {
      assert.deepEqual(await codes(text), [code]);
      assert.deepEqual(await codes(text, { partial: true }), []);
    });
  }

  test('what is not used here may be used elsewhere', async () => {
    assert.deepEqual(await codes(route('') + APP + middleware), ['object-unused']);
    assert.deepEqual(await codes(route('') + APP + middleware, { partial: true }), []);
  });

  test('a wrong port is wrong in a part, too', async () => {
    const text = route('').replace('port: 80', 'port: 81') + APP;
    assert.deepEqual(await codes(text, { partial: true }), ['service-port-not-found']);
  });
});

suite('a Secret that another controller will make is not missed:', () => {
  const cases: readonly (readonly [maker: string, text: string])[] = [
    [
      'by a Certificate of cert-manager',
      'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: any }\nspec: { secretName: made }\n',
    ],
    [
      'by an ExternalSecret',
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: any }\nspec: { target: { name: made } }\n',
    ],
    ['by a SealedSecret', 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: made }\n'],
  ];
  for (const [maker, text] of cases) {
    test(maker, async () => {
      assert.deepEqual(await codes(`${text}${secured('made')}${APP}`), []);
      assert.deepEqual(await codes(`${text}${secured('other')}${APP}`), ['secret-not-found']);
    });
  }

  test('for an Ingress that names an issuer', async () => {
    const tls = 'tls: [{ secretName: made }]';
    assert.deepEqual(
      await codes(ingress('annotations: { cert-manager.io/cluster-issuer: acme }', tls) + APP),
      [],
    );
    assert.deepEqual(await codes(ingress('annotations: {}', tls) + APP), ['secret-not-found']);
  });
});

suite('one fault is one finding', () => {
  const cases: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
    [
      'a selector that matches nothing leaves the route without endpoints',
      route('') + APP.replace('selector: { app: app }, ports', 'selector: { app: ap }, ports'),
      ['service-selects-no-pod'],
    ],
    [
      'a Deployment that is refused leaves its Service without pods',
      route('') + APP.replace('containerPort: 80', 'containerPort: eighty'),
      ['field-type'],
    ],
    [
      'a document that cannot be read may hold whatever is missing',
      `${route('middlewares: [{ name: strip }]')}${APP}---\nkind: [\n`,
      ['yaml-syntax'],
    ],
    [
      'an object of a misspelled kind may be the one that is missing',
      route('middlewares: [{ name: strip }]') +
        APP +
        middleware.replace('kind: Middleware', 'kind: Midleware'),
      ['kind-unknown'],
    ],
  ];
  for (const [what, text, expected] of cases) {
    test(what, async () => assert.deepEqual(await codes(text), expected));
  }
});

suite('several controllers', () => {
  const flags = (name: string) => [`--providers.kubernetescrd.ingressclass=${name}`];
  const controllers = ['one', 'two'].map((name) => ({ name, flags: flags(name) }));
  const annotated = (name: string) =>
    route('', `name: app, annotations: { kubernetes.io/ingress.class: ${name} }`);

  test('take each its own, and what they have in common is found once', async () => {
    assert.deepEqual(await codes(annotated('one') + APP, { controllers }), []);
    assert.deepEqual(await codes(annotated('two') + APP, { controllers }), []);
    assert.deepEqual(await codes(annotated('three') + APP, { controllers }), ['class-not-taken']);
    const unselected = APP.replace('selector: { app: app }, ports', 'selector: { app: ap }, ports');
    assert.deepEqual(await codes(annotated('one') + unselected, { controllers }), ['service-selects-no-pod']);
  });

  test('need not look at Ingress objects if one does', async () => {
    const off = { name: 'off', flags: ['--providers.kubernetesingress=false'] };
    const on = { name: 'on', flags: [] };
    const text = ingress('annotations: {}') + APP;
    assert.deepEqual(await codes(text, { controllers: [off, on] }), []);
    assert.deepEqual(await codes(text, { controllers: [off] }), ['provider-off']);
  });
});

const slice = `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app-1, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.1.2.3], conditions: { ready: true, serving: true } }]
`;

suite('what is meant raises no finding', () => {
  const cases: readonly (readonly [what: string, text: string])[] = [
    ['Middlewares without a route, which are for others', middleware],
    [
      'a Middleware that an Ingress names',
      `${ingress('annotations: { traefik.ingress.kubernetes.io/router.middlewares: default-strip@kubernetescrd }')}${APP}${middleware}`,
    ],
    ['a Service that nothing routes to', route('') + APP + app('worker')],
    [
      'weights of which some are 0',
      route('').replace('port: 80 }', 'port: 80, weight: 0 }, { name: worker, port: 80, weight: 100 }') +
        APP +
        app('worker'),
    ],
    [
      'small weights beside none',
      route('').replace('port: 80 }', 'port: 80, weight: 3 }, { name: worker, port: 80 }') +
        APP +
        app('worker'),
    ],
    [
      'a Service whose endpoints are among the manifests',
      route('') + APP.slice(APP.lastIndexOf('---')) + slice,
    ],
    ['hosts without any certificate, in a test set', `${route('').trimEnd()}\n  tls: {}\n${APP}`],
  ];
  for (const [what, text] of cases) test(what, async () => assert.deepEqual(await codes(text), []));
});
