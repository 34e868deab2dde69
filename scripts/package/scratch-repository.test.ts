import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOf } from './scratch-repository.ts';

test('the files of a page are its blocks that say what they are called', () => {
  const page =
    'Text\n\n```js file="steps/a.mjs"\nconst a = `b`;\n```\n\n```js\nnot this\n```\n\n```ts file="b.ts"\n\n```\n';
  assert.deepEqual(
    [...filesOf(page)],
    [
      ['steps/a.mjs', 'const a = `b`;\n'],
      ['b.ts', '\n'],
    ],
  );
});
