import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { gzip } from 'node:zlib';
import { VirtualClock } from './virtual-clock.ts';

describe('virtual time', () => {
  test('stands still while nobody waits, and passes without real time while somebody does', async () => {
    const clock = new VirtualClock();
    const { now, after } = clock;
    let ran = false;
    after(3_600_000, () => {
      ran = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([now(), ran], [0, false]);
    const began = performance.now();
    await clock.pass(7_200_000);
    assert.deepEqual([now(), ran], [7_200_000, true]);
    assert.ok(performance.now() - began < 500);
  });

  test('timers run in the order of their times, and of being set where these are equal', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    const times = [30, 10, 20, 10, 0, 20, 15, 5, 30, 1];
    times.forEach((time, index) => void clock.after(time, () => order.push(`${index} at ${clock.now()}`)));
    await clock.pass(40);
    const expected = times
      .map((time, index) => ({ time, index }))
      .sort((a, b) => a.time - b.time || a.index - b.index)
      .map(({ time, index }) => `${index} at ${time}`);
    assert.deepEqual(order, expected);
  });

  test('a timer that was called off does not run, and time does not stop at it', async () => {
    const clock = new VirtualClock();
    const callOff = clock.after(10, () => assert.fail('it ran'));
    clock.after(5, callOff);
    await clock.pass(20);
    assert.equal(clock.now(), 20);
  });

  test('what timers set off at one moment is done before the next moment', async () => {
    const clock = new VirtualClock();
    const order: string[] = [];
    clock.after(10, () => {
      void (async () => {
        for (let step = 0; step < 3; step += 1) await new Promise(setImmediate);
        order.push(`done at ${clock.now()}`);
      })();
    });
    clock.after(11, () => order.push('the next moment'));
    await clock.pass(20);
    assert.deepEqual(order, ['done at 10', 'the next moment']);
  });

  test('many may wait at a time', async () => {
    const clock = new VirtualClock();
    const times = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        await clock.pass(100 - index);
        return clock.now();
      }),
    );
    assert.deepEqual(
      times,
      times.map((_, index) => 100 - index),
    );
  });

  test('a promise that settles by itself costs no turn of the event loop', async () => {
    const clock = new VirtualClock();
    let turns = 0;
    const turn = setImmediate(() => {
      turns += 1;
    });
    for (let count = 0; count < 1000; count += 1) await clock.wait(Promise.resolve(count));
    assert.equal(turns, 0);
    clearImmediate(turn);
  });

  test('does not pass while a file is being read, nor during announced work', async () => {
    const clock = new VirtualClock();
    clock.after(1000, () => undefined);
    for (let read = 0; read < 50; read += 1) await clock.wait(readFile(new URL(import.meta.url)));
    assert.equal(clock.now(), 0);
    const work = new Promise((resolve) => gzip(Buffer.alloc(3_000_000), resolve));
    await clock.wait(clock.outside(work));
    assert.equal(clock.now(), 0);
  });

  test('an error of what is waited for is given on', async () => {
    const clock = new VirtualClock();
    await assert.rejects(clock.wait(Promise.reject(new Error('no luck'))), /no luck/);
  });

  test('waiting for what nothing can bring about is an error that names it', async () => {
    const clock = new VirtualClock();
    clock.after(10, () => undefined);
    const never = new Promise(() => undefined);
    await assert.rejects(clock.wait(never, 'the answer of appv1'), {
      code: 'virtual-deadlock',
      message: /^Waiting for the answer of appv1 cannot end: at 10 ms of virtual time/,
    });
  });
});
