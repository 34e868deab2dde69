import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from './metrics.ts';
import { enginePages } from './pages.ts';
import { CONFIGURATION, headerOf, OPTIONS, request } from './test-support.ts';

let stopping = false;
const metrics = new Metrics();
const pages = enginePages({
  options: OPTIONS,
  configuration: () => CONFIGURATION,
  metrics,
  startedAt: new Date(0),
  stopping: () => stopping,
});

test('ping answers OK until the engine stops', async () => {
  const alive = await pages.ping(request('/ping'));
  assert.deepEqual([alive.status, alive.body], [200, 'OK']);
  stopping = true;
  const leaving = await pages.ping(request('/ping'));
  assert.deepEqual([leaving.status, leaving.body], [503, 'Service Unavailable']);
});

test('metrics are in the Prometheus text format', async () => {
  const answer = await pages.metrics(request('/metrics'));
  assert.equal(headerOf(answer, 'Content-Type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.match(answer.body, /^# TYPE traefik_config_reloads_total counter$/m);
});

const targets = {
  api: '/api/version',
  dashboard: '/dashboard/',
  ping: '/ping',
  metrics: '/metrics',
} as const;

for (const name of ['api', 'dashboard', 'ping', 'metrics'] as const) {
  test(`${name} answers HEAD like GET and refuses other methods`, async () => {
    const [get, head] = [
      await pages[name](request(targets[name])),
      await pages[name](request(targets[name], 'HEAD')),
    ];
    assert.deepEqual(head, get);
    const post = await pages[name](request(targets[name], 'POST'));
    assert.equal(post.status, 405);
    assert.equal(headerOf(post, 'Allow'), 'GET, HEAD');
  });
}
