import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { probeOf } from './probe.ts';

const PORTS = [{ containerPort: 8080, name: 'web' }, { containerPort: 9090 }];

describe('a probe is read as a kubelet reads it', () => {
  const cases: readonly (readonly [written: object, probe: object])[] = [
    [
      { httpGet: { port: 'web' } },
      {
        check: { kind: 'http', port: 8080, path: '/', secure: false, headers: {} },
        delayMs: 0,
        timeoutMs: 1000,
      },
    ],
    [
      {
        httpGet: {
          port: 9090,
          path: '/ready',
          scheme: 'HTTPS',
          httpHeaders: [{ name: 'Host', value: 'a.test' }],
        },
        initialDelaySeconds: 2,
        timeoutSeconds: 3,
      },
      {
        check: { kind: 'http', port: 9090, path: '/ready', secure: true, headers: { Host: 'a.test' } },
        delayMs: 2000,
        timeoutMs: 3000,
      },
    ],
    [{ tcpSocket: { port: 9090 } }, { check: { kind: 'tcp', port: 9090 }, delayMs: 0, timeoutMs: 1000 }],
    [
      { exec: { command: ['cat', '/tmp/ready'] } },
      { check: { kind: 'exec', command: ['cat', '/tmp/ready'] }, delayMs: 0, timeoutMs: 1000 },
    ],
  ];
  for (const [written, probe] of cases)
    test(JSON.stringify(written), () => assert.deepEqual(probeOf(written, PORTS), probe));
});

test('no probe, and one of a kind that is not asked here', () => {
  assert.equal(probeOf(undefined, PORTS), undefined);
  assert.equal(probeOf({ grpc: { port: 8080 } }, PORTS), undefined);
});

test('a port name that the container does not have', () => {
  assert.throws(() => probeOf({ tcpSocket: { port: 'db' } }, PORTS), {
    message: 'its readinessProbe asks the port "db"; names of its ports: web',
  });
});
