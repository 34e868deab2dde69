import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { testApi } from './test-api.ts';

const spec = {
  scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
  minReplicas: 1,
  maxReplicas: 3,
};
const cpu = (share: number): Json => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: share } },
});

function autoscalers() {
  const { api, registry } = testApi();
  const find = (version: string) => {
    const type = registry.find('autoscaling', version, 'horizontalpodautoscalers');
    assert.ok(type);
    return { type, namespace: 'default', name: 'web' };
  };
  return { api, old: find('v1'), kept: find('v2') };
}

test('an autoscaler of autoscaling/v1 is one of v2 that looks at the CPU', () => {
  const { api, old, kept } = autoscalers();
  const body = { metadata: { name: 'web' }, spec: { ...spec, targetCPUUtilizationPercentage: 70 } };
  const { object } = api.create(old.type, 'default', body, { fieldManager: 'kubectl' });
  assert.equal(object.apiVersion, 'autoscaling/v1');
  assert.deepEqual(object['spec'], { ...spec, targetCPUUtilizationPercentage: 70 });
  const stored = api.get(kept);
  assert.equal(stored.apiVersion, 'autoscaling/v2');
  assert.deepEqual(stored['spec'], { ...spec, metrics: [cpu(70)] });
});

test('what v1 has no field for outlives a change in v1', () => {
  const { api, old, kept } = autoscalers();
  const pods = {
    type: 'Pods',
    pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '10' } },
  };
  const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
  api.create(kept.type, 'default', {
    metadata: { name: 'web' },
    spec: { ...spec, metrics: [pods, cpu(70)], behavior },
  });
  const before = api.get(kept)['spec'];
  api.patch(old, { type: 'merge', body: { spec: { targetCPUUtilizationPercentage: 50 } } });
  const after = api.get(kept);
  assert.deepEqual(after['spec'], { ...(before as Json), metrics: [pods, cpu(50)] });
  assert.equal(after.metadata.annotations, undefined);
});

test('an autoscaler that v1 applies on the server side is left as it is by the same again', () => {
  const { api, old } = autoscalers();
  const body = {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: { ...spec, targetCPUUtilizationPercentage: 70 },
  };
  const apply = () => api.patch(old, { type: 'apply', body, force: false }, { fieldManager: 'kubectl' });
  assert.equal(apply().outcome, 'created');
  assert.equal(apply().outcome, 'unchanged');
});
