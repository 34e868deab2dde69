import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PlacedLabel, placeLabels, textWidth } from './labels.ts';

const EDGE = 860;

/** From where to where a label goes. */
function extentOf({ text, x, anchor }: PlacedLabel): [from: number, to: number] {
  const width = textWidth(text);
  return anchor === 'start' ? [x, x + width] : [x - width, x];
}

describe('labels of marks', () => {
  const marks = Array.from({ length: 9 }, (_, index) => ({
    x: 80 + index * 95,
    label: `change number ${index}`,
  }));
  const placed = placeLabels(marks, EDGE);

  it('do not overlap, and stay in the picture', () => {
    for (const [index, one] of placed.entries()) {
      if (!one) continue;
      const [from, to] = extentOf(one);
      assert.ok(from >= 0 && to <= EDGE);
      for (const other of placed.slice(index + 1)) {
        if (other?.lane !== one.lane) continue;
        const [start, end] = extentOf(other);
        assert.ok(to < start || from > end, `${one.text} and ${other.text}`);
      }
    }
  });

  it('are not crossed by the line of a mark to their right', () => {
    const [early, late] = placeLabels(
      [
        { x: 100, label: 'a label that is long enough' },
        { x: 200, label: 'late' },
      ],
      EDGE,
    );
    assert.equal(late?.lane, 0);
    assert.equal(early?.lane, 1);
  });

  it('are left out where there are too many at one place, and cut where they are too long', () => {
    const crowd = Array.from({ length: 9 }, () => ({ x: 100, label: 'same' }));
    assert.equal(placeLabels(crowd, EDGE).filter((label) => label === undefined).length, 3);
    assert.equal(placeLabels([{ x: 1, label: 'x'.repeat(100) }], EDGE)[0]?.text.length, 60);
  });
});
