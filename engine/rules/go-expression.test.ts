import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goExpression } from './go-expression.ts';
import { ValueError } from './matcher.ts';
import { compilePattern } from './text-pattern.ts';

const TEXTS = ['', 'a', 'A', 'é', '日', '1', '-', ' ', 'ά', 'a(', 'ſ'];

/** What Go 1.26 makes of each expression: a digit for each text, 1 where it is found; undefined where it is refused. */
const EXPRESSIONS: readonly (readonly [expression: string, found: string | undefined])[] = [
  ['\\p{Letter}', '01111000111'],
  ['\\p{letter}', '01111000111'],
  ['\\p{LOWERCASE_LETTER}', '01010000111'],
  ['\\p{lowercase letter}', '01010000111'],
  ['\\p{Lower-case-Letter}', '01010000111'],
  ['\\P{Letter}', '00000111010'],
  ['\\p{^Letter}', '00000111010'],
  ['\\p{ASCII}', '01100111010'],
  ['\\P{ascii}', '00011000101'],
  ['[^\\p{ASCII}]', '00011000101'],
  ['(?i)^\\p{ASCII}$', '01100111001'],
  ['\\p{LC}', '01110000111'],
  ['\\p{cased_letter}', '01110000111'],
  ['\\p{Assigned}', '01111111111'],
  ['\\p{Unassigned}', '00000000000'],
  ['\\p{any}', '01111111111'],
  ['\\p{greek}', '00000000100'],
  ['\\p{GREEK}', '00000000100'],
  ['[\\p{han}1]', '00001100000'],
  ['[^\\p{decimal number}]', '01111011111'],
  ['\\p{digit}', '00000100000'],
  ['\\p{punct}', '00000010010'],
  ['\\pl', '01111000111'],
  ['\\Pl', '00000111010'],
  ['[\\pl]', '01111000111'],
  ['\\pn', '00000100000'],
  ['\\p{Old_Italic}', undefined],
  ['\\p{ L}', '01111000111'],
  ['\\p{}', undefined],
  ['\\p{^}', undefined],
  ['\\p{^^L}', undefined],
  ['\\p{Foo}', undefined],
  ['\\p{letters}', undefined],
  ['\\p_', undefined],
  ['\\p', undefined],
  ['\\p{L', undefined],
  ['\\Q\\p{letter}\\E', '00000000000'],
  ['\\Q(?P<n>a)', '00000000000'],
  ['\\\\p{letter}', '00000000000'],
  ['[[:alpha:]\\p{digit}]', '01100100010'],
  ['[]\\p{digit}]', '00000100000'],
  ['[^]\\p{letter}]', '00000111010'],
  ['[[\\p{digit}]', '00000100000'],
  ['[(?P<n>]+$', '00000000010'],
  ['(?P<n>a)|(?P<n>1)', '01000100010'],
  ['(?<n>a)(?P<n>\\()', '00000000010'],
  ['(?P<n>a)(?P<n', undefined],
  ['(?P<n->a)', undefined],
  ['(?<n>a|(?<n>1))', '01000100010'],
  ['\\(?P<n>a', '00000000000'],
  ['(?i)(?P<n>A)(?P<n>\\()', '00000000010'],
];

for (const [expression, found] of EXPRESSIONS) {
  test(`${JSON.stringify(expression)} is ${found === undefined ? 'refused' : 'found'} as in Go`, () => {
    if (found === undefined) {
      assert.throws(() => compilePattern('PathRegexp', expression, 0), ValueError);
      return;
    }
    const pattern = compilePattern('PathRegexp', expression, 0);
    assert.equal(TEXTS.map((text) => (pattern.foundIn(text) ? '1' : '0')).join(''), found);
  });
}

test('what both write alike stays as it is', () => {
  for (const expression of [
    '^/a{2}\\.[^]a]+(?i:b)$',
    '\\p{Lu}\\P{Greek}',
    '\\Q\\p{letter}',
    '[(?P<n>]\\pL',
  ]) {
    assert.equal(goExpression(expression), expression);
  }
});
