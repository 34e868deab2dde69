import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json, KubeObject } from '../objects/object.ts';
import { Registry } from '../objects/registry.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { formatTable, printerOf } from './index.ts';

const registry = new Registry();
const NOW = Date.parse('2026-01-01T01:00:00Z');

function typeNamed(plural: string): ResourceType {
  const type = registry.types.find((one) => one.plural === plural);
  assert.ok(type, plural);
  return type;
}

function objectOf(type: ResourceType, body: Json): KubeObject {
  const { metadata, ...rest } = body;
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    ...rest,
    metadata: { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z', ...(metadata as Json | undefined) },
  };
}

/** The row of an object, by column; columns of `-o wide` are in brackets. */
function rowOf(type: ResourceType, body: Json): Readonly<Record<string, unknown>> {
  const { columns, cells } = printerOf(type);
  const row = cells(objectOf(type, body), NOW);
  assert.equal(row.length, columns.length);
  return Object.fromEntries(
    columns.map(({ name, priority }, index) => [priority === 0 ? name : `(${name})`, row[index]]),
  );
}

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      { name: 'web', image: 'nginx:1' },
      { name: 'log', image: 'busybox' },
    ],
  },
};
const selector = { matchLabels: { app: 'web' } };

/** Kind, what of an object matters, the row that kubectl prints of it. */
const ROWS: readonly (readonly [string, Json, Json])[] = [
  [
    'services',
    {
      spec: {
        type: 'NodePort',
        clusterIP: '10.0.0.1',
        ports: [
          { port: 80, nodePort: 30080, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
        ],
        selector: { b: '2', a: '1' },
      },
    },
    {
      Name: 'x',
      Type: 'NodePort',
      'Cluster-IP': '10.0.0.1',
      'External-IP': '<none>',
      'Port(s)': '80:30080/TCP,53/UDP',
      Age: '60m',
      '(Selector)': 'a=1,b=2',
    },
  ],
  [
    'services',
    { spec: { type: 'ExternalName', externalName: 'example.org' } },
    {
      Name: 'x',
      Type: 'ExternalName',
      'Cluster-IP': '<none>',
      'External-IP': 'example.org',
      'Port(s)': '<none>',
      Age: '60m',
      '(Selector)': '<none>',
    },
  ],
  [
    'services',
    { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1', ports: [] } },
    {
      Name: 'x',
      Type: 'LoadBalancer',
      'Cluster-IP': '10.0.0.1',
      'External-IP': '<pending>',
      'Port(s)': '<none>',
      Age: '60m',
      '(Selector)': '<none>',
    },
  ],
  [
    'deployments',
    {
      spec: { replicas: 3, template, selector },
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
    },
    {
      Name: 'x',
      Ready: '2/3',
      'Up-to-date': 3,
      Available: 2,
      Age: '60m',
      '(Containers)': 'web,log',
      '(Images)': 'nginx:1,busybox',
      '(Selector)': 'app=web',
    },
  ],
  [
    'replicasets',
    {
      spec: {
        replicas: 3,
        template,
        selector: {
          matchExpressions: [
            { key: 'a', operator: 'NotIn', values: ['c', 'b'] },
            { key: 'd', operator: 'Exists' },
          ],
        },
      },
    },
    {
      Name: 'x',
      Desired: 3,
      Current: 0,
      Ready: 0,
      Age: '60m',
      '(Containers)': 'web,log',
      '(Images)': 'nginx:1,busybox',
      '(Selector)': 'a notin (b,c),d',
    },
  ],
  [
    'statefulsets',
    { spec: { replicas: 2, template }, status: { readyReplicas: 1 } },
    { Name: 'x', Ready: '1/2', Age: '60m', '(Containers)': 'web,log', '(Images)': 'nginx:1,busybox' },
  ],
  [
    'daemonsets',
    {
      spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } },
      status: { desiredNumberScheduled: 1, numberReady: 1 },
    },
    {
      Name: 'x',
      Desired: 1,
      Current: 0,
      Ready: 1,
      'Up-to-date': 0,
      Available: 0,
      'Node Selector': 'disk=ssd',
      Age: '60m',
      '(Containers)': '',
      '(Images)': '',
      '(Selector)': '<none>',
    },
  ],
  [
    'jobs',
    {
      spec: { completions: 2, template },
      status: {
        succeeded: 2,
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:00:42Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
    {
      Name: 'x',
      Status: 'Complete',
      Completions: '2/2',
      Duration: '42s',
      Age: '60m',
      '(Containers)': 'web,log',
      '(Images)': 'nginx:1,busybox',
      '(Selector)': '<none>',
    },
  ],
  [
    'cronjobs',
    {
      spec: { schedule: '* * * * *', suspend: false, jobTemplate: { spec: { template } } },
      status: { lastScheduleTime: '2026-01-01T00:59:30Z', active: [{}] },
    },
    {
      Name: 'x',
      Schedule: '* * * * *',
      Timezone: '<none>',
      Suspend: 'False',
      Active: 1,
      'Last Schedule': '30s',
      Age: '60m',
      '(Containers)': 'web,log',
      '(Images)': 'nginx:1,busybox',
      '(Selector)': '<none>',
    },
  ],
  [
    'endpoints',
    {
      subsets: [
        { addresses: [{ ip: '10.1.0.1' }, { ip: '10.1.0.2' }], ports: [{ port: 80 }, { port: 443 }] },
      ],
    },
    { Name: 'x', Endpoints: '10.1.0.1:80,10.1.0.2:80,10.1.0.1:443 + 1 more...', Age: '60m' },
  ],
  ['endpoints', {}, { Name: 'x', Endpoints: '<none>', Age: '60m' }],
  [
    'endpointslices',
    { addressType: 'IPv4', ports: [{ port: 80 }, { name: 'web' }], endpoints: [{ addresses: ['10.1.0.1'] }] },
    { Name: 'x', AddressType: 'IPv4', Ports: '80,web', Endpoints: '10.1.0.1', Age: '60m' },
  ],
  [
    'endpointslices',
    { addressType: 'IPv4', ports: [], endpoints: [] },
    { Name: 'x', AddressType: 'IPv4', Ports: '<unset>', Endpoints: '<unset>', Age: '60m' },
  ],
  [
    'ingresses',
    {
      spec: { ingressClassName: 'traefik', tls: [{}], rules: ['a', 'b', 'c', 'd'].map((host) => ({ host })) },
      status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } },
    },
    {
      Name: 'x',
      Class: 'traefik',
      Hosts: 'a,b,c + 1 more...',
      Address: '127.0.0.1',
      Ports: '80, 443',
      Age: '60m',
    },
  ],
  ['ingresses', {}, { Name: 'x', Class: '<none>', Hosts: '*', Address: '', Ports: '80', Age: '60m' }],
  [
    'ingressclasses',
    { spec: { controller: 'c', parameters: { apiGroup: 'g', kind: 'K', name: 'n' } } },
    { Name: 'x', Controller: 'c', Parameters: 'K.g/n', Age: '60m' },
  ],
  ['networkpolicies', { spec: { podSelector: {} } }, { Name: 'x', 'Pod-Selector': '<none>', Age: '60m' }],
  ['secrets', { type: 'Opaque', data: { a: '', b: '' } }, { Name: 'x', Type: 'Opaque', Data: 2, Age: '60m' }],
  ['configmaps', { data: { a: '' }, binaryData: { b: '' } }, { Name: 'x', Data: 2, Age: '60m' }],
  ['serviceaccounts', {}, { Name: 'x', Secrets: 0, Age: '60m' }],
  ['namespaces', { status: { phase: 'Active' } }, { Name: 'x', Status: 'Active', Age: '60m' }],
  [
    'nodes',
    {
      metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        nodeInfo: { kubeletVersion: 'v1.33.0' },
      },
    },
    {
      Name: 'x',
      Status: 'Ready,SchedulingDisabled',
      Roles: 'control-plane',
      Age: '60m',
      Version: 'v1.33.0',
      '(Internal-IP)': '127.0.0.1',
      '(External-IP)': '<none>',
      '(OS-Image)': '<unknown>',
      '(Kernel-Version)': '<unknown>',
      '(Container-Runtime)': '<unknown>',
    },
  ],
  [
    'events',
    {
      type: 'Normal',
      reason: 'Pulled',
      message: 'pulled\n',
      count: 3,
      firstTimestamp: '2026-01-01T00:30:00Z',
      lastTimestamp: '2026-01-01T00:59:00Z',
      involvedObject: { kind: 'Pod', name: 'web' },
      source: { component: 'kubelet', host: 'node' },
    },
    {
      'Last Seen': '60s',
      Type: 'Normal',
      Reason: 'Pulled',
      Object: 'pod/web',
      '(Subobject)': '',
      '(Source)': 'kubelet, node',
      Message: 'pulled',
      '(First Seen)': '30m',
      '(Count)': 3,
      '(Name)': 'x',
    },
  ],
  ['customresourcedefinitions', {}, { Name: 'x', 'Created At': '2026-01-01T00:00:00Z' }],
  ['roles', {}, { Name: 'x', 'Created At': '2026-01-01T00:00:00Z' }],
  [
    'clusterrolebindings',
    {
      roleRef: { kind: 'ClusterRole', name: 'r' },
      subjects: [
        { kind: 'ServiceAccount', namespace: 'n', name: 's' },
        { kind: 'User', name: 'u' },
      ],
    },
    {
      Name: 'x',
      Role: 'ClusterRole/r',
      Age: '60m',
      '(Users)': 'u',
      '(Groups)': '',
      '(ServiceAccounts)': 'n/s',
    },
  ],
  ['leases', { spec: { holderIdentity: 'me' } }, { Name: 'x', Holder: 'me', Age: '60m' }],
  [
    'poddisruptionbudgets',
    { spec: { minAvailable: 1 } },
    { Name: 'x', 'Min Available': '1', 'Max Unavailable': 'N/A', 'Allowed Disruptions': 0, Age: '60m' },
  ],
  [
    'horizontalpodautoscalers',
    {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } },
          { type: 'Resource', resource: { name: 'memory', target: { averageValue: '1Gi' } } },
          { type: 'Pods', pods: { target: { averageValue: '5' } } },
        ],
      },
      status: {
        currentReplicas: 2,
        currentMetrics: [{ type: 'Resource', resource: { current: { averageUtilization: 40 } } }],
      },
    },
    {
      Name: 'x',
      Reference: 'Deployment/web',
      Targets: 'cpu: 40%/80%, memory: <unknown>/1Gi + 1 more...',
      MinPods: '2',
      MaxPods: 5,
      Replicas: 2,
      Age: '60m',
    },
  ],
  [
    'persistentvolumeclaims',
    {
      spec: { volumeName: 'v', storageClassName: 'fast', volumeMode: 'Filesystem' },
      status: {
        phase: 'Bound',
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
      },
    },
    {
      Name: 'x',
      Status: 'Bound',
      Volume: 'v',
      Capacity: '1Gi',
      'Access Modes': 'RWO,RWX',
      StorageClass: 'fast',
      VolumeAttributesClass: '<unset>',
      Age: '60m',
      '(VolumeMode)': 'Filesystem',
    },
  ],
  [
    'persistentvolumes',
    {
      spec: {
        capacity: { storage: '1Gi' },
        claimRef: { namespace: 'n', name: 'c' },
        persistentVolumeReclaimPolicy: 'Delete',
      },
      status: { phase: 'Bound' },
    },
    {
      Name: 'x',
      Capacity: '1Gi',
      'Access Modes': '',
      'Reclaim Policy': 'Delete',
      Status: 'Bound',
      Claim: 'n/c',
      StorageClass: '',
      VolumeAttributesClass: '<unset>',
      Reason: '',
      Age: '60m',
      '(VolumeMode)': '<unset>',
    },
  ],
  [
    'resourcequotas',
    { status: { hard: { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' }, used: { pods: '3' } } },
    { Name: 'x', Request: 'pods: 3/10, requests.cpu: 0/2', Limit: 'limits.cpu: 0/4', Age: '60m' },
  ],
  ['limitranges', {}, { Name: 'x', 'Created At': '2026-01-01T00:00:00Z' }],
  [
    'controllerrevisions',
    {
      revision: 2,
      metadata: {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: 'u', controller: true },
        ],
      },
    },
    { Name: 'x', Controller: 'daemonset.apps/d', Revision: 2, Age: '60m' },
  ],
];

describe('the row of an object is what kubectl prints', () => {
  for (const [plural, body, row] of ROWS) {
    test(`${plural}: ${Object.values(row).join(' ')}`, () => {
      const found = rowOf(typeNamed(plural), body);
      assert.deepEqual(found, row);
      assert.deepEqual(Object.keys(found), Object.keys(row), 'the columns are in another order');
    });
  }
});

describe('the state of a pod is summed up as kubectl does', () => {
  const running = { state: { running: {} }, ready: true, restartCount: 0 };
  const spec = { containers: [{ name: 'main' }] };
  const cases: readonly (readonly [string, Json, readonly [string, string, string]])[] = [
    [
      'running',
      { spec, status: { phase: 'Running', containerStatuses: [running] } },
      ['1/1', 'Running', '0'],
    ],
    [
      'waiting',
      {
        spec,
        status: {
          phase: 'Pending',
          containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }],
        },
      },
      ['0/1', 'ImagePullBackOff', '0'],
    ],
    ['not looked at yet', { spec, status: { phase: 'Pending' } }, ['0/1', 'Pending', '0']],
    [
      'ending',
      {
        spec,
        metadata: { deletionTimestamp: '2026-01-01T00:59:00Z' },
        status: { phase: 'Running', containerStatuses: [running] },
      },
      ['1/1', 'Terminating', '0'],
    ],
    [
      'started again',
      {
        spec,
        status: {
          phase: 'Running',
          containerStatuses: [
            {
              ...running,
              restartCount: 2,
              lastState: { terminated: { finishedAt: '2026-01-01T00:55:00Z' } },
            },
          ],
        },
      },
      ['1/1', 'Running', '2 (5m ago)'],
    ],
    [
      'failed',
      { spec, status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] } },
      ['0/1', 'ExitCode:3', '0'],
    ],
    [
      'killed',
      { spec, status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { signal: 9 } } }] } },
      ['0/1', 'Signal:9', '0'],
    ],
    [
      'through',
      {
        spec,
        status: {
          phase: 'Succeeded',
          containerStatuses: [{ state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
        },
      },
      ['0/1', 'Completed', '0'],
    ],
    [
      'at its second init container',
      {
        spec: { ...spec, initContainers: [{ name: 'a' }, { name: 'b' }] },
        status: {
          phase: 'Pending',
          initContainerStatuses: [{ state: { terminated: { exitCode: 0 } } }, { state: { running: {} } }],
        },
      },
      ['0/1', 'Init:1/2', '0'],
    ],
    [
      'beside a sidecar',
      {
        spec: { ...spec, initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] },
        status: {
          phase: 'Running',
          initContainerStatuses: [{ ...running, name: 'proxy', started: true, restartCount: 1 }],
          containerStatuses: [running],
        },
      },
      ['2/2', 'Running', '1'],
    ],
  ];
  for (const [what, pod, [ready, status, restarts]] of cases) {
    test(what, () => {
      const row = rowOf(typeNamed('pods'), pod);
      assert.deepEqual([row['Ready'], row['Status'], row['Restarts']], [ready, status, restarts]);
    });
  }

  test('with its address, node and readiness gates if they are wanted', () => {
    const row = rowOf(typeNamed('pods'), {
      spec: { ...spec, nodeName: 'n', readinessGates: [{ conditionType: 'g' }] },
      status: { podIPs: [{ ip: '127.0.1.1' }], conditions: [{ type: 'g', status: 'True' }] },
    });
    assert.deepEqual(
      [row['(IP)'], row['(Node)'], row['(Nominated Node)'], row['(Readiness Gates)']],
      ['127.0.1.1', 'n', '<none>', '1/1'],
    );
  });
});

describe('a custom resource', () => {
  const typeWith = (columns: readonly Json[]): ResourceType => ({
    ...typeNamed('configmaps'),
    group: 'a.example',
    definition: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'x' },
      spec: { versions: [{ name: 'v1', additionalPrinterColumns: columns }] },
    },
  });

  test('has its name and age where its definition says nothing', () => {
    assert.deepEqual(rowOf(typeWith([]), {}), { Name: 'x', Age: '60m' });
  });

  test('has the columns that its definition gives', () => {
    const type = typeWith([
      { name: 'Host', type: 'string', jsonPath: '.spec.hosts[0]' },
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: 'Port', type: 'integer', jsonPath: '.spec.port', priority: 1 },
      { name: 'On', type: 'boolean', jsonPath: '.spec.on' },
      { name: 'Since', type: 'date', jsonPath: '.status.since' },
      { name: 'Gone', type: 'date', jsonPath: '.status.gone' },
      { name: 'Whole', type: 'string', jsonPath: '.spec.whole' },
      { name: 'Bad', type: 'string', jsonPath: '.spec[' },
    ]);
    const row = rowOf(type, {
      spec: { hosts: ['a', 'b'], port: 80, on: false, whole: { a: 1 } },
      status: {
        since: '2026-01-01T00:59:00Z',
        conditions: [
          { type: 'Other', status: 'x' },
          { type: 'Ready', status: 'True' },
        ],
      },
    });
    assert.deepEqual(row, {
      Name: 'x',
      Host: 'a',
      Ready: 'True',
      '(Port)': 80,
      On: false,
      Since: '60s',
      Gone: null,
      Whole: '{"a":1}',
      Bad: null,
    });
  });
});

test('a table is as wide as its cells, with capitals on top', () => {
  const { columns } = printerOf(typeNamed('serviceaccounts'));
  const rows = [
    ['default', 0, '5s'],
    ['a-longer-name', 12, null],
  ];
  assert.equal(
    formatTable(columns, rows),
    ['NAME            SECRETS   AGE', 'default         0         5s', 'a-longer-name   12'].join('\n'),
  );
  const wide = printerOf(typeNamed('services')).columns;
  assert.equal(formatTable(wide, []), 'NAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE');
  assert.match(formatTable(wide, [], { wide: true }), /AGE {3}SELECTOR$/);
});
