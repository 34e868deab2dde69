import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isScalar, parseDocument, Scalar, stringify } from 'yaml';
import { sourceOffset } from './scalar-offset.ts';

const words = (pattern: RegExp, ...spaces: string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...spaces), fc.stringMatching(pattern)), { minLength: 1, maxLength: 12 })
    .map((pairs) => pairs.flat().join('').trim());

const plainText = words(/^[A-Za-z(|`)]{1,12}$/, ' ');
const anyText = words(/^[A-Za-z(|`'"\\:#]{1,12}$/, ' ', ' ', '  ', '\n', '\n\n', '\n  ');

const singleQuotedText = words(/^[A-Za-z(|`'"\\:#]{1,12}$/, ' ', '  ', '\n', '\n\n');

const styles: [style: Scalar.Type, value: fc.Arbitrary<string>][] = [
  ['PLAIN', plainText.map((text) => `x${text}`)],
  ['QUOTE_SINGLE', singleQuotedText],
  ['QUOTE_DOUBLE', anyText],
  ['BLOCK_LITERAL', anyText],
  ['BLOCK_FOLDED', anyText],
];

for (const [style, value] of styles) {
  test(`every character of a ${style} scalar is found where it is written`, () => {
    const property = fc.property(value, (text) => {
      const scalar = new Scalar(text);
      scalar.type = style;
      const source = stringify({ outer: { inner: scalar } }, { lineWidth: 24, minContentWidth: 0 });
      const parsed = parseDocument(source).getIn(['outer', 'inner'], true);
      assert.ok(isScalar(parsed) && parsed.value === text && parsed.type === style, source);
      for (const [offset, character] of [...text].entries()) {
        if (/\s/.test(character)) continue;
        const written = source[sourceOffset(source, parsed, offset)];
        const escaped = style === 'QUOTE_DOUBLE' && written === '\\';
        assert.ok(escaped || written === character, `${offset} of ${source} gives ${written}`);
      }
    });
    fc.assert(property, { numRuns: 150, seed: 7 });
  });
}

const exact: [name: string, source: string, offset: number, at: string][] = [
  ['a plain scalar', 'Host(`a`)', 5, '`a`)'],
  ['a plain scalar over two lines', 'one\n  two', 4, 'two'],
  ['a doubled quote', "'it''s on'", 3, 's on'],
  ['an escape', '"a\\u0062c"', 2, 'c"'],
  ['an escape beyond the basic plane', '"\\U0001F600z"', 2, 'z"'],
  ['an escaped line break', '"ab\\\n   cd"', 2, 'cd"'],
  ['a literal', '|\n  one\n  two\n', 4, 'two'],
  ['a literal with its own indent', '|2\n    one\n  two\n', 6, 'two'],
  ['a literal after empty lines', '|\n\n  one', 1, 'one'],
  ['a folded scalar', '>-\n  one\n  two\n\n  three\n', 8, 'three'],
  ['a literal with carriage returns', '|\r\n  one\r\n  two\r\n', 4, 'two'],
  ['an offset past the end', 'abc', 9, ''],
];

for (const [name, source, offset, expected] of exact) {
  test(`offset ${offset} into ${name}`, () => {
    const text = `key: ${source}`;
    const scalar = parseDocument(text).get('key', true);
    assert.ok(isScalar(scalar));
    assert.ok(text.slice(sourceOffset(text, scalar, offset)).startsWith(expected));
    if (expected === '') assert.equal(sourceOffset(text, scalar, offset), text.length);
  });
}
