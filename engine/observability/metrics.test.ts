import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from './metrics.ts';
import type { EngineEvent, MirrorEvent, UdpEvent } from './observer.ts';
import type { RequestCounters } from './request-counters.ts';

type Request = Parameters<RequestCounters['count']>;

/** The lines that start with `prefix`, without comments. */
async function lines(metrics: Metrics, prefix = 'traefik_'): Promise<string[]> {
  const text = await metrics.text();
  return text.split('\n').filter((line) => line.startsWith(prefix));
}

for (const kind of ['entrypoint', 'service'] as const) {
  const name = kind === 'service' ? 'v1@kubernetescrd' : 'web';
  const countersOf = (metrics: Metrics): RequestCounters =>
    kind === 'service' ? metrics.http.service(name) : metrics.http.entryPoint(name);

  test(`requests of one ${kind} in all metrics`, async () => {
    const metrics = new Metrics();
    countersOf(metrics).count(200, 'GET', 'http', 250, 10, 200);
    countersOf(metrics).count(200, 'GET', 'http', 2000, 10, 200);
    const labels = `code="200",method="GET",protocol="http",${kind}="${name}"`;
    assert.deepEqual(await lines(metrics, 'traefik_entrypoint_'), kind === 'entrypoint' ? expected() : []);
    assert.deepEqual(await lines(metrics, 'traefik_service_'), kind === 'service' ? expected() : []);

    function expected(): string[] {
      return [
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
      ];
    }
  });
}

test('a bound belongs to its bucket, and what is longer than all bounds to the last', async () => {
  const metrics = new Metrics();
  for (const durationMs of [0, 100, 100.1, 300, 1200, 5000, 5000.1]) {
    metrics.http.entryPoint('web').count(200, 'GET', 'http', durationMs, 0, 0);
  }
  const found = await lines(metrics, 'traefik_entrypoint_request_duration_seconds_bucket');
  assert.deepEqual(
    found.map((line) => Number(line.split(' ').at(-1))),
    [2, 4, 5, 6, 7],
  );
});

test('every combination of status, method and protocol has a line of its own', async () => {
  const metrics = new Metrics();
  const methods = 'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PRI EXTENSION_METHOD'.split(' ');
  const expected: string[] = [];
  for (const [index, status] of [100, 101, 200, 404, 499, 599, 999].entries()) {
    for (const method of methods) {
      for (const protocol of ['http', 'websocket'] as const) {
        for (let count = 0; count <= index; count += 1) {
          metrics.http.service('a').count(status, method, protocol, 1, 0, 0);
        }
        expected.push(
          `traefik_service_requests_total{code="${status}",method="${method}",protocol="${protocol}",service="a"} ${index + 1}`,
        );
      }
    }
  }
  assert.deepEqual((await lines(metrics, 'traefik_service_requests_total')).sort(), expected.sort());
});

for (const method of ['BREW', 'get', '', 'constructor', 'x'.repeat(10_000)]) {
  test(`the invented method ${JSON.stringify(method.slice(0, 20))} is no label value of its own`, async () => {
    const metrics = new Metrics();
    const request: Request = [404, method, 'http', 1, 0, 0];
    metrics.http.entryPoint('web').count(...request);
    metrics.http.entryPoint('web').count(404, 'BREW', 'http', 1, 0, 0);
    assert.deepEqual(await lines(metrics, 'traefik_entrypoint_requests_total'), [
      'traefik_entrypoint_requests_total{code="404",method="EXTENSION_METHOD",protocol="http",entrypoint="web"} 2',
    ]);
  });
}

const COPY: MirrorEvent = {
  kind: 'mirror',
  service: 'v2@kubernetescrd',
  server: 'http://10.0.0.3:80',
  status: 200,
};
const { status: _status, ...unanswered } = COPY;
const { server: _server, ...unsent } = COPY;

const mirrored: readonly (readonly [title: string, event: EngineEvent, requests: string[]])[] = [
  [
    'a copy of an unknown method counts for the mirror’s service',
    COPY,
    ['traefik_service_requests_total{code="200",protocol="http",service="v2@kubernetescrd"} 1'],
  ],
  [
    'a copy without an answer is a bad gateway',
    { ...unanswered, error: 'ECONNREFUSED', method: 'GET' },
    ['traefik_service_requests_total{code="502",method="GET",protocol="http",service="v2@kubernetescrd"} 1'],
  ],
  [
    'a copy counts for the load balancer below the mirror’s service',
    { ...COPY, leaf: 'v3@kubernetescrd', method: 'POST', durationMs: 1 },
    ['traefik_service_requests_total{code="200",method="POST",protocol="http",service="v3@kubernetescrd"} 1'],
  ],
  ['a copy that no server could get is not counted', { ...unsent, status: 503 }, []],
  [
    'an event of the HTTP plane is not counted: the plane does that',
    {
      kind: 'http',
      entryPoint: 'web',
      method: 'GET',
      host: 'shop.test',
      target: '/',
      client: '127.0.0.1:40312',
      tls: false,
      generation: 1,
      router: 'shop@kubernetescrd',
      services: ['v1@kubernetescrd'],
      server: 'http://10.0.0.1:80',
      status: 200,
      requestBytes: 10,
      responseBytes: 200,
      durationMs: 250,
      mirrors: [],
    },
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

for (const [title, event, expected] of mirrored) {
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

test('a copy has a duration and sizes where they are known', async () => {
  const metrics = new Metrics();
  metrics.observe(COPY);
  metrics.observe({ ...COPY, method: 'POST', durationMs: 2500, requestBytes: 3, responseBytes: 4 });
  const labels = '{code="200",method="POST",protocol="http",service="v2@kubernetescrd"}';
  assert.deepEqual(
    (await lines(metrics, 'traefik_service_')).filter((line) => !/_bucket|_requests_total/.test(line)),
    [
      `traefik_service_request_duration_seconds_sum${labels} 2.5`,
      `traefik_service_request_duration_seconds_count${labels} 1`,
      `traefik_service_requests_bytes_total${labels} 3`,
      `traefik_service_responses_bytes_total${labels} 4`,
    ],
  );
});

test('open connections, by entry point and protocol', async () => {
  const metrics = new Metrics();
  const web = metrics.connections('web', 'TCP');
  metrics.connections('mongo', 'TCP').opened();
  for (let count = 0; count < 3; count += 1) web.opened();
  metrics.connections('web', 'TCP').closed();
  metrics.connections('mongo', 'TCP').closed();
  assert.deepEqual(await lines(metrics, 'traefik_open_connections'), [
    'traefik_open_connections{entrypoint="web",protocol="TCP"} 2',
    'traefik_open_connections{entrypoint="mongo",protocol="TCP"} 0',
  ]);
});

test('a UDP session is an open connection until it ends; a client without one is not', async () => {
  const metrics = new Metrics();
  const session: Omit<UdpEvent, 'phase'> = {
    kind: 'udp',
    entryPoint: 'dns',
    client: '127.0.0.1:1',
    services: [],
    server: '10.0.0.1:53',
    datagramsIn: 0,
    datagramsOut: 0,
  };
  const { server: _none, ...refused } = session;
  metrics.observe({ ...session, phase: 'started' });
  metrics.observe({ ...session, phase: 'started' });
  metrics.observe({ ...session, phase: 'ended' });
  metrics.observe({ ...refused, phase: 'ended', error: 'no router' });
  assert.deepEqual(await lines(metrics, 'traefik_open_connections'), [
    'traefik_open_connections{entrypoint="dns",protocol="UDP"} 1',
  ]);
});

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
  one.http.entryPoint('web').count(200, 'GET', 'http', 1, 0, 0);
  assert.deepEqual(await lines(other), [
    'traefik_config_reloads_total 0',
    'traefik_config_last_reload_success 0',
  ]);
});

test('the counts of several workers add up; they all put the same configurations in force', async () => {
  const [one, other] = [new Metrics(() => 5000), new Metrics(() => 6000)];
  for (const worker of [one, other]) {
    worker.configurationApplied();
    worker.connections('web', 'TCP').opened();
    worker.http.entryPoint('web').count(200, 'GET', 'http', 200, 1, 10);
  }
  other.http.entryPoint('web').count(500, 'GET', 'http', 10_000, 2, 20);
  const text = await one.text([structuredClone(other.snapshot())]);
  const ok = 'code="200",method="GET",protocol="http",entrypoint="web"';
  for (const line of [
    'traefik_config_reloads_total 1',
    'traefik_config_last_reload_success 6',
    'traefik_open_connections{entrypoint="web",protocol="TCP"} 2',
    `traefik_entrypoint_requests_total{${ok}} 2`,
    'traefik_entrypoint_requests_total{code="500",method="GET",protocol="http",entrypoint="web"} 1',
    `traefik_entrypoint_request_duration_seconds_bucket{le="0.1",${ok}} 0`,
    `traefik_entrypoint_request_duration_seconds_bucket{le="0.3",${ok}} 2`,
    `traefik_entrypoint_request_duration_seconds_sum{${ok}} 0.4`,
    `traefik_entrypoint_request_duration_seconds_count{${ok}} 2`,
    `traefik_entrypoint_requests_bytes_total{${ok}} 2`,
    `traefik_entrypoint_responses_bytes_total{${ok}} 20`,
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\nis missing in\n${text}`);
  }
});
