import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotationsText, backend, ingress, path, rules } from './ingress-test-support.ts';
import { compileText, manifests, object, slice, spot } from './test-support.ts';

interface ServerCase {
  readonly title: string;
  /** The Service's spec, in flow style. */
  readonly service: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly slices?: readonly string[];
  /** What the backend says, in flow style. */
  readonly port?: string;
  readonly flags?: readonly string[];
  readonly nodes?: readonly string[];
  /** URLs of the servers, or the finding. */
  readonly expected: readonly string[];
}

const HTTP = 'ports: [{ name: http, port: 80 }]';
const NODE_PORT = 'type: NodePort, ports: [{ name: http, port: 80, nodePort: 30080 }]';
const PODS = [slice('app', 'addresses: [10.0.0.1, 10.0.0.2], conditions: { ready: true }')];
const EXTERNAL = 'type: ExternalName, externalName: far.test, ports: [{ name: http, port: 80 }]';
const ALLOWED = ['--providers.kubernetesingress.allowexternalnameservices'];

const cases: readonly ServerCase[] = [
  { title: 'every pod', service: HTTP, expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'] },
  {
    title: 'by the name of the port',
    service: HTTP,
    port: 'name: http',
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'the named port of those pods that have it',
    service: 'ports: [{ name: web, port: 80 }, { name: extra, port: 81 }]',
    port: 'name: extra',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: web, port: 8080 }' }),
      slice('app', 'addresses: [10.0.0.2]', { name: 'app-2', ports: '{ name: extra, port: 8081 }' }),
    ],
    expected: ['http://10.0.0.2:8081'],
  },
  {
    title: 'a name that no port has',
    service: HTTP,
    port: 'name: https',
    expected: ['service-port-not-found: { name: https }'],
  },
  {
    title: 'a number that no port has',
    service: HTTP,
    port: 'number: 81',
    expected: ['service-port-not-found: { number: 81 }'],
  },
  {
    title: 'a targetPort is no port',
    service: 'ports: [{ name: http, port: 80, targetPort: 8080 }]',
    port: 'number: 8080',
    expected: ['service-port-not-found: { number: 8080 }'],
  },
  {
    title: 'addresses of version 6',
    service: HTTP,
    slices: [slice('app', 'addresses: ["2001:db8::1"]').replace('IPv4', 'IPv6')],
    expected: ['http://[2001:db8::1]:8080'],
  },
  {
    title: 'pods that serve, ready or not, but none that does not',
    service: HTTP,
    slices: [
      slice('app', 'addresses: [10.0.0.1], conditions: { ready: false, serving: true, terminating: true }'),
      slice('app', 'addresses: [10.0.0.2], conditions: { ready: true, serving: false }', { name: 'app-2' }),
      slice('app', 'addresses: [10.0.0.3]', { name: 'app-3' }),
    ],
    expected: ['http://10.0.0.1:8080 fenced', 'http://10.0.0.3:8080'],
  },
  { title: 'no slice', service: HTTP, slices: [], expected: ['service-without-endpoints: app'] },
  {
    title: 'no slice, which is allowed',
    service: HTTP,
    slices: [],
    flags: ['--providers.kubernetesingress.allowemptyservices'],
    expected: [],
  },
  {
    title: 'a slice without a number',
    service: HTTP,
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: http }' })],
    expected: ['service-without-endpoints: app'],
  },
  {
    title: 'port 443',
    service: 'ports: [{ name: http, port: 443 }]',
    port: 'number: 443',
    expected: ['https://10.0.0.1:8080', 'https://10.0.0.2:8080'],
  },
  {
    title: 'a port named https',
    service: 'ports: [{ name: https, port: 8443 }]',
    port: 'number: 8443',
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: https, port: 9443 }' })],
    expected: ['https://10.0.0.1:9443'],
  },
  {
    title: 'a port whose name begins with https',
    service: 'ports: [{ name: https-global, port: 8443 }]',
    port: 'name: https-global',
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: https-global, port: 9443 }' })],
    expected: ['https://10.0.0.1:9443'],
  },
  {
    title: 'appProtocol says nothing',
    service: 'ports: [{ name: web, port: 80, appProtocol: https }]',
    slices: [slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: web, port: 8080 }' })],
    expected: ['http://10.0.0.1:8080'],
  },
  ...(
    [
      ['h2c', 'h2c'],
      ['HTTPS', 'https'],
      ['', 'http'],
    ] as const
  ).map(([written, scheme]) => ({
    title: `the scheme "${written}"`,
    service: HTTP,
    annotations: { 'service.serversscheme': written },
    expected: [`${scheme}://10.0.0.1:8080`, `${scheme}://10.0.0.2:8080`],
  })),
  {
    title: 'a scheme against that of port 443',
    service: 'ports: [{ name: http, port: 443 }]',
    port: 'number: 443',
    annotations: { 'service.serversscheme': 'http' },
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  { title: 'ExternalName', service: EXTERNAL, flags: ALLOWED, expected: ['http://far.test:80'] },
  {
    title: 'ExternalName on a port that it does not list',
    service: EXTERNAL,
    port: 'number: 8080',
    flags: ALLOWED,
    expected: ['service-port-not-found: { number: 8080 }'],
  },
  {
    title: 'ExternalName with a scheme',
    service: EXTERNAL,
    annotations: { 'service.serversscheme': 'https' },
    flags: ALLOWED,
    expected: ['https://far.test:80'],
  },
  {
    title: 'ExternalName of version 6',
    service: EXTERNAL.replace('far.test', '"2001:db8::3"'),
    flags: ALLOWED,
    expected: ['http://[2001:db8::3]:80'],
  },
  { title: 'ExternalName, not allowed', service: EXTERNAL, expected: ['external-name-not-allowed: app'] },
  {
    title: 'ExternalName, allowed for the other provider',
    service: EXTERNAL,
    flags: ['--providers.kubernetescrd.allowexternalnameservices'],
    expected: ['external-name-not-allowed: app'],
  },
  {
    title: 'the address of the Service',
    service: `clusterIP: 10.9.9.9, ${HTTP}`,
    annotations: { 'service.nativelb': 'true' },
    expected: ['http://10.9.9.9:80'],
  },
  {
    title: 'the address of every Service',
    service: `clusterIP: 10.9.9.9, ${HTTP}`,
    flags: ['--providers.kubernetesingress.nativelbbydefault'],
    expected: ['http://10.9.9.9:80'],
  },
  {
    title: 'the address of every Service but this one',
    service: `clusterIP: 10.9.9.9, ${HTTP}`,
    annotations: { 'service.nativelb': 'false' },
    flags: ['--providers.kubernetesingress.nativelbbydefault'],
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'the address of a headless Service',
    service: `clusterIP: None, ${HTTP}`,
    annotations: { 'service.nativelb': 'true' },
    expected: ['service-without-address: { name: app, port:'],
  },
  {
    title: 'the nodes',
    service: NODE_PORT,
    annotations: { 'service.nodeportlb': 'true' },
    expected: ['http://192.0.2.1:30080', 'http://192.0.2.2:30080'],
  },
  {
    title: 'the nodes come before the address of the Service',
    service: `clusterIP: 10.9.9.9, ${NODE_PORT}`,
    annotations: { 'service.nodeportlb': 'true', 'service.nativelb': 'true' },
    expected: ['http://192.0.2.1:30080', 'http://192.0.2.2:30080'],
  },
  {
    title: 'the nodes of a Service of another type',
    service: HTTP,
    annotations: { 'service.nodeportlb': 'true' },
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'nodes that are not looked at',
    service: NODE_PORT,
    annotations: { 'service.nodeportlb': 'true' },
    flags: ['--providers.kubernetesingress.disableclusterscoperesources'],
    expected: ['nodes-not-watched: { name: app, port:'],
  },
  {
    title: 'no nodes',
    service: NODE_PORT,
    annotations: { 'service.nodeportlb': 'true' },
    nodes: [],
    expected: ['nodes-not-found: { name: app, port:'],
  },
  {
    title: 'a node of version 6',
    service: NODE_PORT,
    annotations: { 'service.nodeportlb': 'true' },
    nodes: ['"2001:db8::9"'],
    expected: ['http://[2001:db8::9]:30080'],
  },
  {
    title: 'the port of the nodes, of two that have one number',
    service:
      'type: NodePort, ports: [{ name: quic, port: 80, protocol: UDP, nodePort: 30081 }, { name: http, port: 80, nodePort: 30080 }]',
    port: 'name: http',
    annotations: { 'service.nodeportlb': 'true' },
    nodes: ['192.0.2.1'],
    expected: ['http://192.0.2.1:30080'],
  },
];

describe('servers', () => {
  for (const one of cases) test(one.title, () => assert.deepEqual(serversOf(one), one.expected));
});

function serversOf({
  service,
  annotations = {},
  slices = PODS,
  port = 'number: 80',
  flags = [],
  nodes = ['192.0.2.1', '192.0.2.2'],
}: ServerCase): string[] {
  const object = `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: app, annotations: ${annotationsText(annotations)} }
spec: { ${service} }`;
  const site = ingress(rules(path('/', 'Prefix', backend('app', port))));
  const text = manifests(object, ...slices, ...nodes.map(node), site);
  const { configuration, diagnostics } = compileText(text, { flags });
  const found = diagnostics.map(spot);
  assert.equal(configuration.http.routers.size, found.length === 0 ? 1 : 0);
  for (const { name, ...rest } of configuration.http.services.values()) {
    assert.ok('servers' in rest && name.endsWith('@kubernetes'));
    for (const { url, fenced } of rest.servers) found.push(fenced ? `${url} fenced` : url);
  }
  return found;
}

function node(address: string, index: number): string {
  return `apiVersion: v1
kind: Node
metadata: { name: n${index} }
status: { addresses: [{ type: Hostname, address: n${index} }, { type: InternalIP, address: ${address} }] }`;
}

describe('nodes serve routes of the custom resources, too', () => {
  const reference = 'services: [{ name: app, port: 80, nodePortLB: true }]';
  const routes = (more = ''): string =>
    manifests(
      object('IngressRoute', 'site', `entryPoints: [web]\nroutes: [{ match: Path(\`/\`), ${reference} }]`),
      object(
        'IngressRouteTCP',
        'db',
        `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), ${reference} }]`,
      ),
      object('IngressRouteUDP', 'dns', `entryPoints: [dns]\nroutes: [{ ${reference} }]`),
    ).replaceAll('nodePortLB: true', `nodePortLB: true${more}`);
  const service = `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: app }
spec: { clusterIP: 10.9.9.9, ${NODE_PORT} }`;

  const addresses = (text: string, flags: readonly string[] = []): string[] => {
    const { configuration, diagnostics } = compileText(text, { flags });
    const found: string[] = diagnostics.map(({ code }) => code);
    for (const part of ['http', 'tcp', 'udp'] as const) {
      for (const { kind, ...rest } of configuration[part].services.values()) {
        assert.ok(kind === 'loadBalancer' && 'servers' in rest);
        for (const { host, port } of rest.servers) found.push(`${part} ${host}:${port}`);
      }
    }
    return found;
  };

  const rows: [title: string, text: string, flags: string[], expected: string[]][] = [
    [
      'each protocol',
      manifests(service, node('192.0.2.1', 0), routes()),
      [],
      ['http 192.0.2.1:30080', 'tcp 192.0.2.1:30080', 'udp 192.0.2.1:30080'],
    ],
    [
      'an IngressRoute prefers the address of the Service, others the nodes',
      manifests(service, node('192.0.2.1', 0), routes(', nativeLB: true')),
      [],
      ['http 10.9.9.9:80', 'tcp 192.0.2.1:30080', 'udp 192.0.2.1:30080'],
    ],
    [
      'without looking at the cluster',
      manifests(service, node('192.0.2.1', 0), routes()),
      ['--providers.kubernetescrd.disableclusterscoperesources'],
      ['nodes-not-watched', 'nodes-not-watched', 'nodes-not-watched'],
    ],
    ['no nodes', manifests(service, routes()), [], ['nodes-not-found', 'nodes-not-found', 'nodes-not-found']],
  ];
  for (const [title, text, flags, expected] of rows) {
    test(title, () => assert.deepEqual(addresses(text, flags), expected));
  }
});

test('Services of two namespaces, of one name', () => {
  const texts = ['shop', 'blog'].map((namespace, index) =>
    manifests(
      `apiVersion: v1\nkind: Service\nmetadata: { namespace: ${namespace}, name: app }\nspec: { ${HTTP} }`,
      slice('app', `addresses: [10.0.0.${index}]`, { namespace }),
      ingress(rules(path(`/${namespace}`))).replace('namespace: shop', `namespace: ${namespace}`),
    ),
  );
  const { configuration } = compileText(manifests(...texts));
  assert.deepEqual([...configuration.http.services.keys()].toSorted(), [
    'blog-app-80@kubernetes',
    'shop-app-80@kubernetes',
  ]);
  assert.deepEqual([...configuration.http.routers.keys()].toSorted(), [
    'blog-site-a-test-blog@kubernetes',
    'shop-site-a-test-shop@kubernetes',
  ]);
});

const watching: [crd: string, ingress: string, found: string[]][] = [
  ['shop,other', 'shop', []],
  ['shop', 'shop', ['namespace-not-watched: other']],
  ['shop', 'other', ['namespace-not-watched: other']],
];
for (const [crd, other, found] of watching) {
  test(`a route of shop to a Service of other, where ${crd} is watched, and ${other} for Ingress objects`, () => {
    const route = object(
      'IngressRoute',
      'site',
      'entryPoints: [web]\nroutes: [{ match: Path(`/`), services: [{ name: app, namespace: other, port: 80 }] }]',
    );
    const service = `apiVersion: v1\nkind: Service\nmetadata: { namespace: other, name: app }\nspec: { ${HTTP} }`;
    const pods = slice('app', 'addresses: [10.0.0.1]', { namespace: 'other' });
    const { diagnostics } = compileText(manifests(service, pods, route), {
      flags: [
        `--providers.kubernetescrd.namespaces=${crd}`,
        '--providers.kubernetescrd.allowcrossnamespace=true',
        `--providers.kubernetesingress.namespaces=${other}`,
      ],
    });
    assert.deepEqual(diagnostics.map(spot), found);
  });
}
