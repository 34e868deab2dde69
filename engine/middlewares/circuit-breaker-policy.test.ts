import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';
import type { CircuitBreaker } from './circuit-breaker-policy.ts';

/** A breaker and the time that its test moves. */
class Trial {
  now = 0;
  readonly breaker: CircuitBreaker;

  constructor(options: object = {}) {
    const { shape } = buildMiddleware('breaker@file', 'circuitBreaker', {
      expression: 'ResponseCodeRatio(500, 600, 0, 600) > 0.5',
      ...options,
    });
    assert.ok(shape?.kind === 'circuit-breaker');
    this.breaker = shape.create(() => this.now);
  }

  /** Whether a request passes; its answer is given at once. */
  ask(status: number, latencyMs = 1): boolean {
    const admitted = this.breaker.admit();
    if (admitted) this.breaker.record(status, latencyMs);
    return admitted;
  }

  /** `passes` of so many requests, one each `everyMs`. */
  asks(count: number, status: number, everyMs: number): number {
    let passed = 0;
    for (let index = 0; index < count; index += 1) {
      if (this.ask(status)) passed += 1;
      this.now += everyMs;
    }
    return passed;
  }
}

test('the first bad answer trips it, for nothing else was answered', () => {
  const trial = new Trial();
  assert.deepEqual([trial.ask(500), trial.breaker.state, trial.ask(200)], [true, 'tripped', false]);
});

test('good answers outweigh bad ones until they are half of all', () => {
  const trial = new Trial();
  trial.asks(10, 200, 101);
  assert.equal(trial.asks(10, 500, 101), 10);
  assert.equal(trial.breaker.state, 'standby');
  trial.ask(500);
  assert.equal(trial.breaker.state, 'tripped');
});

test('it looks only when an answer is over and the check period has passed', () => {
  const trial = new Trial({ checkPeriod: '1s' });
  trial.ask(200);
  for (let n = 0; n < 100; n += 1) assert.ok(trial.ask(500));
  trial.now = 1000;
  assert.ok(trial.ask(500));
  assert.equal(trial.breaker.state, 'standby', 'the period has to be over, not just complete');
  trial.now = 1001;
  assert.ok(trial.ask(200));
  assert.equal(trial.breaker.state, 'tripped');
});

test('what comes while it is tripped is refused until the fallback duration is over', () => {
  const trial = new Trial({ fallbackDuration: '2s' });
  trial.ask(500);
  trial.now = 1999;
  assert.equal(trial.ask(200), false);
  trial.now = 2000;
  assert.equal(trial.ask(200), false, 'the share that passes begins with none');
  assert.equal(trial.breaker.state, 'recovering');
});

test('of all that come while it recovers a share passes that grows to a half, so that of the latest nearly all do', () => {
  const trial = new Trial({ fallbackDuration: '1s', recoveryDuration: '10s' });
  trial.ask(500);
  trial.now = 1000;
  const passed = Array.from({ length: 10 }, () => trial.asks(100, 200, 10));
  assert.deepEqual(passed, [4, 15, 25, 35, 45, 55, 65, 75, 85, 95]);
  assert.equal(trial.breaker.state, 'recovering');
  trial.now += 1;
  assert.equal(trial.ask(200), true);
  assert.equal(trial.breaker.state, 'standby');
});

test('a bad answer while it recovers trips it again, and what was counted before is forgotten', () => {
  const trial = new Trial({ fallbackDuration: '1s', recoveryDuration: '1s' });
  trial.asks(50, 200, 101);
  for (let n = 0; n < 60; n += 1) trial.ask(500);
  trial.now += 101;
  trial.ask(500);
  assert.equal(trial.breaker.state, 'tripped');
  trial.now += 1900;
  assert.equal(trial.ask(500), false);
  assert.equal(trial.ask(500), false);
  const admitted = [trial.ask(500), trial.breaker.state];
  assert.deepEqual(admitted, [false, 'recovering']);
  trial.now += 99;
  while (!trial.breaker.admit()) trial.now += 1;
  trial.breaker.record(500, 1);
  assert.equal(trial.breaker.state, 'tripped');
});

test('answers that come while it is tripped count, but do not prolong it', () => {
  const trial = new Trial({ fallbackDuration: '1s', recoveryDuration: '1s' });
  const late = [trial.breaker.admit(), trial.breaker.admit()];
  trial.breaker.record(500, 1);
  assert.equal(trial.breaker.state, 'tripped');
  trial.now = 900;
  trial.breaker.record(500, 900);
  assert.deepEqual([late, trial.breaker.state], [[true, true], 'tripped']);
  trial.now = 1000;
  assert.equal(trial.ask(200), false);
  assert.equal(trial.breaker.state, 'recovering');
});

test('without traffic nothing changes', () => {
  const trial = new Trial({ fallbackDuration: '1s', recoveryDuration: '1s' });
  trial.ask(500);
  trial.now = 60_000;
  assert.equal(trial.breaker.state, 'tripped');
  assert.equal(trial.ask(200), false);
  assert.equal(trial.breaker.state, 'recovering');
});

const trips: readonly {
  readonly expression: string;
  readonly answers: readonly (readonly [status: number, latencyMs: number])[];
  readonly tripped: boolean;
}[] = [
  { expression: 'NetworkErrorRatio() > 0.5', answers: [[502, 1]], tripped: true },
  { expression: 'NetworkErrorRatio() > 0.5', answers: [[500, 1]], tripped: false },
  { expression: 'LatencyAtQuantileMS(50.0) > 100', answers: [[200, 102]], tripped: true },
  { expression: 'LatencyAtQuantileMS(50.0) > 100', answers: [[200, 99]], tripped: false },
  {
    expression: 'LatencyAtQuantileMS(99.0) >= 200 && NetworkErrorRatio() == 0.0',
    answers: [[200, 250]],
    tripped: true,
  },
  {
    expression: 'LatencyAtQuantileMS(99.0) > 1000 || ResponseCodeRatio(400, 500, 0, 600) != 0.0',
    answers: [[404, 1]],
    tripped: true,
  },
  // A ratio of nothing is 0, which is less than any other.
  { expression: 'ResponseCodeRatio(200, 300, 400, 500) < 0.1', answers: [[200, 1]], tripped: true },
];
for (const { expression, answers, tripped } of trips) {
  test(`${expression}: ${tripped ? 'trips' : 'does not trip'} after ${JSON.stringify(answers)}`, () => {
    const trial = new Trial({ expression });
    for (const [status, latencyMs] of answers) trial.ask(status, latencyMs);
    assert.equal(trial.breaker.state === 'tripped', tripped);
  });
}
