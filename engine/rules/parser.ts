import { Lexer, type Token } from './lexer.ts';
import type { MatcherNames } from './matcher-names.ts';
import { RuleError } from './rule-error.ts';
import type { RuleNode } from './rule-node.ts';

/** Parentheses and negations inside each other. Keeps hostile text from using up the stack. */
const maximumNesting = 1000;

/**
 * Parses a rule (Traefik: routing/routers#rule). The grammar is the part of Go's expression grammar that Traefik
 * understands:
 *
 *     expr := expr '||' expr | expr '&&' expr | '!' expr | '(' expr ')' | call
 *     call := NAME '(' [ value { ',' value } [','] ] ')'
 *
 * `!` binds tighter than `&&`, `&&` tighter than `||`; a line may break only after an operator, `(` or `,`.
 * How many values a matcher takes, and which, is not checked here.
 *
 * @throws RuleError at the first token that does not fit, and at a matcher that is not among `names`
 */
export function parseRule(source: string, names: MatcherNames): RuleNode {
  return new Parser(source, names).parse();
}

const tokenNames: Readonly<Partial<Record<Token['kind'], string>>> = {
  end: 'end of rule',
  newline: 'line break',
  value: 'value',
};

class Parser {
  readonly #source: string;
  readonly #names: MatcherNames;
  readonly #lexer: Lexer;
  #token: Token;
  #nesting = 0;

  constructor(source: string, names: MatcherNames) {
    this.#source = source;
    this.#names = names;
    this.#lexer = new Lexer(source);
    this.#token = this.#lexer.next();
  }

  parse(): RuleNode {
    const tree = this.#parseOr();
    const lineBreak = this.#at('newline');
    if (lineBreak) this.#advance();
    if (this.#at('end')) return tree;
    if (!lineBreak) this.#unexpected("'&&', '||' or the end of the rule");
    this.#unexpected('the rule to end at the line break; an operator has to stand before it, not after');
  }

  #parseOr(): RuleNode {
    let left = this.#parseAnd();
    while (this.#at('||')) {
      this.#advance();
      left = { kind: 'or', left, right: this.#parseAnd() };
    }
    return left;
  }

  #parseAnd(): RuleNode {
    let left = this.#parseUnary();
    while (this.#at('&&')) {
      this.#advance();
      left = { kind: 'and', left, right: this.#parseUnary() };
    }
    return left;
  }

  #parseUnary(): RuleNode {
    const { kind } = this.#token;
    if (kind === 'name') return this.#parseCall();
    if (kind !== '!' && kind !== '(') this.#unexpected('a matcher such as Host(`example.test`)');
    if (++this.#nesting > maximumNesting) {
      this.#fail(this.#token, 'exceeded max nesting depth', `at most ${maximumNesting} levels`);
    }
    this.#advance();
    const node: RuleNode = kind === '!' ? { kind: 'not', operand: this.#parseUnary() } : this.#parseGroup();
    this.#nesting--;
    return node;
  }

  #parseGroup(): RuleNode {
    const inner = this.#parseOr();
    this.#take(')', "'&&', '||' or ')'");
    return inner;
  }

  #parseCall(): RuleNode {
    const written = this.#token;
    this.#advance();
    if (!this.#at('(')) this.#unexpected(`'(' and the values of ${written.text}`);
    const name = this.#names.resolve(written.text) ?? this.#unknownMatcher(written);
    this.#advance();

    const values: string[] = [];
    const argumentOffsets: number[] = [];
    while (!this.#at(')')) {
      if (this.#at('name')) this.#bareValue(this.#token, name);
      const value = this.#take('value', 'a value in backticks or double quotes');
      values.push(value.text);
      argumentOffsets.push(value.offset);
      if (!this.#at(',')) break;
      this.#advance();
    }
    const end = this.#take(')', "',' or ')'").offset + 1;
    return { kind: 'call', name, arguments: values, offset: written.offset, end, argumentOffsets };
  }

  #at(kind: Token['kind']): boolean {
    return this.#token.kind === kind;
  }

  #advance(): void {
    this.#token = this.#lexer.next();
  }

  #take(kind: Token['kind'], expected: string): Token {
    const token = this.#token;
    if (token.kind !== kind) this.#unexpected(expected);
    this.#advance();
    return token;
  }

  #bareValue(token: Token, matcher: string): never {
    const expected = `a value in backticks or double quotes, such as ${matcher}(\`…\`)`;
    this.#fail(token, `${token.text} is not defined`, expected);
  }

  #unknownMatcher(token: Token): never {
    const nearest = this.#names.nearest(token.text);
    this.#fail(
      token,
      `unsupported function: ${token.text}`,
      nearest ?? `one of ${this.#names}`,
      nearest === undefined ? undefined : `did you mean ${nearest}?`,
    );
  }

  #unexpected(expected: string): never {
    const { kind, text } = this.#token;
    const token = tokenNames[kind] ?? `'${text}'`;
    this.#fail(this.#token, `unexpected ${token}`, expected);
  }

  #fail(token: Token, problem: string, expected: string, advice?: string): never {
    const where = { stage: 'parsing', source: this.#source, offset: token.offset } as const;
    throw new RuleError({ ...where, problem, expected, ...(advice === undefined ? {} : { advice }) });
  }
}
