import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from './metrics.ts';
import type { HttpEvent } from './observer.ts';

const HTTP: HttpEvent = {
  kind: 'http',
  entryPoint: 'web',
  method: 'GET',
  host: 'shop.test',
  target: '/',
  client: '127.0.0.1:40312',
  tls: false,
  generation: 1,
  router: 'shop@kubernetescrd',
  services: ['canary@kubernetescrd', 'v1@kubernetescrd'],
  server: 'http://10.0.0.1:80',
  status: 200,
  requestBytes: 10,
  responseBytes: 200,
  durationMs: 250,
  mirrors: [],
};

/** The lines about requests, without comments. */
async function lines(metrics: Metrics, prefix = 'traefik_'): Promise<string[]> {
  const text = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(prefix));
}

test('a request counts for its entry point and the load balancer that served it', async () => {
  const metrics = new Metrics();
  metrics.observe(HTTP);
  metrics.observe({ ...HTTP, durationMs: 2000 });
  const both = ['entrypoint="web"', 'service="v1@kubernetescrd"'];
  for (const element of both) {
    const kind = element.replace(/=.*/, '');
    const labels = `code="200",method="GET",protocol="http",${element}`;
    assert.deepEqual(await lines(metrics, `traefik_${kind}_`), [
      `traefik_${kind}_requests_total{${labels}} 2`,
      ...[
        ['0.1', 0],
        ['0.3', 1],
        ['1.2', 1],
        ['5', 2],
        ['+Inf', 2],
      ].map(
        ([le, count]) => `traefik_${kind}_request_duration_seconds_bucket{le="${le}",${labels}} ${count}`,
      ),
      `traefik_${kind}_request_duration_seconds_sum{${labels}} 2.25`,
      `traefik_${kind}_request_duration_seconds_count{${labels}} 2`,
      `traefik_${kind}_requests_bytes_total{${labels}} 20`,
      `traefik_${kind}_responses_bytes_total{${labels}} 400`,
    ]);
  }
});

const { router: _router, server: _server, ...unmatched } = HTTP;
const { server: _noServer, ...withoutServer } = HTTP;

const cases: readonly (readonly [
  title: string,
  event: Parameters<Metrics['observe']>[0],
  lines: string[],
])[] = [
  [
    'an invented method is not a label value of its own',
    { ...unmatched, services: [], method: 'BREW', status: 404 },
    [
      'traefik_entrypoint_requests_total{code="404",method="EXTENSION_METHOD",protocol="http",entrypoint="web"} 1',
    ],
  ],
  [
    'a service without servers is not counted, its entry point is',
    { ...withoutServer, status: 503 },
    ['traefik_entrypoint_requests_total{code="503",method="GET",protocol="http",entrypoint="web"} 1'],
  ],
  [
    'an upgrade is a websocket',
    { ...HTTP, status: 101 },
    [
      'traefik_entrypoint_requests_total{code="101",method="GET",protocol="websocket",entrypoint="web"} 1',
      'traefik_service_requests_total{code="101",method="GET",protocol="websocket",service="v1@kubernetescrd"} 1',
    ],
  ],
  ['the engine’s own pages are not counted', { ...HTTP, router: 'ping@internal', services: [] }, []],
  [
    'a copy counts for the mirror’s service',
    { kind: 'mirror', service: 'v2@kubernetescrd', server: 'http://10.0.0.3:80', status: 200 },
    ['traefik_service_requests_total{code="200",protocol="http",service="v2@kubernetescrd"} 1'],
  ],
  [
    'a copy without an answer is a bad gateway',
    { kind: 'mirror', service: 'v2@kubernetescrd', server: 'http://10.0.0.3:80', error: 'ECONNREFUSED' },
    ['traefik_service_requests_total{code="502",protocol="http",service="v2@kubernetescrd"} 1'],
  ],
  [
    'a copy that no server could get is not counted',
    { kind: 'mirror', service: 'v2@kubernetescrd', status: 503 },
    [],
  ],
  [
    'TCP connections have no request metrics',
    {
      kind: 'tcp',
      entryPoint: 'mongo',
      client: '127.0.0.1:1',
      services: ['mongo@kubernetescrd'],
      server: '10.0.1.1:27017',
      bytesIn: 1,
      bytesOut: 1,
      durationMs: 1,
    },
    [],
  ],
];

for (const [title, event, expected] of cases) {
  test(title, async () => {
    const metrics = new Metrics();
    metrics.observe(event);
    const found = await lines(metrics);
    assert.deepEqual(
      found.filter((line) => line.includes('_requests_total{')),
      expected,
    );
  });
}

test('configurations are counted and dated in seconds', async () => {
  let now = 1_700_000_000_900;
  const metrics = new Metrics(() => now);
  metrics.configurationApplied();
  now += 1000;
  metrics.configurationApplied();
  assert.deepEqual(await lines(metrics, 'traefik_config_'), [
    'traefik_config_reloads_total 2',
    'traefik_config_last_reload_success 1700000001',
  ]);
});

test('two engines in one process count apart', async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.configurationApplied();
  assert.deepEqual(await lines(other, 'traefik_config_reloads'), ['traefik_config_reloads_total 0']);
});
