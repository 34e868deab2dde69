import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '../../../engine/core.ts';
import { preview } from '../../preview/preview.ts';
import { reachability } from './reachability.ts';

const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: s }
spec: { ports: [{ port: 80 }], selector: { app: a } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a }
spec:
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a } }
    spec: { containers: [{ name: c, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
`;

interface Route {
  readonly rule: string;
  readonly priority?: number;
  readonly on?: readonly string[];
  readonly tls?: boolean;
  readonly kind?: 'IngressRoute' | 'IngressRouteTCP';
}

/** An object for each route, named by its place: `r0`. */
function manifests(routes: readonly Route[]): string {
  const objects = routes.map(({ rule, priority, on = ['web'], tls, kind = 'IngressRoute' }, place) => {
    const route = {
      match: rule,
      ...(kind === 'IngressRoute' ? { kind: 'Rule' } : {}),
      ...(priority === undefined ? {} : { priority }),
      services: [{ name: 's', port: 80 }],
    };
    const spec = { entryPoints: on, routes: [route], ...(tls ? { tls: {} } : {}) };
    return JSON.stringify({ apiVersion: 'traefik.io/v1alpha1', kind, metadata: { name: `r${place}` }, spec });
  });
  return [SERVICE, ...objects].join('\n---\n');
}

/** What this rule does not look at. */
const ALONE = { now: new Date(0), controllers: [], partial: false, promised: new Set<string>() };

async function found(text: string, flags: readonly string[] = []): Promise<Diagnostic[]> {
  const subject = await preview([{ file: 'a.yaml', text }], { flags });
  assert.deepEqual(subject.diagnostics, []);
  return [...reachability({ ...subject, ...ALONE })];
}

const summary = (findings: readonly Diagnostic[]): string[] =>
  findings.map(({ code, resource }) => `${resource?.name} ${code.replace('router-', '')}`).sort();

const cases: { name: string; routes: readonly Route[]; finds: readonly string[] }[] = [
  {
    name: 'a rule that asks for more is longer, comes first and leaves something',
    routes: [{ rule: 'Host(`a.test`)' }, { rule: 'Host(`a.test`) && PathPrefix(`/api`)' }],
    finds: [],
  },
  {
    name: 'a broad rule with a high priority takes everything',
    routes: [{ rule: 'Host(`a.test`)', priority: 100 }, { rule: 'Host(`a.test`) && PathPrefix(`/api`)' }],
    finds: ['r1 shadowed'],
  },
  {
    name: 'a rule with more text than another may take all that the other does',
    routes: [{ rule: 'Host(`a.test`) || Host(`some-other-name.test`)' }, { rule: 'Host(`a.test`)' }],
    finds: ['r1 shadowed'],
  },
  {
    name: 'several routers may take everything together',
    routes: [
      { rule: 'Host(`a.test`) && Method(`GET`)' },
      { rule: 'Host(`a.test`) && !Method(`GET`)' },
      { rule: 'Host(`a.test`)' },
    ],
    finds: ['r2 shadowed'],
  },
  {
    name: 'of routers with the same rule the first by name gets everything, which is no tie besides',
    routes: [{ rule: 'Host(`a.test`)' }, { rule: 'Host(`a.test`)' }],
    finds: ['r1 shadowed'],
  },
  {
    name: 'a router on another entry point takes nothing away',
    routes: [
      { rule: 'Host(`a.test`)', priority: 9, on: ['web'] },
      { rule: 'Host(`a.test`)', on: ['other'] },
    ],
    finds: [],
  },
  {
    name: 'a router that gets nothing on one entry point may get something on another',
    routes: [
      { rule: 'Host(`a.test`)', priority: 9 },
      { rule: 'Host(`a.test`)', priority: 8, on: ['web', 'other'] },
    ],
    finds: [],
  },
  {
    name: 'a router with TLS takes nothing from one without',
    routes: [{ rule: 'Host(`a.test`)', priority: 9, tls: true }, { rule: 'Host(`a.test`)' }],
    finds: [],
  },
  {
    name: 'two lines of one header can hold values of their own',
    routes: [{ rule: 'Header(`X`, `1`) && Header(`X`, `2`)' }],
    finds: [],
  },
  {
    name: 'two hosts cannot be asked for at once',
    routes: [{ rule: 'Host(`a.test`) && Host(`b.test`)' }],
    finds: ['r0 rule-never-matches'],
  },
  {
    name: 'rules of equal length on one header are no tie for requests that name it once',
    routes: [{ rule: 'Header(`X`, `1`)' }, { rule: 'Header(`X`, `2`)' }],
    finds: [],
  },
  {
    name: 'rules of equal length on two headers are a tie',
    routes: [{ rule: 'Header(`X`, `1`)' }, { rule: 'Header(`Y`, `1`)' }],
    finds: ['r1 tie'],
  },
  {
    name: 'a written priority ends a tie',
    routes: [{ rule: 'Header(`X`, `1`)' }, { rule: 'Header(`Y`, `1`)', priority: 99 }],
    finds: [],
  },
  {
    name: 'what an expression takes of another is told where a request shows it',
    routes: [{ rule: 'PathRegexp(`^/v[0-9]+/a`)' }, { rule: 'PathRegexp(`^/v1/[a-z]$`)' }],
    finds: ['r1 tie'],
  },
  {
    name: 'an expression that begins so takes all that begins so',
    routes: [{ rule: 'PathRegexp(`^/api`)', priority: 99 }, { rule: 'PathPrefix(`/api/users`)' }],
    finds: ['r1 shadowed'],
  },
  {
    name: 'a TCP router without TLS takes the connections of HTTP routers',
    routes: [
      { rule: 'HostSNI(`*`)', kind: 'IngressRouteTCP' },
      { rule: 'Host(`a.test`)' },
      { rule: 'Host(`b.test`)', tls: true },
    ],
    finds: ['r1 shadowed'],
  },
  {
    name: 'TCP routers have a table of their own',
    routes: [
      { rule: 'HostSNI(`a.test`)', kind: 'IngressRouteTCP', tls: true },
      { rule: 'HostSNI(`*.test`) || ALPN(`h2`)', kind: 'IngressRouteTCP', tls: true },
      { rule: 'HostSNI(`*`)', kind: 'IngressRouteTCP', tls: true },
      { rule: 'Host(`b.test`)', tls: true },
    ],
    finds: ['r0 shadowed'],
  },
];

for (const { name, routes, finds } of cases) {
  test(name, async () => assert.deepEqual(summary(await found(manifests(routes))), finds));
}

test('before 3.7 a wildcard host is a name like others', async () => {
  const text = manifests([{ rule: 'Host(`*.test`)', priority: 99 }, { rule: 'Host(`a.test`)' }]);
  const flags = ['--entrypoints.web.address=:80'];
  assert.deepEqual(summary(await found(text, flags)), ['r1 shadowed']);
  assert.deepEqual(summary(await found(text, [...flags, '--traefikversion=3.4'])), []);
});

test('the router in the way is named with its rule, its place and the reason', async () => {
  const [finding] = await found(
    manifests([{ rule: 'Host(`a.test`)', priority: 100 }, { rule: 'Host(`a.test`) && Path(`/`)' }]),
  );
  assert.equal(
    finding?.message,
    'this router never gets a request: Host(`a.test`) of IngressRoute default/r0 (a.yaml:17) takes all of them, as its priority 100 is above 27',
  );
  assert.match(finding.advice ?? '', /^give this router a priority above 100/);
  assert.equal(finding.position?.line, 19);
});

test('a tie shows a request and who gets it', async () => {
  const [finding] = await found(
    manifests([{ rule: 'Header(`X`, `1`)' }, { rule: 'Host(`a.test`)', priority: 16 }]),
  );
  assert.equal(
    finding?.message,
    'GET http://a.test/ with X: 1 is for this router and for Header(`X`, `1`) of IngressRoute default/r0 (a.yaml:17): both have priority 16, so the order of their names decides, here for the other',
  );
  assert.equal(finding.advice, 'write a priority for the one that is to win, such as 17');
});

/** All clients of `web` are sent to `websecure`, where every router has TLS. */
const TO_HTTPS = [
  '--entrypoints.web.address=:80',
  '--entrypoints.websecure.address=:443',
  '--entrypoints.websecure.http.tls=true',
  '--entrypoints.web.http.redirections.entrypoint.to=websecure',
];

test('where clients are sent elsewhere a router gets nothing, unless it has another entry point', async () => {
  const routes = [
    { rule: 'Host(`both.test`)', on: ['web', 'websecure'] },
    { rule: 'Host(`plain.test`)', on: ['web'] },
  ];
  const [finding, ...others] = await found(manifests(routes), TO_HTTPS);
  assert.equal(
    finding?.message,
    "this router never gets a request: HostRegexp(`^.+$`) of router web-to-websecure@internal takes all of them, as the proxy's own routers come first",
  );
  assert.equal(finding.resource?.name, 'r1');
  assert.deepEqual(others, []);
});

test('of several in the way that one is told that a priority can pass', async () => {
  const routes = [
    { rule: 'Host(`a.test`)', on: ['websecure'], priority: 100 },
    { rule: 'Host(`a.test`) && PathPrefix(`/x`)', on: ['web', 'websecure'] },
  ];
  const [finding, ...others] = await found(manifests(routes), TO_HTTPS);
  assert.match(
    finding?.message ?? '',
    /^this router never gets a request: Host\(`a\.test`\) of IngressRoute default\/r0 /,
  );
  assert.match(finding?.advice ?? '', /^give this router a priority above 100/);
  assert.deepEqual(others, []);
});

test('routers behind a router are compared with one another', async () => {
  const text = `
[http.routers.parent]
rule = "Host(\`a.test\`)"
[http.routers.first]
rule = "PathPrefix(\`/\`)"
priority = 50
service = "s"
parentRefs = ["parent"]
[http.routers.second]
rule = "PathPrefix(\`/api\`)"
service = "s"
parentRefs = ["parent"]
[http.services.s.loadBalancer]
servers = [{ url = "http://127.0.0.1:8080" }]
`;
  const subject = await preview([{ file: 'dynamic.toml', text }], {
    flags: ['--entrypoints.web.address=:80', '--providers.file.filename=dynamic.toml'],
  });
  const findings = [...reachability({ ...subject, ...ALONE })];
  assert.deepEqual(
    findings.map(({ code, position }) => [code, position?.line]),
    [['router-shadowed', 10]],
  );
});

test('the advice for a path of an Ingress is an annotation', async () => {
  const text = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - host: shop.test
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}
          - {path: /exact, pathType: Exact, backend: {service: {name: s, port: {number: 80}}}}
`;
  const [finding, ...others] = await found(`${manifests([])}---${text}`);
  assert.equal(finding?.code, 'router-shadowed');
  assert.match(
    finding.advice ?? '',
    /^write it as an Ingress of its own with the annotation traefik\.ingress\.kubernetes\.io\/router\.priority: "\d+", or/,
  );
  assert.deepEqual(others, []);
});
