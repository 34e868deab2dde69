import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanOf, samplerOf, varianceOf } from '../draws/distribution.ts';
import { RandomStream } from '../draws/random-stream.ts';
import type { Distribution } from '../plan.ts';
import {
  erlangC,
  exponentialServiceWait,
  generalServiceWait,
  relativeVarianceOfWaits,
} from './queueing-formulas.ts';

const close = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${actual} instead of ${expected}`);

test('the probability of having to wait is that of published tables', () => {
  close(erlangC(1, 0.5), 0.5);
  close(erlangC(2, 1), 1 / 3);
  close(erlangC(10, 8), 0.409, 1e-3);
  // Where the powers and factorials of the definition would overflow.
  assert.ok(erlangC(1000, 950) > 0 && erlangC(1000, 950) < 0.2);
  assert.equal(erlangC(2, 2), 1);
});

test('one server with exponential service times waits as both formulas say', () => {
  close(exponentialServiceWait(0.05, 10), 10);
  close(generalServiceWait(0.05, { mean: 10, variance: 100 }), 10);
});

test('constant service times halve the wait', () => {
  close(generalServiceWait(0.05, { mean: 10, variance: 0 }), 5);
});

test('what cannot keep up waits without end', () => {
  assert.equal(exponentialServiceWait(1, 1), Number.POSITIVE_INFINITY);
  assert.equal(generalServiceWait(1, { mean: 1, variance: 0 }), Number.POSITIVE_INFINITY);
});

/** The mean wait by Lindley's recursion, which is all there is to one server. */
function lindley(service: Distribution, load: number, requests: number, seed: number): number {
  const stream = (name: string) => new RandomStream(seed, name);
  const gaps = samplerOf({ kind: 'exponential', meanMs: meanOf(service) / load }, stream('gaps'));
  const services = samplerOf(service, stream('services'));
  let [wait, sum] = [0, 0];
  for (let request = 0; request < requests; request += 1) {
    sum += wait;
    wait = Math.max(0, wait + services.next() - gaps.next());
  }
  return sum / requests;
}

const SERVICES: readonly Distribution[] = [
  { kind: 'exponential', meanMs: 10 },
  { kind: 'lognormal', medianMs: 10, sigma: 0.5 },
  { kind: 'constant', ms: 10 },
];

for (const service of SERVICES) {
  test(`draws wait as the formula says: ${service.kind}`, () => {
    const moments = { mean: meanOf(service), variance: varianceOf(service) };
    const requests = 1_000_000;
    const off = lindley(service, 0.5, requests, 3) / generalServiceWait(0.5 / moments.mean, moments) - 1;
    // Other service times vary less than exponential ones.
    const standardError = Math.sqrt(relativeVarianceOfWaits(0.5) / requests);
    assert.ok(Math.abs(off) < 4 * standardError, `off by ${off}, with a standard error of ${standardError}`);
  });
}

test('waits stray as their variance says', () => {
  const [runs, requests] = [100, 20_000];
  const wanted = exponentialServiceWait(0.05, 10);
  const offs = Array.from(
    { length: runs },
    (_, seed) => lindley({ kind: 'exponential', meanMs: 10 }, 0.5, requests, seed) / wanted - 1,
  );
  const variance = offs.reduce((sum, off) => sum + off * off, 0) / runs;
  // The standard error of a variance of 100 normal numbers is 14 %.
  close(variance * requests, relativeVarianceOfWaits(0.5), 0.5);
});
