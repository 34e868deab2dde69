import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seenOf } from './seen.ts';

const POD = 'appv1-5d-1';

function bodySeen(body: string): string {
  const request = { method: 'GET', scheme: 'http', host: 'a.test', path: '/' } as const;
  const server = { host: '127.0.0.1', port: 8000 };
  const answer = { request, server, status: 200, headers: {}, body, correlationId: 'id', durationMs: 1 };
  return seenOf(answer, { others: [] }, new Map([[POD, 'appv1']])).body;
}

test('pods with other addresses answer the same', () => {
  const whoami = (ip: string): string =>
    `Hostname: ${POD}\nIP: 127.0.0.1\nIP: ${ip}\nRemoteAddr: ${ip}:4711\nGET / HTTP/1.1\nX-Real-Ip: 10.0.0.1\n`;
  assert.equal(bodySeen(whoami('172.28.0.2')), bodySeen(whoami('172.28.0.4')));
  assert.match(bodySeen(whoami('172.28.0.2')), /^hostname: pod of appv1$/m);
});

test('and at /api, too', () => {
  const api = (ip: string): string =>
    `{"hostname":"${POD}","ip":["127.0.0.1","${ip}"],"headers":{"X-Real-Ip":["10.0.0.1"]},"url":"/api"}`;
  assert.equal(bodySeen(api('172.28.0.2')), bodySeen(api('172.28.0.4')));
});

test('what a proxy tells of addresses is seen', () => {
  for (const body of [
    'IP: 1\nX-Real-Ip: 10.0.0.1\n',
    '{"ip":["::1"],"headers":{"X-Real-Ip":["10.0.0.1"]}}',
  ]) {
    assert.match(bodySeen(body), /10\.0\.0\.1/);
  }
});
