import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { annotationsText, backend, ingress, path, rules } from './configuration/ingress-test-support.ts';
import { manifests, object } from './configuration/test-support.ts';
import type { Engine } from './engine.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';
import { testCertificate } from './tls/test-support.ts';

const TRAFFIC = ['--entrypoints.websecure.address=127.0.0.1:0'];

describe('an Ingress routes real requests', () => {
  let app: Backend;
  let rest: Backend;

  beforeEach(async () => {
    app = await Backend.start('app');
    rest = await Backend.start('rest');
  });

  afterEach(async () => {
    await app[Symbol.asyncDispose]();
    await rest[Symbol.asyncDispose]();
  });

  async function running(flags: readonly string[], ...documents: readonly string[]): Promise<Engine> {
    const engine = await startEngine([...TRAFFIC, ...flags]);
    applyText(engine, app.manifest, rest.manifest, ...documents);
    return engine;
  }

  const SITE = [
    ingress(rules(path('/api'), path('/exact', 'Exact'))),
    ingress(`defaultBackend: ${backend('rest')}`, {}, 'default'),
  ];
  const requests: [path: string, host: string, flags: string[], answer: string][] = [
    ['/api', 'a.test', [], '200 app'],
    ['/api/items?x=1', 'a.test', [], '200 app'],
    ['/apis', 'a.test', [], '200 app'],
    ['/apis', 'a.test', ['--providers.kubernetesingress.strictprefixmatching'], '200 rest'],
    ['/api/', 'a.test', ['--providers.kubernetesingress.strictprefixmatching'], '200 app'],
    ['/exact', 'a.test', [], '200 app'],
    ['/exact/', 'a.test', [], '200 rest'],
    ['/exact/more', 'a.test', [], '200 rest'],
    ['/api', 'b.test', [], '200 rest'],
    ['/api', 'b.test', ['--providers.kubernetesingress=false'], '404 404 page not found\n'],
  ];
  for (const [target, host, flags, answer] of requests) {
    test(`${host}${target} ${flags.join(' ')}: ${answer.trim()}`, async () => {
      await using engine = await running(flags, ...SITE);
      assert.equal(await get(portOf(engine), target, { host }), answer);
    });
  }

  test('a wildcard takes one label', async () => {
    const wild = ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`);
    await using engine = await running([], wild, SITE[1] ?? '');
    const port = portOf(engine);
    const answers: string[] = [];
    for (const host of ['x.a.test', 'a.test', 'y.x.a.test']) answers.push(await get(port, '/', { host }));
    assert.deepEqual(answers, ['200 app', '200 rest', '200 rest']);
  });

  test('the secret makes a certificate available, and the annotation the router TLS', async () => {
    const { certificatePem, keyPem } = testCertificate({ commonName: 'a.test', dnsNames: ['a.test'] });
    const secret = `apiVersion: v1
kind: Secret
metadata: { namespace: shop, name: cert }
stringData: { tls.crt: ${JSON.stringify(certificatePem)}, tls.key: ${JSON.stringify(keyPem)} }`;
    const spec = `tls: [{ secretName: cert }], ${rules(path('/'))}`;
    await using engine = await running([], secret, ingress(spec, { 'router.tls': 'true' }));
    const { name, answer } = await getTls(portOf(engine, 'websecure'), 'a.test');
    assert.deepEqual([name, answer], ['a.test', '200 app']);
    assert.equal(await get(portOf(engine), '/', { host: 'a.test' }), '404 404 page not found\n');
  });

  test('a middleware of the other provider, and a sticky cookie of the Service', async () => {
    const strip = object('Middleware', 'strip', 'stripPrefix: { prefixes: [/api] }');
    const route = ingress(rules(path('/api')), { 'router.middlewares': 'shop-strip@kubernetescrd' });
    const annotations = annotationsText({ 'service.sticky.cookie.name': 'seat' });
    const service = app.manifest.replace('name: app }', `name: app, annotations: ${annotations} }`);
    await using engine = await startEngine(TRAFFIC);
    applyText(engine, service, strip, route);
    const request = http.get({
      port: portOf(engine),
      host: '127.0.0.1',
      path: '/api/x',
      agent: false,
      headers: { host: 'a.test' },
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    await once(response, 'end');
    assert.match(String(response.headers['set-cookie']), /^seat=\w+; Path=\/$/);
    assert.deepEqual(app.received, ['GET /x']);
  });

  test('the nodes of a Service', async () => {
    const service = manifests(
      `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: app, annotations: ${annotationsText({ 'service.nodeportlb': 'true' })} }
spec: { type: NodePort, ports: [{ name: http, port: 80, nodePort: ${app.port} }] }`,
      'apiVersion: v1\nkind: Node\nmetadata: { name: n }\nstatus: { addresses: [{ type: InternalIP, address: 127.0.0.1 }] }',
    );
    await using engine = await startEngine(TRAFFIC);
    applyText(engine, service, ingress(rules(path('/'))));
    assert.equal(await get(portOf(engine), '/', { host: 'a.test' }), '200 app');
  });

  test('an IngressClass counts from when it comes, and what it says now', async () => {
    const lab =
      'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: lab }\nspec: { controller: traefik.io/ingress-controller }';
    const site = ingress(`ingressClassName: lab, ${rules(path('/'))}`);
    await using engine = await running([], site);
    const port = portOf(engine);
    const before = await get(port, '/', { host: 'a.test' });
    applyText(engine, app.manifest, site, lab);
    const between = await get(port, '/', { host: 'a.test' });
    applyText(engine, app.manifest, site, lab.replace('traefik.io', 'nginx.org'));
    const after = await get(port, '/', { host: 'a.test' });
    assert.deepEqual(
      [before, between, after],
      ['404 404 page not found\n', '200 app', '404 404 page not found\n'],
    );
  });

  test('the API shows the provider', async () => {
    await using engine = await running(
      ['--api.insecure', '--entrypoints.traefik.address=127.0.0.1:0'],
      SITE[0] ?? '',
    );
    const answer = await get(portOf(engine, 'traefik'), '/api/http/routers/shop-site-a-test-api@kubernetes');
    const { provider, service, rule } = JSON.parse(answer.replace('200 ', ''));
    assert.deepEqual(
      [provider, service, rule],
      ['kubernetes', 'shop-app-80', 'Host("a.test") && PathPrefix("/api")'],
    );
  });
});

/** One request over TLS to whatever certificate is served; `name` is who that is for. */
async function getTls(port: number, host: string): Promise<{ name: string | undefined; answer: string }> {
  const request = https.get({
    host: '127.0.0.1',
    port,
    servername: host,
    rejectUnauthorized: false,
    agent: false,
    headers: { host },
  });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const { subject } = (response.socket as TLSSocket).getPeerCertificate();
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { name: String(subject.CN), answer: `${response.statusCode} ${body}` };
}
