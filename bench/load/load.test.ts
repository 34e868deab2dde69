import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrivals } from './arrivals.ts';
import { LargeBody } from './bodies.ts';
import { clientFrame, echoFrames, serverFrame } from './frames.ts';
import { percentile } from './percentile.ts';

describe('percentiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  const cases: [values: number[], share: number, expected: number][] = [
    [hundred, 0.5, 50],
    [hundred, 0.99, 99],
    [hundred, 1, 100],
    [[7], 0.01, 7],
    [[1, 2], 0.5, 1],
    [[1, 2], 0.51, 2],
    [[], 0.5, Number.NaN],
  ];
  for (const [values, share, expected] of cases) {
    it(`${share} of ${values.length}`, () => assert.equal(percentile(values, share), expected));
  }
});

describe('arrivals', () => {
  const times = (rate: number, seed: number, count: number): number[] => {
    const next = arrivals(rate, seed);
    return Array.from({ length: count }, () => next());
  };

  it('begin at once, rise, and come at the rate', () => {
    const all = times(1_000, 7, 20_000);
    assert.equal(all[0], 0);
    assert.ok(all.every((time, index) => index === 0 || time >= (all[index - 1] ?? 0)));
    assert.ok(Math.abs((all.at(-1) ?? 0) - 20) < 0.5, `${all.at(-1)} seconds`);
  });

  it('come at random: gaps spread as much as they last', () => {
    const all = times(1_000, 7, 20_000);
    const gaps = all.slice(1).map((time, index) => time - (all[index] ?? 0));
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - 1e-3) ** 2, 0) / gaps.length);
    assert.ok(Math.abs(deviation - 1e-3) < 5e-5, `${deviation}`);
  });

  it('are the same for the same seed', () => {
    assert.deepEqual(times(10, 3, 50), times(10, 3, 50));
    assert.notDeepEqual(times(10, 3, 50), times(10, 4, 50));
  });

  it('need a rate', () => assert.throws(() => arrivals(0, 1), RangeError));
});

describe('WebSocket frames', () => {
  const mask = Buffer.from([9, 8, 7, 6]);
  const messages = ['', 'a', 'hello', 'x'.repeat(125)].map((text) => Buffer.from(text));

  it('come back unmasked, however they are cut', () => {
    const sent = Buffer.concat(messages.map((message) => clientFrame(message, mask)));
    const expected = Buffer.concat(messages.map(serverFrame));
    for (const size of [1, 2, 5, 50, sent.length]) {
      const received: Buffer[] = [];
      const echo = echoFrames((frames) => received.push(frames));
      for (let at = 0; at < sent.length; at += size) echo(Buffer.from(sent.subarray(at, at + size)));
      assert.deepEqual(Buffer.concat(received), expected, `${size} bytes at a time`);
    }
  });

  it('are short', () => {
    assert.throws(() => clientFrame(Buffer.alloc(126), mask), RangeError);
    assert.throws(() => serverFrame(Buffer.alloc(126)), RangeError);
  });
});

describe('large bodies', () => {
  it('are recognised by every byte', () => {
    const part = Buffer.alloc(5_000, 'a');
    assert.ok(LargeBody.holds(part));
    part[4_999] = 0;
    assert.ok(!LargeBody.holds(part));
  });
});
