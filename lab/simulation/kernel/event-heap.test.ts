import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../engine/core.ts';
import { EventHeap } from './event-heap.ts';

describe('events', () => {
  test('come by time, those of the same time in the order in which they were added', () => {
    const luck = seededRandom(5);
    const heap = new EventHeap();
    const due: { time: number; number: number }[] = [];
    let number = 0;
    for (let round = 0; round < 20_000; round += 1) {
      if (luck() < 0.6 || due.length === 0) {
        const time = Math.floor(luck() * 50);
        heap.push(time, number % 200, number, number + 1);
        due.push({ time, number });
        number += 1;
        continue;
      }
      due.sort((a, b) => a.time - b.time || a.number - b.number);
      const first = due.shift();
      assert.equal(heap.time, first?.time);
      heap.pop();
      assert.deepEqual(
        [heap.first, heap.second, heap.kind],
        [first?.number, (first?.number ?? 0) + 1, (first?.number ?? 0) % 200],
      );
    }
    assert.equal(heap.size, due.length);
  });

  test('are none at first', () => {
    assert.equal(new EventHeap().time, Number.POSITIVE_INFINITY);
  });
});
