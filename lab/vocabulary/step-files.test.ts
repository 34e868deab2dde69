import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyStepsFail } from './step-files.ts';

test('a module in a package of scripts is told what to call it; other messages stay as they are', () => {
  assert.match(
    whyStepsFail(new SyntaxError('Cannot use import statement outside a module')),
    /\.mjs or \.mts/,
  );
  assert.equal(whyStepsFail(new Error('no such file')), 'no such file');
});
