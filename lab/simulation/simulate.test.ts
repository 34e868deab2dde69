import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ManifestText } from '../../engine/core.ts';
import { SimulatedCluster } from './cluster/simulated-cluster.ts';
import { manifests, planOf, route, traefikObject, workloads } from './kernel/test-scenes.ts';
import type { BackendModel, SimulationPlan, TrafficSource } from './plan.ts';
import type { SimulationResult } from './result.ts';
import { simulate } from './simulate.ts';

async function resultOf(
  texts: readonly ManifestText[],
  plan: SimulationPlan,
  flags: readonly string[] = [],
): Promise<SimulationResult> {
  await using cluster = await SimulatedCluster.open(texts, { seed: plan.seed, flags });
  return await simulate(cluster, plan);
}

function requestsOf({ backends }: SimulationResult): Record<string, number> {
  return Object.fromEntries(backends.map(({ workload, requests }) => [workload, requests]));
}

function countOf({ outcomes }: SimulationResult, outcome: string): number {
  return outcomes.find((one) => one.outcome === outcome)?.count ?? 0;
}

const source = (arrivals: TrafficSource['arrivals'], more: Partial<TrafficSource> = {}): TrafficSource => ({
  name: 'customers',
  arrivals,
  population: { clients: 20, requests: [{ share: 1, request: { host: 'shop.test', path: '/' } }] },
  ...more,
});

const CANARY = traefikObject(
  'TraefikService',
  'split',
  '{ weighted: { services: [{ name: a, port: 80, weight: 3 }, { name: b, port: 80, weight: 1 }] } }',
);
const canary = manifests(workloads(), CANARY, route('{ name: split, kind: TraefikService }'));
const onlyA = (middlewares?: string, ...more: readonly string[]) =>
  manifests(workloads(), ...more, route('{ name: a, port: 80 }', middlewares));
const even = (perSecond: number): readonly TrafficSource[] => [source({ kind: 'constant', perSecond })];
const workingMs = (ms: number, more: Partial<BackendModel> = {}): readonly BackendModel[] => [
  { workload: 'a', serviceTime: { kind: 'constant', ms }, ...more },
];

describe('a simulation', () => {
  test('honours weights to the request', async () => {
    const result = await resultOf(canary, planOf(1000, 4000, { sources: even(1000) }));
    assert.equal(result.requests, 4000);
    assert.deepEqual(requestsOf(result), { a: 3000, b: 1000, c: 0 });
  });

  test('has as many requests as a source is to have, and tells where their latencies lie', async () => {
    const thinkTime = { kind: 'constant', ms: 1 } as const;
    const kinds: TrafficSource['arrivals'][] = [
      { kind: 'constant', perSecond: 1000 },
      { kind: 'closed', clients: 16, thinkTime },
    ];
    for (const arrivals of kinds) {
      const sources = [source(arrivals, { requests: 403 })];
      const result = await resultOf(canary, planOf(1000, 4000, { sources, backends: workingMs(20) }));
      assert.equal(result.requests, 403);
      assert.equal(countOf(result, '200'), 403);
      const { a, b } = requestsOf(result);
      assert.equal((a ?? 0) + (b ?? 0), 403);
      assert.ok(Math.abs((b ?? 0) - 403 / 4) < 1);
      const late = (result.latencies ?? []).filter(({ upToMs }) => upToMs > 19);
      assert.equal(
        late.reduce((sum, { count }) => sum + count, 0),
        a,
      );
    }
  });

  test('repeats itself to the last byte with the same seed, and not with another', async () => {
    const texts = (seed: number) =>
      resultOf(canary, planOf(500, 2000, { seed })).then((one) => JSON.stringify(one));
    const [first, again, other] = [await texts(3), await texts(3), await texts(4)];
    assert.equal(first, again);
    assert.notEqual(first, other.replace('"seed":4', '"seed":3'));
  });

  test('answers at once what no router takes, and what middlewares answer', async () => {
    const request = (path: string, host = 'shop.test') => ({ share: 1, request: { host, path } });
    const texts = manifests(
      workloads(),
      traefikObject('Middleware', 'gone', '{ redirectScheme: { scheme: https } }'),
      route('{ name: a, port: 80 }', '[{ name: gone }]'),
    );
    const requests = [request('/'), request('/', 'elsewhere.test')];
    const plan = planOf(1000, 1000, {
      sources: [source({ kind: 'constant', perSecond: 1000 }, { population: { requests } })],
    });
    const result = await resultOf(texts, plan);
    assert.deepEqual(result.outcomes.map(({ outcome }) => outcome).toSorted(), ['302', '404']);
    assert.equal(result.failed, 0);
    assert.equal(requestsOf(result)['a'], 0);
  });

  test('has nobody answer at an entry point that is not there', async () => {
    const sources = [source({ kind: 'constant', perSecond: 100 }, { entryPoint: 'elsewhere' })];
    const result = await resultOf(canary, planOf(100, 1000, { sources }));
    assert.equal(countOf(result, 'refused'), result.requests);
    assert.equal(result.failed, result.requests);
  });

  test('answers 503 for what finds the queue full, and lets the others wait for their turn', async () => {
    const sources = [source({ kind: 'bursts', perSecond: 10, size: 10 })];
    const backends = workingMs(100, { concurrency: 2, queue: 3 });
    const result = await resultOf(onlyA(), planOf(10, 2500, { sources, backends }));
    const bursts = result.requests / 10;
    assert.ok(bursts >= 2, `${bursts} bursts`);
    assert.equal(countOf(result, '200'), 5 * bursts);
    assert.equal(countOf(result, '503'), 5 * bursts);
    assert.equal(result.latency.max, 300);
    assert.equal(result.backends[0]?.deepestQueue, 3);
  });

  test('tells how busy pods with a limit are', async () => {
    const backends = workingMs(5, { concurrency: 1 });
    const result = await resultOf(onlyA(), planOf(100, 10_000, { sources: even(100), backends }));
    assert.ok(Math.abs((result.backends[0]?.utilization ?? 0) - 0.5) < 0.002);
  });

  test('lets clients go after their timeout, while the pod goes on', async () => {
    const backends = workingMs(300, { concurrency: 1 });
    const plan = planOf(10, 1000, { sources: even(10), backends, clientTimeoutMs: 350 });
    const result = await resultOf(onlyA(), plan);
    assert.equal(countOf(result, '200'), 1);
    assert.equal(countOf(result, 'timeout'), result.requests - 1);
    assert.ok(result.latency.count === 1 && result.latency.max === 300);
  });

  test('answers 504 for a pod that takes longer than the transport waits, and sends that again if it is to', async () => {
    const transport = `
apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata: { name: hasty, namespace: shop }
spec: { forwardingTimeouts: { responseHeaderTimeout: 40ms } }
`;
    const again = traefikObject('Middleware', 'again', "{ retry: { attempts: 2, status: ['504'] } }");
    const service = '{ name: a, port: 80, serversTransport: hasty }';
    const texts = manifests(workloads(), transport, again, route(service, '[{ name: again }]'));
    await using cluster = await SimulatedCluster.open(texts);
    const plan = planOf(10, 1000, { sources: even(10), backends: workingMs(100) });
    const short = await simulate(cluster, plan);
    assert.equal(countOf(short, '504'), short.requests);
    assert.equal(short.retries, short.requests);
    assert.equal(short.latency.max, 80);
    assert.deepEqual(await simulate(cluster, plan, undefined, { handlersOnly: true }), short);
  });

  test('sends again what could not be sent, by the retry of the router', async () => {
    const retry = traefikObject('Middleware', 'again', '{ retry: { attempts: 3, initialInterval: 10ms } }');
    const plan = planOf(10, 1000, {
      sources: even(10),
      changes: [{ atMs: 0, change: { kind: 'refuse', workload: 'a', refuses: true } }],
    });
    const result = await resultOf(onlyA('[{ name: again }]', retry), plan);
    assert.equal(countOf(result, '502'), result.requests);
    assert.equal(result.retries, 2 * result.requests);
    assert.equal(requestsOf(result)['a'], 3 * result.requests);
  });

  test('keeps rate limits per client and limits of requests in flight', async () => {
    const rate = traefikObject('Middleware', 'rate', '{ rateLimit: { average: 1, burst: 2 } }');
    const flood = await resultOf(onlyA('[{ name: rate }]', rate), planOf(1000, 500, { sources: even(1000) }));
    assert.equal(countOf(flood, '200'), 2 * 20);
    const few = traefikObject('Middleware', 'few', '{ inFlightReq: { amount: 4 } }');
    const backends = workingMs(1000);
    const held = await resultOf(
      onlyA('[{ name: few }]', few),
      planOf(100, 990, { sources: even(100), backends }),
    );
    assert.equal(countOf(held, '200'), 4);
    assert.equal(countOf(held, '429'), held.requests - 4);
  });

  test('opens circuit breakers', async () => {
    const expression = 'NetworkErrorRatio() > 0.5';
    const breaker = traefikObject(
      'Middleware',
      'fuse',
      `{ circuitBreaker: { expression: "${expression}" } }`,
    );
    const plan = planOf(100, 2000, {
      sources: even(100),
      changes: [{ atMs: 500, change: { kind: 'refuse', workload: 'a', refuses: true } }],
    });
    const result = await resultOf(onlyA('[{ name: fuse }]', breaker), plan);
    assert.ok(countOf(result, '503') > 90, JSON.stringify(result.outcomes));
    assert.ok(countOf(result, '502') > 40, JSON.stringify(result.outcomes));
  });

  test('sends mirrors their share, and no client waits for them', async () => {
    const mirror = traefikObject(
      'TraefikService',
      'copied',
      '{ mirroring: { name: a, port: 80, mirrors: [{ name: b, port: 80, percent: 30 }] } }',
    );
    const backends = [
      ...workingMs(5),
      { workload: 'b', serviceTime: { kind: 'constant', ms: 900 } } as const,
    ];
    const plan = planOf(100, 1000, { sources: even(100), backends });
    const texts = manifests(workloads(), mirror, route('{ name: copied, kind: TraefikService }'));
    const result = await resultOf(texts, plan);
    assert.equal(result.requests, 100);
    assert.equal(result.latency.max, 5);
    assert.deepEqual(
      result.backends.map(({ workload, requests, copies }) => [workload, requests, copies]),
      [
        ['a', 100, 0],
        ['b', 0, 30],
        ['c', 0, 0],
      ],
    );
  });

  test('has closed clients send only after their answer and a thought', async () => {
    const sources = [source({ kind: 'closed', clients: 10, thinkTime: { kind: 'constant', ms: 80 } })];
    const backends = workingMs(20);
    const result = await resultOf(onlyA(), planOf(1, 10_000, { sources, backends }));
    assert.equal(result.requests, 10 * 100);
  });

  test('replays a log', async () => {
    const entries = [10, 20, 30].map((atMs) => ({
      atMs,
      request: { host: atMs === 20 ? 'elsewhere.test' : 'shop.test', path: '/' },
    }));
    const result = await resultOf(
      onlyA(),
      planOf(1, 100, { sources: [source({ kind: 'replay', entries })] }),
    );
    assert.deepEqual(result.outcomes, [
      { outcome: '200', count: 2 },
      { outcome: '404', count: 1 },
    ]);
  });

  test('keeps sessions at their pod, and counts those that lose it', async () => {
    const texts = manifests(workloads([3]), route('{ name: a, port: 80, sticky: { cookie: {} } }'));
    const quiet = await resultOf(texts, planOf(200, 4000));
    assert.equal(quiet.sessionsMoved, 0);
    const change = { kind: 'pod-dies', workload: 'a' } as const;
    const hurt = await resultOf(texts, planOf(200, 4000, { changes: [{ atMs: 2000, change }] }));
    assert.ok(hurt.sessionsMoved > 5 && hurt.sessionsMoved < 40, `${hurt.sessionsMoved} of 50 moved`);
  });

  test('breaks what a dying pod works on', async () => {
    const backends = workingMs(500);
    const changes = [{ atMs: 1000, change: { kind: 'pod-dies', workload: 'a', restartMs: 200 } }] as const;
    const result = await resultOf(onlyA(), planOf(100, 2000, { sources: even(100), backends, changes }));
    const broken = countOf(result, '502');
    assert.ok(broken >= 49 && broken <= 51, JSON.stringify(result.outcomes));
    assert.equal(
      countOf(result, '200') + broken + countOf(result, '503') + countOf(result, '404'),
      result.requests,
    );
    assert.ok(countOf(result, '200') > 120);
    assert.equal(result.marks.length, 2);
  });

  test('takes pods out of use that their checks find ill', async () => {
    const far = `
apiVersion: v1
kind: Service
metadata: { name: far, namespace: shop }
spec: { type: ExternalName, externalName: 10.42.0.1, ports: [{ port: 80 }] }
`;
    const healthCheck = 'healthCheck: { path: /, interval: 100ms, timeout: 50ms }';
    const texts = manifests(workloads(), far, route(`{ name: far, port: 80, ${healthCheck} }`));
    const changes = [{ atMs: 1010, change: { kind: 'refuse', workload: 'a', refuses: true } }] as const;
    const result = await resultOf(texts, planOf(1000, 2000, { sources: even(1000), changes }), [
      '--providers.kubernetescrd.allowexternalnameservices=true',
    ]);
    assert.equal(countOf(result, '200'), 1010);
    assert.equal(countOf(result, '502'), 90);
    assert.equal(countOf(result, '503'), 900);
  });

  test('takes pods out of use that failed too often', async () => {
    const passive = 'passiveHealthCheck: { failureWindow: 10s, maxFailedAttempts: 5 }';
    const texts = manifests(workloads(), route(`{ name: a, port: 80, ${passive} }`));
    const changes = [{ atMs: 1000, change: { kind: 'errors', workload: 'a', errorRate: 1 } }] as const;
    const backends = workingMs(0.5);
    const result = await resultOf(texts, planOf(1000, 2000, { sources: even(1000), changes, backends }));
    assert.equal(countOf(result, '200'), 1000);
    assert.equal(countOf(result, '500'), 5);
    assert.equal(countOf(result, '503'), 995);
  });

  test('changes weights on the way', async () => {
    const changes = [{ atMs: 1000, change: { kind: 'weight', of: 'b', weight: 3 } }] as const;
    const result = await resultOf(canary, planOf(1000, 2000, { sources: even(1000), changes }));
    const { a = 0, b = 0 } = requestsOf(result);
    assert.equal(a + b, 2000);
    assert.ok(Math.abs(b - (250 + 500)) <= 2, `${b}`);
  });

  test('spreads requests over engines with counters of their own', async () => {
    const one = await resultOf(canary, planOf(1000, 4000, { sources: even(1000), engines: 7 }));
    const { a = 0, b = 0 } = requestsOf(one);
    assert.ok(a !== 3000 || b !== 1000 || one.engines === 7);
    assert.ok(Math.abs(a - 3000) <= 7 * 2, `${a}:${b}`);
  });

  test('leaves out what begins while it warms up', async () => {
    const result = await resultOf(canary, planOf(1000, 2000, { sources: even(1000), warmUpMs: 1000 }));
    assert.ok(Math.abs(result.requests - 1000) <= 1, `${result.requests}`);
    const { a = 0, b = 0 } = requestsOf(result);
    assert.equal(a + b, result.requests);
  });

  test('slows down pods that have just started', async () => {
    const backends = workingMs(10, { warmUp: { ms: 1000, factor: 5 } });
    const changes = [{ atMs: 500, change: { kind: 'rollout', workload: 'a', startMs: 100 } }] as const;
    const result = await resultOf(onlyA(), planOf(100, 3000, { sources: even(100), backends, changes }));
    assert.equal(result.failed, 0);
    assert.ok(result.latency.max > 45 && result.latency.max <= 50, `${result.latency.max}`);
    assert.ok(Math.abs(result.latency.p50 - 10) < 0.04, `${result.latency.p50}`);
  });

  test('counts the same event by event as where the end is known at the beginning', async () => {
    await using cluster = await SimulatedCluster.open(canary);
    const plan = planOf(1000, 3000);
    const flow = await simulate(cluster, plan);
    const events = await simulate(cluster, plan, undefined, { eventsOnly: true });
    assert.deepEqual(events.outcomes, flow.outcomes);
    assert.deepEqual(requestsOf(events), requestsOf(flow));
    const rounded = ({ series }: SimulationResult) =>
      JSON.stringify(series, (_, value) => (typeof value === 'number' ? Number(value.toFixed(6)) : value));
    assert.equal(rounded(events), rounded(flow));
  });

  test('stops when it is told to', async () => {
    await using cluster = await SimulatedCluster.open(canary);
    const stop = new AbortController();
    const run = simulate(cluster, planOf(1_000_000, 1e9), () => stop.abort(new Error('enough')), {
      signal: stop.signal,
    });
    await assert.rejects(run, /enough/);
  });
});
