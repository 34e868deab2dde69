import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { definition, deployment, pod, service, testApi } from './test-api.ts';

const template = { metadata: { labels: { app: 'web' } }, spec: pod()['spec'] };
const metadata = {
  name: 'web',
  labels: { a: 'b' },
  annotations: { a: 'b' },
  finalizers: ['a.b/c'],
  ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: 'b', controller: true }],
};

/** A body of each kind that has rules. */
const BODIES: Readonly<Record<string, Json>> = {
  services: service({
    type: 'LoadBalancer',
    clusterIPs: ['10.96.0.9'],
    selector: { a: 'b' },
    externalIPs: ['1.1.1.1'],
  }),
  deployments: deployment({
    selector: {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }],
    },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '10%', maxUnavailable: 1 } },
  }),
  statefulsets: { ...deployment({ updateStrategy: {} }), kind: 'StatefulSet' },
  daemonsets: { ...deployment({ updateStrategy: {} }), kind: 'DaemonSet' },
  replicasets: { ...deployment(), kind: 'ReplicaSet' },
  replicationcontrollers: { metadata, spec: { selector: { app: 'web' }, template } },
  jobs: { metadata, spec: { template } },
  cronjobs: { metadata, spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } } },
  pods: pod({
    volumes: [{ name: 'v', configMap: { name: 'a' } }],
    tolerations: [{ key: 'a', operator: 'Exists' }],
    containers: [
      {
        name: 'a',
        image: 'b',
        ports: [{ containerPort: 80, name: 'web' }],
        env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        volumeMounts: [{ name: 'v', mountPath: '/v' }],
        livenessProbe: { httpGet: { port: 'web' } },
        lifecycle: { preStop: { exec: { command: ['a'] } } },
        resources: { limits: { cpu: 1 } },
      },
    ],
  }),
  secrets: { metadata, data: { a: 'YQ==' }, stringData: { b: 'c' }, type: 'Opaque', immutable: true },
  configmaps: { metadata, data: { a: 'b' }, binaryData: { c: 'YQ==' } },
  ingresses: {
    metadata,
    spec: {
      ingressClassName: 'a',
      tls: [{ hosts: ['a.b'], secretName: 'c' }],
      defaultBackend: { service: { name: 'a', port: { name: 'b' } } },
      rules: [
        {
          host: '*.a',
          http: {
            paths: [{ path: '/', pathType: 'Exact', backend: { resource: { kind: 'A', name: 'b' } } }],
          },
        },
      ],
    },
  },
  ingressclasses: { metadata, spec: { controller: 'a.b/c' } },
  endpointslices: {
    metadata,
    addressType: 'IPv4',
    endpoints: [{ addresses: ['1.1.1.1'] }],
    ports: [{ name: 'a', port: 1 }],
  },
  endpoints: { metadata, subsets: [{ addresses: [{ ip: '1.1.1.1' }], ports: [{ port: 1 }] }] },
  namespaces: { metadata, spec: { finalizers: ['kubernetes'] } },
  rolebindings: { metadata, roleRef: { kind: 'Role', name: 'a' }, subjects: [{ kind: 'User', name: 'b' }] },
  horizontalpodautoscalers: {
    metadata,
    spec: { maxReplicas: 1, scaleTargetRef: { kind: 'A', name: 'b' }, metrics: [] },
  },
  poddisruptionbudgets: { metadata, spec: { minAvailable: '50%' } },
  persistentvolumeclaims: {
    metadata,
    spec: { accessModes: ['a'], resources: { requests: { storage: '1Gi' } } },
  },
  customresourcedefinitions: definition(
    {},
    { subresources: { scale: { specReplicasPath: '.spec.replicas' } } },
  ),
  crontabs: { metadata, spec: { schedule: 'x', replicas: 1 }, status: { phase: 'a' } },
};

/** The body with another value at one of its places. */
function changed(body: Json, place: number, value: unknown): Json {
  let left = place;
  const visit = (part: unknown): unknown => {
    left -= 1;
    if (left === 0) return value;
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([field, inner]) => [field, visit(inner)]));
  };
  return Object.fromEntries(Object.entries(body).map(([field, part]) => [field, visit(part)]));
}

test('whatever a body holds, an API answers it or says why not', () => {
  const value = fc.oneof(
    fc.constantFrom(null, true, 0, -1, 1.5, 'text', '', [], {}, [null], [{}], { a: null }, { a: [] }, [
      ['a'],
    ]),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(BODIES)),
      fc.integer({ min: 1, max: 60 }),
      value,
      (plural, place, other) => {
        const { api, type, create, at } = testApi();
        if (plural === 'crontabs') create('customresourcedefinitions', definition());
        const body = BODIES[plural] ?? {};
        const wrong = changed(body, place, other);
        const namespace = type(plural).namespaced ? 'default' : '';
        const name = at(plural, plural === 'customresourcedefinitions' ? 'crontabs.example.com' : 'web');
        const actions = [
          () => api.create(type(plural), namespace, wrong),
          () => api.create(type(plural), namespace, body),
          () => api.update(name, wrong),
          () => api.patch(name, { type: 'merge', body: wrong }),
          () => api.patch(name, { type: 'strategic', body: wrong }),
          () => api.patch(name, { type: 'apply', body: wrong, force: true }, { fieldManager: 'a' }),
          () => api.update(name, wrong, { subresource: 'status' }),
          () => api.update(name, wrong, { subresource: 'scale' }),
        ];
        for (const action of actions) {
          try {
            action();
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
          }
        }
      },
    ),
    { numRuns: 400 },
  );
});
