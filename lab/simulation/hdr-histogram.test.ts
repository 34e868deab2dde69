import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomStream } from './draws/random-stream.ts';
import { HdrHistogram } from './hdr-histogram.ts';

function histogramOf(times: readonly number[]): HdrHistogram {
  const histogram = new HdrHistogram();
  for (const ms of times) histogram.record(ms);
  return histogram;
}

test('percentiles of times from a microsecond to nine hours are right within 0.4 percent', () => {
  const stream = new RandomStream(1);
  for (let scale = -10; scale < 25; scale += 1) {
    const times = Array.from({ length: 1001 }, () => 2 ** scale * (1 + stream.next())).sort((a, b) => a - b);
    const histogram = histogramOf(times);
    for (const percent of [0, 1, 50, 90, 99, 99.9, 100]) {
      const exact = times[Math.max(1, Math.ceil((percent * times.length) / 100)) - 1] ?? Number.NaN;
      const error = Math.abs(histogram.percentile(percent) / exact - 1);
      assert.ok(error <= 0.004, `p${percent} of times around ${2 ** scale} ms is off by ${error * 100} %`);
    }
  }
});

test('count, mean, least and most are exact', () => {
  const { count, mean, min, max } = histogramOf([3, 0.1, 8]).summary();
  assert.deepEqual({ count, mean, min, max }, { count: 3, mean: 11.1 / 3, min: 0.1, max: 8 });
});

test('equal times have that time as every percentile', () => {
  for (const ms of [0, 0.0001, 5, 1e9]) {
    const { p50, p99, p999 } = histogramOf(Array<number>(1000).fill(ms)).summary();
    assert.deepEqual([p50, p99, p999], [ms, ms, ms]);
  }
});

test('nothing recorded is all zeros', () => {
  const zeros = { count: 0, mean: 0, min: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 };
  assert.deepEqual(new HdrHistogram().summary(), zeros);
  const cleared = histogramOf([1, 2]);
  cleared.clear();
  assert.deepEqual(cleared.summary(), zeros);
});

test('what two recorded is the same, added up, as what one recorded', () => {
  const sum = histogramOf([1, 2, 3]);
  sum.add(histogramOf([40, 0.5]));
  assert.deepEqual(sum.summary(), histogramOf([1, 2, 3, 40, 0.5]).summary());
  sum.add(new HdrHistogram());
  assert.equal(sum.min, 0.5);
});

test('buckets hold every time between their bound and the one before', () => {
  const times = [0, 0.5, 20, 20.01, 300, 300, 5_000];
  const buckets = histogramOf(times).buckets();
  assert.equal(
    buckets.reduce((sum, { count }) => sum + count, 0),
    times.length,
  );
  let from = -1;
  for (const { upToMs, count } of buckets) {
    assert.equal(
      times.filter((ms) => ms >= from && ms < upToMs).length,
      count,
      `from ${from} to ${upToMs} ms`,
    );
    assert.ok(count === 0 || from <= 0 || upToMs / from < 1.008);
    from = upToMs;
  }
  assert.deepEqual(histogramOf([]).buckets(), []);
});
