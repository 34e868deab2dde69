import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabelIndex } from './label-index.ts';
import type { Labels } from './selector.ts';

interface Item {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
}

const ITEMS: readonly Item[] = [
  { name: 'web-1', namespace: 'default', labels: { app: 'web', track: 'stable' } },
  { name: 'api-1', namespace: 'default', labels: { app: 'api', track: 'stable' } },
  { name: 'web-2', namespace: 'default', labels: { app: 'web', track: 'canary' } },
  { name: 'bare', namespace: 'default', labels: {} },
  { name: 'far', namespace: 'shop', labels: { app: 'web', track: 'stable' } },
];

describe('a label index', () => {
  const index = new LabelIndex(
    ITEMS,
    ({ namespace }) => namespace,
    ({ labels }) => labels,
  );
  const cases: readonly [title: string, namespace: string, selector: Labels, expected: string[]][] = [
    ['one label, in the order given', 'default', { app: 'web' }, ['web-1', 'web-2']],
    ['all labels', 'default', { app: 'web', track: 'stable' }, ['web-1']],
    ['labels that no single item has', 'default', { app: 'api', track: 'canary' }, []],
    ['a value that nothing has', 'default', { app: 'other' }, []],
    ['a label that nothing has', 'default', { app: 'web', zone: 'a' }, []],
    ['names that every object has a property of', 'default', { constructor: 'x' }, []],
    ['its own namespace', 'shop', { app: 'web' }, ['far']],
    ['a namespace that is not there', 'none', { app: 'web' }, []],
    ['no labels', 'default', {}, ['web-1', 'api-1', 'web-2', 'bare']],
  ];
  for (const [title, namespace, selector, expected] of cases) {
    it(`selects by ${title}`, () => {
      assert.deepEqual(
        index.select(namespace, selector).map(({ name }) => name),
        expected,
      );
    });
  }

  it('looks at no more than the rarest label has', () => {
    let looks = 0;
    const many = Array.from({ length: 100 }, (_, number) => ({ app: `app-${number}`, track: 'stable' }));
    const counting = new LabelIndex(
      many,
      () => 'default',
      (labels) => {
        looks += 1;
        return labels;
      },
    );
    looks = 0;
    assert.deepEqual(counting.select('default', { track: 'stable', app: 'app-42' }), [many[42]]);
    assert.equal(looks, 1);
  });
});
