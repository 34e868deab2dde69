import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DrawnAhead } from './drawn-ahead.ts';
import { RandomStream } from './random-stream.ts';

test('numbers drawn ahead are those of the stream, in their order, in both forms', () => {
  const ahead = new DrawnAhead(new RandomStream(1, 'one'));
  const stream = new RandomStream(1, 'one');
  for (let count = 0; count < 1000; count += 1) {
    if (count % 3 === 0) assert.equal(ahead.next(), stream.next());
    else assert.equal(ahead.uint32(), stream.uint32());
  }
});
