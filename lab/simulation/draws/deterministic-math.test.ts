import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exp, ln, normalProbability, normalQuantile, power, sineOfTurns } from './deterministic-math.ts';
import { RandomStream } from './random-stream.ts';

function close(actual: number, expected: number, what: string, tolerance = 1e-14): void {
  const error = expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
  assert.ok(error <= tolerance, `${what}: ${actual} instead of ${expected}, off by ${error}`);
}

test('logarithms are those of Math within 1e-14', () => {
  const stream = new RandomStream(1);
  for (let index = 0; index < 20_000; index += 1) {
    const x = (stream.next() + 1e-10) * 2 ** (Math.floor(stream.next() * 200) - 100);
    close(ln(x), Math.log(x), `ln(${x})`);
    const nearOne = 1 + (stream.next() - 0.5) / 1000;
    close(ln(nearOne), Math.log(nearOne), `ln(${nearOne})`, 1e-13);
  }
  assert.equal(ln(1), 0);
  close(ln(Number.MIN_VALUE), Math.log(Number.MIN_VALUE), 'the least');
  close(ln(Number.MAX_VALUE), Math.log(Number.MAX_VALUE), 'the greatest');
});

test('exponentials are those of Math within 1e-14', () => {
  const stream = new RandomStream(2);
  for (let index = 0; index < 20_000; index += 1) {
    const x = (stream.next() - 0.5) * 80;
    close(exp(x), Math.exp(x), `exp(${x})`);
  }
  assert.deepEqual([exp(0), exp(-1000), exp(1000)], [1, 0, Number.POSITIVE_INFINITY]);
  close(exp(700), Math.exp(700), 'exp(700)', 1e-13);
  close(exp(-700), Math.exp(-700), 'exp(-700)', 1e-13);
});

test('powers are those of Math within 1e-13', () => {
  for (const [x, y] of [
    [2, 0.5],
    [64, 1 / 1.5],
    [1e-6, 0.3],
    [12.5, -3],
  ] as const) {
    close(power(x, y), x ** y, `${x} ** ${y}`, 1e-13);
  }
});

test('sines are those of Math within 1e-14 of 1', () => {
  for (let index = -2000; index <= 2000; index += 1) {
    const turns = index / 512 + 0.0001;
    assert.ok(Math.abs(sineOfTurns(turns) - Math.sin((turns - Math.floor(turns)) * 2 * Math.PI)) < 1e-14);
  }
  assert.equal(sineOfTurns(0), 0);
});

test('normal quantiles are those of published tables, and undo the probability', () => {
  // NIST, Digital Library of Mathematical Functions and tables of the normal distribution.
  close(normalQuantile(0.975), 1.959963984540054, '97.5 %');
  close(normalQuantile(0.99), 2.3263478740408408, '99 %');
  close(normalQuantile(0.999), 3.090232306167813, '99.9 %', 1e-13);
  close(normalQuantile(0.9), 1.2815515655446004, '90 %');
  close(normalQuantile(0.0001), -3.71901648545568, '0.01 %', 1e-11);
  assert.equal(normalQuantile(0.5), 0);
  for (let index = 1; index < 4096; index += 1) {
    const probability = index / 4096;
    assert.ok(Math.abs(normalProbability(normalQuantile(probability)) - probability) < 1e-15);
  }
});
