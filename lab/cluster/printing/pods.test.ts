import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { rowOf, typeNamed } from './test-rows.ts';

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
