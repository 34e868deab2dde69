import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csv } from './csv.ts';
import { htmlTable } from './html-table.ts';
import { linedJson } from './lined-json.ts';
import { textTable, wrapped } from './text-table.ts';

describe('tables', () => {
  it('of text have names to the left and numbers to the right', () => {
    const rows = [
      ['name', 'n'],
      ['a', '10'],
      ['long one', '1,000'],
    ];
    assert.deepEqual(textTable(rows), ['name          n', 'a            10', 'long one  1,000']);
  });

  it('of HTML escape what is in them', () => {
    const table = htmlTable([
      ['a', 'b'],
      ['<x>', '"1"'],
    ]);
    assert.match(table, /<td>&lt;x&gt;<\/td><td class="number">&quot;1&quot;<\/td>/);
  });

  it('of comma-separated values quote what has to be quoted', () => {
    assert.equal(
      csv([
        ['a', 'b,c'],
        [1.5, 'say "x"\nnow'],
      ]),
      'a,"b,c"\r\n1.5,"say ""x""\nnow"\r\n',
    );
  });

  it('of JSON have an element a line, and no field that is not there', () => {
    const text = linedJson({ a: 1, none: undefined, list: [{ x: 1 }, { x: 2 }], empty: [] });
    assert.equal(text, '{\n  "a": 1,\n  "list": [\n    {"x":1},\n    {"x":2}\n  ],\n  "empty": []\n}\n');
  });
});

describe('text that is wrapped', () => {
  const cases: [text: string, width: number, lines: string[]][] = [
    ['one two three', 7, ['one two', '  three']],
    ['one two', 20, ['one two']],
    ['unbreakable', 5, ['unbreakable']],
    ['about 12 % of it', 9, ['about', '  12 % of', '  it']],
  ];
  for (const [text, width, lines] of cases) {
    it(`"${text}" in ${width}`, () => assert.deepEqual(wrapped(text, width, '  '), lines));
  }
});
