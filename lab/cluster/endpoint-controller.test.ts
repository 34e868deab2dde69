import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ResourceOf } from '../../engine/core.ts';
import type { Cluster } from './cluster.ts';
import { deployment, fakeCluster, service } from './test-runtime.ts';

type EndpointSlice = ResourceOf<'EndpointSlice'>;

function slices(cluster: Cluster, name?: string): EndpointSlice[] {
  return cluster
    .resourceSet()
    .resources.filter((resource) => resource.kind === 'EndpointSlice')
    .filter(({ metadata }) => name === undefined || metadata.labels['kubernetes.io/service-name'] === name);
}

/** The container port that a slice's port leads to, found through the pod. */
function targets(cluster: Cluster, name: string): string[] {
  const ports = cluster.pods().flatMap(({ running }) => running?.ports ?? []);
  return slices(cluster, name).flatMap((slice) =>
    slice.ports.map((port) => {
      const target = ports.find((candidate) => candidate.port === port.port);
      return `${port.name}>${target?.containerPort}/${port.protocol}`;
    }),
  );
}

describe('endpoints', () => {
  it('are one slice per pod, in the order of the pods', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web', { replicas: 2 }) + service('web'), { namespace: 'shop' });
    await cluster.settled(1000);
    const pods = cluster.podsOf('shop', 'web');
    assert.deepEqual(
      slices(cluster).map(({ metadata, addressType, endpoints, ports }) => ({
        namespace: metadata.namespace,
        addressType,
        endpoints,
        ports,
      })),
      pods.map(({ resource, running }) => ({
        namespace: 'shop',
        addressType: 'IPv4',
        endpoints: [
          {
            addresses: ['127.0.0.1'],
            conditions: { ready: true, serving: true, terminating: false },
            targetRef: { kind: 'Pod', namespace: 'shop', name: resource.metadata.name },
          },
        ],
        ports: [{ name: '', port: running?.ports[0]?.port, protocol: 'TCP' }],
      })),
    );
    assert.equal(new Set(slices(cluster).map(({ metadata }) => metadata.name)).size, 2);
  });

  const ports =
    '{ name: web, containerPort: 8080 }, { containerPort: 9090 }, { name: dns, containerPort: 53, protocol: UDP }, { name: dns-tcp, containerPort: 53 }';
  const cases: readonly [title: string, servicePorts: string, expected: string[]][] = [
    ['a named target port', '{ port: 80, targetPort: web }', ['>8080/TCP']],
    ['a numbered target port', '{ name: metrics, port: 80, targetPort: 9090 }', ['metrics>9090/TCP']],
    ['no target port: the port itself', '{ port: 9090 }', ['>9090/TCP']],
    ['UDP by name', '{ port: 5353, targetPort: dns, protocol: UDP }', ['>53/UDP']],
    [
      'the same number for TCP and UDP',
      '{ name: tcp, port: 53 }, { name: udp, port: 53, protocol: UDP }',
      ['tcp>53/TCP', 'udp>53/UDP'],
    ],
    ['a name of the other protocol', '{ port: 53, targetPort: dns }', []],
    [
      'a name that is not there, beside one that is',
      '{ name: a, port: 1, targetPort: none }, { name: b, port: 2, targetPort: web }',
      ['b>8080/TCP'],
    ],
  ];
  for (const [title, servicePorts, expected] of cases) {
    it(`lead to ${title}`, async () => {
      await using fake = fakeCluster();
      const { cluster } = fake;
      await cluster.apply(deployment('web', { ports }) + service('web', servicePorts));
      await cluster.settled(1000);
      assert.deepEqual(targets(cluster, 'web'), expected);
    });
  }

  it('of several Services may lead to the same pods', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web') + service('web') + service('also', '{ port: 80 }', 'web'));
    await cluster.settled(1000);
    assert.deepEqual([targets(cluster, 'web'), targets(cluster, 'also')], [['>80/TCP'], ['>80/TCP']]);
  });

  it('of a Service without a selector are the written ones, as they are', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const written = `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: external-1, labels: { kubernetes.io/service-name: external } }
addressType: IPv4
endpoints: [{ addresses: [10.0.0.1] }]
ports: [{ name: '', port: 8080 }]
`;
    await cluster.apply(
      deployment('web') + service('external').replace('selector: { app: external }, ', '') + written,
    );
    await cluster.settled(1000);
    assert.deepEqual(
      slices(cluster).map(({ metadata, endpoints }) => [metadata.name, endpoints[0]?.addresses]),
      [['external-1', ['10.0.0.1']]],
    );
    assert.deepEqual(cluster.diagnostics, []);
  });

  it('of a Service stay the same objects while nothing about them changes', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web') + service('web'));
    await cluster.settled(1000);
    const before = slices(cluster);
    await cluster.apply(service('other'));
    assert.equal(slices(cluster)[0], before[0]);
  });
});

describe('findings about Services', () => {
  const findings = async (text: string): Promise<string[]> => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply({ file: 'a.yaml', text });
    await cluster.settled(1000);
    return cluster.diagnostics.map(({ severity, code, message, advice, position }) => {
      const at = position?.lineText.slice(position.column - 1, position.column + 9);
      return `${severity} ${code}: ${message}; ${advice} | ${at}`;
    });
  };

  const cases: readonly [title: string, text: string, expected: string[]][] = [
    ['nothing to find', deployment('web') + service('web'), []],
    ['a Deployment without replicas', deployment('web', { replicas: 0 }) + service('web'), []],
    [
      'a selector that matches nothing',
      deployment('web', { labels: ', use: test' }) + service('wbe'),
      [
        'warning service-selects-no-pod: the selector `app=wbe` matches no pod in namespace `default`; the pods there have the labels `app=web,use=test` | { app: wbe',
      ],
    ],
    [
      'a selector where there are no pods',
      service('web'),
      [
        'warning service-selects-no-pod: the selector `app=web` matches no pod in namespace `default`; there are no pods: apply the Deployment behind the Service | { app: web',
      ],
    ],
    [
      'the name of no port',
      deployment('web', { ports: '{ name: web, containerPort: 80 }, { containerPort: 81, protocol: UDP }' }) +
        service('web', '{ port: 80, targetPort: http-port }'),
      [
        'warning target-port-unknown: port 80 leads to a port named `http-port` (TCP), which none of the pods has; the pods have `web` (80/TCP), 81 (UDP) | http-port ',
      ],
    ],
    [
      'the number of no port',
      deployment('web', { ports: '' }) + service('web', '{ port: 8080 }'),
      [
        'warning target-port-unknown: port 8080 leads to the port 8080 (TCP), which none of the pods has; list the port under `ports` of the container | 8080 }] }',
      ],
    ],
  ];
  for (const [title, text, expected] of cases) {
    it(title, async () => assert.deepEqual(await findings(text), expected));
  }
});
