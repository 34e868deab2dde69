import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SimulationPlan } from '../plan.ts';
import { backendResult, simulationResult } from '../report/test-result.ts';
import { parseSweep, SweepError, sweep } from './sweep.ts';
import { namedRange, planAt } from './sweep-plan.ts';

const population = { requests: [{ share: 1, request: { host: 'h', path: '/' } }] };
const plan: SimulationPlan = {
  seed: 1,
  durationMs: 1000,
  sources: [
    { name: 'a', arrivals: { kind: 'poisson', perSecond: 300 }, population },
    {
      name: 'b',
      arrivals: { kind: 'diurnal', perSecond: 100, peakPerSecond: 400, periodMs: 10 },
      population,
    },
    {
      name: 'c',
      arrivals: { kind: 'closed', clients: 4, thinkTime: { kind: 'constant', ms: 5 } },
      population,
    },
  ],
  backends: ['appv1', 'appv2'].map((workload) => ({ workload, serviceTime: { kind: 'constant', ms: 1 } })),
  changes: [{ atMs: 500, change: { kind: 'weight', of: 'appv1', weight: 3 } }],
};

describe('a sweep as it is written', () => {
  it('names a parameter, whose it is, and values', () => {
    assert.deepEqual(parseSweep('weight=1..3'), { parameter: 'weight', values: [1, 2, 3] });
    assert.deepEqual(parseSweep('replicas:appv2=1,4'), {
      parameter: 'replicas',
      of: 'appv2',
      values: [1, 4],
    });
    assert.deepEqual(parseSweep('rate=100..300:100'), { parameter: 'rate', values: [100, 200, 300] });
  });

  const refused: [text: string, message: RegExp][] = [
    ['weight', /"weight" is no sweep: write weight=1\.\.50 or/],
    ['memory=1', /"memory" cannot be swept: .*replicas:appv1=.*rate=.*clients=.*engines=.*seed=/],
    ['toString=1', /is no sweep/],
    ['constructor=1', /"constructor" cannot be swept/],
    ['rate:appv1=1', /rate is of no workload: write rate=1/],
    ['weight=many', /"many" is no value/],
    ['rate=0', /a rate of requests per second cannot be 0/],
    ['engines=0..2', /a number of engines cannot be 0/],
  ];
  for (const [text, message] of refused) {
    it(`"${text}" is refused`, () =>
      assert.throws(
        () => parseSweep(text),
        (error) => error instanceof SweepError && message.test(error.message),
      ));
  }
});

describe('a plan at a value', () => {
  const at = (text: string, value = 7): SimulationPlan => planAt(plan, parseSweep(text), value);

  it('has the weight where the plan changes it', () => {
    assert.deepEqual(at('weight=7').changes, [
      { atMs: 500, change: { kind: 'weight', of: 'appv1', weight: 7 } },
    ]);
  });

  it('has the weight from the beginning if the plan does not change it', () => {
    assert.deepEqual(at('weight:appv2=7').changes, [
      { atMs: 0, change: { kind: 'weight', of: 'appv2', weight: 7 } },
      ...plan.changes,
    ]);
  });

  it('has the replicas of the last backend unless it is said whose', () => {
    const [first] = at('replicas=7').changes;
    assert.deepEqual(first, { atMs: 0, change: { kind: 'scale', workload: 'appv2', replicas: 7 } });
    assert.equal(namedRange(parseSweep('replicas=7'), plan).of, 'appv2');
    assert.throws(
      () => namedRange(parseSweep('replicas=7'), { ...plan, backends: [] }),
      /whose replicas is meant\?/,
    );
  });

  it('shares a rate among open loops as before', () => {
    const [poisson, diurnal, closed] = at('rate=800', 800).sources.map(({ arrivals }) => arrivals);
    assert.deepEqual(poisson, { kind: 'poisson', perSecond: 600 });
    assert.deepEqual(diurnal, { kind: 'diurnal', perSecond: 200, peakPerSecond: 800, periodMs: 10 });
    assert.equal(closed?.kind, 'closed');
  });

  it('has clients of closed loops, engines and a seed', () => {
    const [, , closed] = at('clients=7').sources;
    assert.equal(closed?.arrivals.kind === 'closed' && closed.arrivals.clients, 7);
    assert.equal(at('engines=7').engines, 7);
    assert.equal(at('seed=7').seed, 7);
  });

  it('says what the plan lacks', () => {
    const [open, , closed] = plan.sources;
    assert.ok(open && closed);
    assert.throws(() => planAt({ ...plan, sources: [closed] }, parseSweep('rate=5'), 5), /no open loop/);
    assert.throws(() => planAt({ ...plan, sources: [open] }, parseSweep('clients=5'), 5), /no closed loop/);
  });
});

it('a sweep runs each value once, in order, and keeps what came of it', async () => {
  const asked: number[] = [];
  const { points, seed } = await sweep({
    ...parseSweep('weight:appv2=1..3'),
    run: async (value) => {
      asked.push(value);
      return simulationResult({ seed: 5, failed: value, backends: [backendResult('appv2')] });
    },
  });
  assert.deepEqual(asked, [1, 2, 3]);
  assert.deepEqual(
    points.map(({ value, failed }) => [value, failed]),
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  );
  assert.equal(seed, 5);
});
