import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { ProgressLine, progressText } from './simulate-progress.ts';

const progress = {
  atMs: 150_000,
  durationMs: 600_000,
  requests: 12_000_000,
  requestsPerSecond: 2_400_000,
  etaMs: 19_200,
};

/** What is written while a run goes on that tells of itself every 100 ms. */
function written(isTTY: boolean, ms: number): string {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  let now = 0;
  const line = new ProgressLine(stream, () => now);
  for (; now < ms; now += 100) line.tell(progress);
  line[Symbol.dispose]();
  return stream.read() ?? '';
}

describe('the progress of a simulation', () => {
  test('says how far it is, how fast, and how long it will take', () => {
    assert.equal(
      progressText(progress),
      '25 % of 10 min, 12,000,000 requests, 2,400,000 a second, 20 s to go',
    );
  });

  test('is a line after a second in a log, and every ten from then on', () => {
    assert.equal(written(false, 35_000), `${progressText(progress)}\n`.repeat(4));
  });

  test('is one line on a terminal, which is gone in the end', () => {
    const text = written(true, 2000);
    assert.equal(text.split('\r').length, 1 + 5 + 1);
    assert.ok(text.endsWith('\r\u001B[K'));
    assert.doesNotMatch(text, /\n/);
  });

  test('is nothing for what takes no time', () => {
    assert.equal(written(true, 500) + written(false, 500), '');
  });
});
