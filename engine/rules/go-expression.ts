import { type Token, tokensOf } from './expression-tokens.ts';

/**
 * Writes an expression of Go 1.25 and later so that RE2JS reads it as Go does: names of Unicode classes without heed of
 * case, blanks, `_` and `-`, with their long forms; names of groups, which may occur twice, left out. What neither
 * takes stays what neither takes. (Go: regexp/syntax, package unicode)
 */
export function goExpression(expression: string): string {
  if (!/\\[pP]|\(\?P?</.test(expression)) return expression;
  return tokensOf(expression).map(rewritten).join('');
}

function rewritten({ text, inClass }: Token): string {
  const [, classOf, not = '', braced, letter] = /^(\\[pP])(?:\{(\^?)([^}]*)\}|([a-z]))$/.exec(text) ?? [];
  if (classOf !== undefined) return `${classOf}{${not}${className(braced ?? letter ?? '')}}`;
  return !inClass && text.endsWith('>') && text.startsWith('(?') ? '(' : text;
}

/** `lowercase_letter` -> `Ll`, `greek` -> `Greek`. Go looks for the name without blanks, with one capital. */
function className(written: string): string {
  const plain = written.replace(/[-_ ]/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return longNames.get(plain) ?? plain.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** The long names of general categories (Unicode: PropertyValueAliases.txt). */
const longNames = new Map(
  Object.entries({
    LC: 'Cased Letter',
    L: 'Letter',
    Ll: 'Lowercase Letter',
    Lm: 'Modifier Letter',
    Lo: 'Other Letter',
    Lt: 'Titlecase Letter',
    Lu: 'Uppercase Letter',
    M: 'Mark|Combining Mark',
    Mc: 'Spacing Mark',
    Me: 'Enclosing Mark',
    Mn: 'Nonspacing Mark',
    N: 'Number',
    Nd: 'Decimal Number|digit',
    Nl: 'Letter Number',
    No: 'Other Number',
    P: 'Punctuation|punct',
    Pc: 'Connector Punctuation',
    Pd: 'Dash Punctuation',
    Pe: 'Close Punctuation',
    Pf: 'Final Punctuation',
    Pi: 'Initial Punctuation',
    Po: 'Other Punctuation',
    Ps: 'Open Punctuation',
    S: 'Symbol',
    Sc: 'Currency Symbol',
    Sk: 'Modifier Symbol',
    Sm: 'Math Symbol',
    So: 'Other Symbol',
    Z: 'Separator',
    Zl: 'Line Separator',
    Zp: 'Paragraph Separator',
    Zs: 'Space Separator',
    C: 'Other',
    Cc: 'Control|cntrl',
    Cf: 'Format',
    Cn: 'Unassigned',
    Co: 'Private Use',
    Cs: 'Surrogate',
  }).flatMap(([short, names]) =>
    names.split('|').map((name) => [name.replace(/ /g, '').toLowerCase(), short] as const),
  ),
);
