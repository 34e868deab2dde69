import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleText } from './example-text.ts';
import { compilePattern } from './text-pattern.ts';

test('the text is one that the expression finds', () => {
  const cases = [
    '^shop$',
    '^[a-z]+\\.shop\\.test$',
    '^(?:www|api)\\.shop\\.test$',
    '^(?P<tenant>[a-z0-9-]+)\\.shop\\.test$',
    '^/api/v[0-9]{1,2}/.*',
    '^/(products|cart)(/\\d+)?$',
    '(?i)^/Shop',
    '^/[^/]+/x$',
    '\\.(png|jpe?g)$',
    '^.{3,}$',
    'bot\\b',
    '.*',
  ];
  for (const expression of cases) {
    const text = exampleText(expression);
    assert.ok(text !== undefined, expression);
    assert.ok(compilePattern('PathRegexp', expression, 0).foundIn(text), `${expression}: ${text}`);
  }
});

test('an expression that it cannot read gives none', () => {
  assert.equal(exampleText('a)'), undefined);
});
