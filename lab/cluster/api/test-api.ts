import assert from 'node:assert/strict';
import type { Json, KubeObject } from '../objects/object.ts';
import { ObjectStore, type StoreEvent } from '../objects/object-store.ts';
import { Registry } from '../objects/registry.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import type { ObjectName } from './requests.ts';

const GROUPS: Readonly<Record<string, readonly [string, string]>> = {
  deployments: ['apps', 'v1'],
  replicasets: ['apps', 'v1'],
  statefulsets: ['apps', 'v1'],
  daemonsets: ['apps', 'v1'],
  jobs: ['batch', 'v1'],
  cronjobs: ['batch', 'v1'],
  ingresses: ['networking.k8s.io', 'v1'],
  ingressclasses: ['networking.k8s.io', 'v1'],
  endpointslices: ['discovery.k8s.io', 'v1'],
  horizontalpodautoscalers: ['autoscaling', 'v2'],
  poddisruptionbudgets: ['policy', 'v1'],
  roles: ['rbac.authorization.k8s.io', 'v1'],
  rolebindings: ['rbac.authorization.k8s.io', 'v1'],
  customresourcedefinitions: ['apiextensions.k8s.io', 'v1'],
  crontabs: ['example.com', 'v1'],
};

/** An API with the namespaces `default` and `other`, whose clock stands still unless told. */
export function testApi() {
  const store = new ObjectStore({ firstRevision: 100 });
  const registry = new Registry();
  const clock = { now: new Date('2026-11-28T18:00:00Z') };
  let drawn = 0;
  const random = (): number => {
    drawn += 1;
    return (drawn * 0.618) % 1;
  };
  const api = new KubernetesApi({ store, registry, now: () => clock.now, random });
  const type = (plural: string, version?: string): ResourceType => {
    const [group, usual] = GROUPS[plural] ?? ['', 'v1'];
    const found = registry.find(group, version ?? usual, plural);
    assert.ok(found, `${plural} is not served`);
    return found;
  };
  for (const name of ['default', 'other']) {
    api.keep(type('namespaces'), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  const events: StoreEvent[] = [];
  store.subscribe((event) => events.push(event));
  return {
    api,
    store,
    registry,
    clock,
    events,
    type,
    at: (plural: string, name: string, namespace = 'default'): ObjectName => ({
      type: type(plural),
      namespace: type(plural).namespaced ? namespace : '',
      name,
    }),
    create: (plural: string, body: Json): KubeObject =>
      api.create(type(plural), type(plural).namespaced ? 'default' : '', body).object,
  };
}

export type TestApi = ReturnType<typeof testApi>;

/** What an action is refused with: code, reason and message. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ApiError, `${error}`);
    return `${error.code} ${error.reason} ${error.message}`;
  }
  return 'not refused';
}

const TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1' }] },
};

export function deployment(spec: Json = {}, metadata: Json = {}): Json {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...metadata },
    spec: { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE, ...spec },
  };
}

export function service(spec: Json = {}, metadata: Json = {}): Json {
  return { metadata: { name: 'web', ...metadata }, spec: { ports: [{ port: 80 }], ...spec } };
}

export function pod(spec: Json = {}, metadata: Json = {}): Json {
  return {
    metadata: { name: 'web', ...metadata },
    spec: { containers: [{ name: 'web', image: 'nginx:1' }], ...spec },
  };
}

/** A CustomResourceDefinition `crontabs.example.com`. */
export function definition(spec: Json = {}, version: Json = {}): Json {
  return {
    metadata: { name: 'crontabs.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { schedule: { type: 'string' }, replicas: { type: 'integer', default: 1 } },
                },
                status: { type: 'object', properties: { phase: { type: 'string' } } },
              },
            },
          },
          ...version,
        },
      ],
      ...spec,
    },
  };
}
