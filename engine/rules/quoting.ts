/** A value with a double-quoted escape that Go refuses; `offset` counts from the start of the quoted text. */
export class EscapeError extends Error {
  readonly offset: number;
  readonly expected: string;

  constructor(problem: string, offset: number, expected: string) {
    super(problem);
    this.offset = offset;
    this.expected = expected;
  }
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};

const byteEscapes = /(?:\\(?:x[0-9a-fA-F]{2}|[0-7]{3}))+/y;
const codePointEscape = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Resolves the escapes of a double-quoted value, given without its quotes (Go specification, "String literals").
 * `\xHH` and octal escapes are bytes; a run of them has to be UTF-8, as a value is text here.
 *
 * @throws EscapeError for an escape that Go refuses, and for bytes that are not UTF-8
 */
export function unescapeValue(quoted: string): string {
  let value = '';
  let position = 0;
  while (position < quoted.length) {
    const backslash = quoted.indexOf('\\', position);
    if (backslash < 0) break;
    value += quoted.slice(position, backslash);
    const escaped = readEscape(quoted, backslash);
    value += escaped.value;
    position = backslash + escaped.length;
  }
  return value + quoted.slice(position);
}

function readEscape(quoted: string, offset: number): { value: string; length: number } {
  const simple = simpleEscapes[quoted.charAt(offset + 1)];
  if (simple !== undefined) return { value: simple, length: 2 };

  const bytes = matchAt(byteEscapes, quoted, offset);
  if (bytes !== undefined) return { value: decodeBytes(bytes, offset), length: bytes.length };

  const codePoint = matchAt(codePointEscape, quoted, offset);
  if (codePoint !== undefined) return { value: decodeCodePoint(codePoint, offset), length: codePoint.length };

  const unknown = quoted.slice(offset, offset + 2);
  throw new EscapeError(
    `unknown escape sequence ${unknown}`,
    offset,
    `\\${unknown}, or the value in backticks`,
  );
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function decodeBytes(run: string, offset: number): string {
  const bytes = run
    .split('\\')
    .slice(1)
    .map((code) => (code.startsWith('x') ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8)));
  if (bytes.some((byte) => byte > 255)) {
    throw new EscapeError('octal escape value is above 255', offset, 'octal escapes up to \\377');
  }
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    throw new EscapeError(`the bytes ${run} are not UTF-8`, offset, 'bytes that form UTF-8 text');
  }
}

function decodeCodePoint(escaped: string, offset: number): string {
  const codePoint = Number.parseInt(escaped.slice(2), 16);
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) {
    throw new EscapeError(
      'escape is an invalid Unicode code point',
      offset,
      'a code point that is no surrogate',
    );
  }
  return String.fromCodePoint(codePoint);
}

/** Writes a value as a rule literal: in backticks where it can be, else in double quotes with Go escapes. */
export function quoteValue(value: string): string {
  if (!/[`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)) return `\`${value}\``;
  const escaped = value.replace(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
  return `"${escaped}"`;
}
