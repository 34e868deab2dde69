import { EscapeError, unescapeValue } from './quoting.ts';
import { RuleError } from './rule-error.ts';

export interface Token {
  readonly kind: 'name' | 'value' | '(' | ')' | ',' | '&&' | '||' | '!' | 'newline' | 'end';
  readonly offset: number;
  /** The token as written; for a value, its content with escapes resolved. */
  readonly text: string;
}

const nameText = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const blockedEverywhere = /[\0\uFEFF]/;

/** What to write instead of what people try. */
const remedies: Readonly<Record<string, string>> = {
  '&': "'&&'",
  '|': "'||'",
  "'": 'a value in backticks or double quotes',
};
const anyToken = "a matcher, a value in backticks or double quotes, '&&', '||', '!', '(', ')' or ','";

/**
 * Splits a rule into tokens, as Go's scanner does with an expression (Go specification, "Lexical elements"),
 * because Traefik hands rules to Go's expression parser.
 */
export class Lexer {
  readonly #source: string;
  #position = 0;
  /** Go ends a statement at a line break that follows a name, a literal or `)`. */
  #newlineEnds = false;

  constructor(source: string) {
    this.#source = source;
    if (source.startsWith('\uFEFF')) this.#position = 1;
    const blocked = source.slice(this.#position).search(blockedEverywhere);
    if (blocked >= 0)
      this.#fail('illegal character NUL or byte order mark', this.#position + blocked, 'text without it');
  }

  /** The next token; `end` again and again once the text is used up. @throws RuleError */
  next(): Token {
    const newline = this.#skipBlanks();
    const token =
      newline === undefined ? this.#read() : { kind: 'newline' as const, offset: newline, text: '\n' };
    this.#newlineEnds = token.kind === 'name' || token.kind === 'value' || token.kind === ')';
    return token;
  }

  /** Moves past blanks and comments. Answers the offset of a line break that counts as a token. */
  #skipBlanks(): number | undefined {
    while (this.#position < this.#source.length) {
      const start = this.#position;
      const character = this.#source.charAt(start);
      if (character === '\n') {
        this.#position++;
        if (this.#newlineEnds) return start;
      } else if (character === ' ' || character === '\t' || character === '\r') {
        this.#position++;
      } else if (this.#source.startsWith('//', start)) {
        const lineEnd = this.#source.indexOf('\n', start);
        this.#position = lineEnd < 0 ? this.#source.length : lineEnd;
      } else if (this.#source.startsWith('/*', start)) {
        const close = this.#source.indexOf('*/', start + 2);
        if (close < 0) this.#fail('comment not terminated', start, "'*/'");
        this.#position = close + 2;
        if (this.#newlineEnds && this.#source.slice(start, close).includes('\n')) return start;
      } else {
        return undefined;
      }
    }
    return undefined;
  }

  #read(): Token {
    const offset = this.#position;
    const character = this.#source.charAt(offset);
    switch (character) {
      case '':
        return { kind: 'end', offset, text: '' };
      case '(':
      case ')':
      case ',':
      case '!':
        this.#position++;
        return { kind: character, offset, text: character };
      case '`':
        return { kind: 'value', offset, text: this.#readRaw() };
      case '"':
        return { kind: 'value', offset, text: this.#readInterpreted() };
    }
    const operator = this.#source.slice(offset, offset + 2);
    if (operator === '&&' || operator === '||') {
      this.#position += 2;
      return { kind: operator, offset, text: operator };
    }
    nameText.lastIndex = offset;
    const name = nameText.exec(this.#source)?.[0];
    if (name === undefined) {
      const unexpected = String.fromCodePoint(this.#source.codePointAt(offset) ?? 0);
      this.#fail(
        `unexpected ${JSON.stringify(unexpected)}`,
        offset,
        remedies[unexpected] ?? anyToken,
        this.#meantBy(unexpected, offset),
      );
    }
    this.#position += name.length;
    return { kind: 'name', offset, text: name };
  }

  #readRaw(): string {
    const start = this.#position;
    const close = this.#source.indexOf('`', start + 1);
    if (close < 0) this.#fail('raw string literal not terminated', start, 'a closing backtick');
    this.#position = close + 1;
    return this.#source.slice(start + 1, close).replaceAll('\r', '');
  }

  #readInterpreted(): string {
    const start = this.#position;
    let close = start + 1;
    while (close < this.#source.length && this.#source[close] !== '"' && this.#source[close] !== '\n') {
      close += this.#source[close] === '\\' ? 2 : 1;
    }
    if (this.#source[close] !== '"')
      this.#fail('string literal not terminated', start, 'a closing double quote');
    this.#position = close + 1;
    try {
      return unescapeValue(this.#source.slice(start + 1, close));
    } catch (error) {
      if (!(error instanceof EscapeError)) throw error;
      return this.#fail(error.message, start + 1 + error.offset, error.expected);
    }
  }

  /** Half an operator, or a value in the quotes of other languages. */
  #meantBy(unexpected: string, offset: number): RuleError['replacement'] {
    if (unexpected === '&' || unexpected === '|') {
      return { from: offset, to: offset + 1, text: unexpected + unexpected };
    }
    const [quoted] = /^'[^'`\\\n]*'/.exec(this.#source.slice(offset)) ?? [];
    if (quoted === undefined) return undefined;
    return { from: offset, to: offset + quoted.length, text: `\`${quoted.slice(1, -1)}\`` };
  }

  #fail(problem: string, offset: number, expected: string, replacement?: RuleError['replacement']): never {
    throw new RuleError({ stage: 'parsing', source: this.#source, problem, offset, expected, replacement });
  }
}
