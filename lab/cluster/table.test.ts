import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAge } from './age.ts';
import { getTable } from './table.ts';
import { deployment, fakeCluster, service } from './test-runtime.ts';

const namespace = 'test-pod';

describe('getTable', () => {
  it('prints objects of Traefik with their age', async () => {
    await using fake = fakeCluster();
    const { cluster, clock } = fake;
    const text = ['app-wrr', 'app-mirror'].map(
      (name) => `---
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: ${name} }
spec: { weighted: { services: [{ name: v1, port: 80 }] } }
`,
    );
    await cluster.apply(text.join(''), { namespace });
    clock.now = new Date('2026-11-23T10:02:03Z');
    const table = ['NAME         AGE', 'app-mirror   2m3s', 'app-wrr      2m3s'].join('\n');
    for (const name of ['traefikservices', 'TraefikService', 'traefikservices.traefik.io']) {
      assert.equal(getTable(cluster, name, { namespace }), table);
    }
    assert.equal(
      getTable(cluster, 'ingressroutes', { namespace }),
      'No resources found in test-pod namespace.',
    );
    assert.throws(() => getTable(cluster, 'routes', { namespace }), { code: 'kind-not-known' });
  });

  it('prints pods in every state, and picks by label', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime, clock } = fake;
    await cluster.apply(
      deployment('a', { labels: ', use: test' }) + deployment('b', { image: 'broken' }) + deployment('d'),
      { namespace },
    );
    await cluster.settled(1000);
    runtime.holdStarts = true;
    runtime.holdStops = true;
    await cluster.apply(deployment('c', { labels: ', use: test' }), { namespace });
    await cluster.delete({ kind: 'Deployment', namespace, name: 'd' });
    clock.now = new Date('2026-11-23T10:00:05Z');
    const rows = (selector?: string): string[] =>
      getTable(cluster, 'po', { namespace, ...(selector === undefined ? {} : { selector }) })
        .split('\n')
        .map((line) => line.replace(/-[a-z0-9]{10}-[a-z0-9]{5}/, '-x'));
    const [a, c] = [
      'a-x   1/1     Running             0          5s',
      'c-x   0/1     ContainerCreating   0          5s',
    ];
    assert.deepEqual(rows(), [
      'NAME                 READY   STATUS              RESTARTS   AGE',
      a,
      'b-x   0/1     StartError          0          5s',
      c,
      'd-x   1/1     Terminating         0          5s',
    ]);
    assert.deepEqual(
      rows('use=test')
        .slice(1)
        .map((line) => line.split(/\s+/).slice(0, 3)),
      [a, c].map((line) => line.split(/\s+/).slice(0, 3)),
    );
  });

  it('prints Services with type and ports', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(
      `${service('udp', '{ port: 8080, protocol: UDP }')}${service('web', '{ name: a, port: 80 }, { name: b, port: 443, nodePort: 30443 }').replace('spec: {', 'spec: { type: NodePort,')}---
apiVersion: v1
kind: Service
metadata: { name: out }
spec: { type: ExternalName, externalName: example.com }
`,
      { namespace },
    );
    assert.equal(
      getTable(cluster, 'svc', { namespace }),
      [
        'NAME   TYPE           CLUSTER-IP   EXTERNAL-IP   PORT(S)                AGE',
        'out    ExternalName   <none>       example.com   <none>                 0s',
        'udp    ClusterIP      <none>       <none>        8080/UDP               0s',
        'web    NodePort       <none>       <none>        80/TCP,443:30443/TCP   0s',
      ].join('\n'),
    );
  });

  it('prints Deployments with the state of their pods while they roll', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web', { replicas: 2 }), { namespace });
    await cluster.settled(1000);
    const header = 'NAME   READY   UP-TO-DATE   AVAILABLE   AGE';
    const table = (): string => getTable(cluster, 'deploy', { namespace });
    assert.equal(table(), `${header}\nweb    2/2     2            2           0s`);
    runtime.holdStarts = true;
    await cluster.apply(deployment('web', { replicas: 1, image: 'nginx' }), { namespace });
    assert.equal(table(), `${header}\nweb    2/1     1            2           0s`);
  });

  it('prints the other kinds of Kubernetes as kubectl does', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web') + service('web'), { namespace });
    await cluster.apply(
      '---\napiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: "1", b: "2" }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: "1" }\n',
      { namespace },
    );
    await cluster.settled(1000);
    const lines = (kind: string): string[] => getTable(cluster, kind, { namespace }).split('\n');
    assert.deepEqual(lines('secrets'), ['NAME   TYPE     DATA   AGE', 's      Opaque   2      0s']);
    assert.deepEqual(lines('cm'), ['NAME   DATA   AGE', 'c      1      0s']);
    assert.deepEqual(lines('ns').at(0), 'NAME              STATUS   AGE');
    assert.deepEqual(lines('ns').at(-1), 'test-pod          Active   0s');
    assert.match(lines('endpointslices')[1] ?? '', /^web-[a-z0-9]{10} +IPv4 +40001 +127\.0\.0\.1 +0s$/);
  });
});

/** Objects, and the table of their kind. */
const tables: readonly [kind: string, text: string, table: readonly string[]][] = [
  [
    'ing',
    `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  ingressClassName: lab
  tls: [{ hosts: [shop.test], secretName: shop }]
  rules: [{ host: shop.test }, { host: blog.test }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: rest }
spec: { defaultBackend: { service: { name: rest, port: { number: 80 } } } }
`,
    [
      'NAME   CLASS    HOSTS                 ADDRESS   PORTS     AGE',
      'rest   <none>   *                               80        0s',
      'shop   lab      shop.test,blog.test             80, 443   0s',
    ],
  ],
  [
    'ingressclasses',
    `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: lab }
spec: { controller: traefik.io/ingress-controller }
`,
    [
      'NAME   CONTROLLER                      PARAMETERS   AGE',
      'lab    traefik.io/ingress-controller   <none>       0s',
    ],
  ],
  [
    'ep',
    `apiVersion: v1
kind: Endpoints
metadata: { name: none }
---
apiVersion: v1
kind: Endpoints
metadata: { name: some }
subsets:
  - addresses: [{ ip: 10.0.0.1 }, { ip: 10.0.0.2 }]
    ports: [{ port: 80 }, { port: 443, name: secure }]
`,
    [
      'NAME   ENDPOINTS                                          AGE',
      'none   <none>                                             0s',
      'some   10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 1 more...   0s',
    ],
  ],
  [
    'no',
    `apiVersion: v1
kind: Node
metadata: { name: one, labels: { node-role.kubernetes.io/control-plane: "" } }
status:
  conditions: [{ type: Ready, status: "True" }]
  nodeInfo: { kubeletVersion: v1.34.1 }
---
apiVersion: v1
kind: Node
metadata: { name: two }
`,
    [
      'NAME   STATUS    ROLES           AGE   VERSION',
      'one    Ready     control-plane   0s    v1.34.1',
      'two    Unknown   <none>          0s',
    ],
  ],
  ...[
    ['IngressRoute', 'routes: []'],
    ['IngressRouteTCP', 'routes: []'],
    ['IngressRouteUDP', 'routes: []'],
    ['Middleware', 'stripPrefix: { prefixes: [/a] }'],
    ['MiddlewareTCP', 'inFlightConn: { amount: 1 }'],
    ['ServersTransport', 'serverName: a.test'],
    ['ServersTransportTCP', 'dialTimeout: 1s'],
    ['TLSOption', 'sniStrict: true'],
    ['TLSStore', 'certificates: []'],
  ].map(([kind = '', spec = '']): [string, string, string[]] => [
    `${kind.toLowerCase()}s.traefik.io`,
    `apiVersion: traefik.io/v1alpha1\nkind: ${kind}\nmetadata: { name: mine }\nspec: { ${spec} }\n`,
    ['NAME   AGE', 'mine   0s'],
  ]),
];

describe('the table of', () => {
  for (const [kind, text, table] of tables) {
    it(kind, async () => {
      await using fake = fakeCluster();
      const { diagnostics } = await fake.cluster.apply(text, { namespace });
      assert.deepEqual(
        diagnostics.filter(({ severity }) => severity === 'error'),
        [],
      );
      const lines = getTable(fake.cluster, kind, { namespace, selector: '!kubernetes.io/hostname' });
      assert.deepEqual(lines.split('\n'), table);
    });
  }
});

describe('formatAge', () => {
  const minute = 60;
  const hour = 60 * minute;
  const day = 24 * hour;
  const cases: readonly [seconds: number, expected: string][] = [
    [-5, '<invalid>'],
    [-0.5, '0s'],
    [0, '0s'],
    [5.9, '5s'],
    [119, '119s'],
    [123, '2m3s'],
    [2 * minute, '2m'],
    [10 * minute + 5, '10m'],
    [3 * hour + 59, '3h'],
    [3 * hour + 5 * minute, '3h5m'],
    [47 * hour, '47h'],
    [2 * day + hour, '2d1h'],
    [8 * day + hour, '8d'],
    [729 * day, '729d'],
    [731 * day, '2y1d'],
    [3000 * day, '8y'],
  ];
  for (const [seconds, expected] of cases) {
    it(`${seconds} s: ${expected}`, () => assert.equal(formatAge(seconds * 1000), expected));
  }
});
