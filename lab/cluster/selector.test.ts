import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selects } from './selector.ts';

describe('selects', () => {
  const labels = { app: 'web', tier: 'front' };
  type Expression = Parameters<typeof selects>[0]['matchExpressions'][number];
  const cases: readonly [Expression, boolean][] = [
    [{ key: 'app', operator: 'In', values: ['web', 'api'] }, true],
    [{ key: 'app', operator: 'In', values: ['api'] }, false],
    [{ key: 'none', operator: 'In', values: ['api'] }, false],
    [{ key: 'app', operator: 'NotIn', values: ['web'] }, false],
    [{ key: 'none', operator: 'NotIn', values: ['web'] }, true],
    [{ key: 'tier', operator: 'Exists' }, true],
    [{ key: 'none', operator: 'Exists' }, false],
    [{ key: 'tier', operator: 'DoesNotExist' }, false],
    [{ key: 'none', operator: 'DoesNotExist' }, true],
  ];
  for (const [expression, expected] of cases) {
    it(`${expression.key} ${expression.operator} ${expression.values ?? ''}: ${expected}`, () => {
      assert.equal(
        selects({ matchLabels: { app: 'web' }, matchExpressions: [expression] }, labels),
        expected,
      );
    });
  }

  it('needs every label of matchLabels', () => {
    assert.equal(selects({ matchLabels: { app: 'web', tier: 'back' }, matchExpressions: [] }, labels), false);
  });
});
