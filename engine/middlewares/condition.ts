/** What a function of a condition takes and gives. Numbers are told apart as in Go: `10` is whole, `0.5` is a ratio. */
type ConditionKind = 'whole' | 'ratio' | 'text' | 'truth';

/** A function that conditions can call. */
export interface ConditionFunction<Context> {
  readonly parameters: readonly ConditionKind[];
  readonly result: ConditionKind;
  value(context: Context, parameters: readonly number[]): number | string | boolean;
}

export type Condition<Context> = (context: Context) => boolean;

/** A condition that cannot be read. */
export class ConditionError extends Error {
  /** Index of the character at fault. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at character ${offset + 1}`);
    this.name = 'ConditionError';
    this.offset = offset;
  }
}

interface Token {
  readonly kind: 'name' | 'operator' | ConditionKind | 'end';
  readonly text: string;
  readonly offset: number;
}

const COMPARISONS: ReadonlyMap<string, (left: number | string, right: number | string) => boolean> = new Map([
  ['==', (left, right) => left === right],
  ['!=', (left, right) => left !== right],
  ['<=', (left, right) => left <= right],
  ['>=', (left, right) => left >= right],
  ['<', (left, right) => left < right],
  ['>', (left, right) => left > right],
]);

/**
 * Reads a condition such as `IsNetworkError() && Attempts() < 3`: functions compared with literals, joined by `&&` and,
 * weaker, `||`, and parentheses (Traefik: middlewares/http/buffering, circuitbreaker).
 *
 * @throws ConditionError
 */
export function parseCondition<Context>(
  source: string,
  functions: Readonly<Record<string, ConditionFunction<Context>>>,
): Condition<Context> {
  return new ConditionParser(source, functions).parse();
}

class ConditionParser<Context> {
  readonly #tokens: readonly Token[];
  readonly #functions: Readonly<Record<string, ConditionFunction<Context>>>;
  #index = 0;

  constructor(source: string, functions: Readonly<Record<string, ConditionFunction<Context>>>) {
    this.#tokens = tokenize(source);
    this.#functions = functions;
  }

  parse(): Condition<Context> {
    const condition = this.#alternatives();
    this.#expect('end', '', 'the end');
    return condition;
  }

  #alternatives(): Condition<Context> {
    const members = [this.#conjunction()];
    while (this.#take('operator', '||')) members.push(this.#conjunction());
    return (context) => members.some((member) => member(context));
  }

  #conjunction(): Condition<Context> {
    const members = [this.#term()];
    while (this.#take('operator', '&&')) members.push(this.#term());
    return (context) => members.every((member) => member(context));
  }

  #term(): Condition<Context> {
    if (this.#take('operator', '(')) {
      const inner = this.#alternatives();
      this.#expect('operator', ')', '")"');
      return inner;
    }
    const called = this.#call();
    const comparison = COMPARISONS.get(this.#current.text);
    if (this.#current.kind !== 'operator' || !comparison) {
      if (called.result === 'truth') return (context) => called.value(context) === true;
      throw this.#error('a comparison');
    }
    if (called.result === 'truth')
      throw this.#error('"&&", "||" or the end, for it is true or false already,');
    if (called.result === 'text' && !['==', '!='].includes(this.#current.text)) throw this.#error('== or !=');
    this.#index += 1;
    const literal = this.#literal(called.result);
    return (context) => {
      const value = called.value(context);
      return typeof value !== 'boolean' && comparison(value, literal);
    };
  }

  #call(): { result: ConditionKind; value(context: Context): number | string | boolean } {
    const name = this.#current;
    const called = Object.hasOwn(this.#functions, name.text) ? this.#functions[name.text] : undefined;
    if (name.kind !== 'name' || !called) {
      throw this.#error(`one of ${Object.keys(this.#functions).join(', ')}`);
    }
    this.#index += 1;
    this.#expect('operator', '(', '"("');
    const parameters = called.parameters.map((kind, index) => {
      if (index > 0) this.#expect('operator', ',', '","');
      return Number(this.#literal(kind));
    });
    this.#expect('operator', ')', '")"');
    return { result: called.result, value: (context) => called.value(context, parameters) };
  }

  #literal(kind: ConditionKind): number | string {
    const { text } = this.#expect(kind, undefined, LITERALS[kind]);
    return kind === 'text' ? text : Number(text);
  }

  get #current(): Token {
    const token = this.#tokens[this.#index];
    if (!token) throw new RangeError('a condition was read beyond its end');
    return token;
  }

  #take(kind: Token['kind'], text: string | undefined): Token | undefined {
    const token = this.#current;
    if (token.kind !== kind || (text !== undefined && token.text !== text)) return undefined;
    this.#index += 1;
    return token;
  }

  #expect(kind: Token['kind'], text: string | undefined, phrase: string): Token {
    const token = this.#current;
    if (token.kind === 'end' && kind === 'end') return token;
    const taken = this.#take(kind, text);
    if (!taken) throw this.#error(phrase);
    return taken;
  }

  #error(expected: string): ConditionError {
    const { kind, text, offset } = this.#current;
    return new ConditionError(`expected ${expected} but got ${kind === 'end' ? 'the end' : text}`, offset);
  }
}

const LITERALS: Readonly<Record<ConditionKind, string>> = {
  whole: 'a whole number',
  ratio: 'a number with a point, such as 0.5,',
  text: 'a quoted text',
  truth: 'true or false',
};

const TOKEN =
  /\s*(?:(?<name>[A-Za-z_]\w*)|(?<ratio>(?:\d*\.\d+|\d+\.)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)|(?<whole>\d+)|"(?<quoted>[^"\\]*)"|`(?<raw>[^`]*)`|(?<operator>&&|\|\||[=!<>]=|[<>(),]))/y;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  let offset = 0;
  while (offset < end) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(source);
    const at = offset + source.slice(offset).search(/\S/);
    const latest = tokens.at(-1);
    // Conditions are expressions of Go, whose lines end where a term may end (The Go Programming Language Specification, Semicolons).
    if (latest && endsTerm(latest) && source.slice(offset, at).includes('\n')) {
      throw new ConditionError('a line that goes on must end with an operator; this one begins', at);
    }
    if (!match) throw new ConditionError(`${source[at]} is not understood`, at);
    offset = TOKEN.lastIndex;
    tokens.push(tokenOf(match.groups ?? {}, at));
  }
  tokens.push({ kind: 'end', text: '', offset: end });
  return tokens;
}

function endsTerm({ kind, text }: Token): boolean {
  return kind !== 'operator' || text === ')';
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, offset: number): Token {
  const { name, ratio, whole, quoted, raw, operator = '' } = groups;
  if (name !== undefined) return { kind: 'name', text: name, offset };
  if (ratio !== undefined) return { kind: 'ratio', text: ratio, offset };
  if (whole !== undefined) return { kind: 'whole', text: whole, offset };
  const text = quoted ?? raw;
  return text === undefined ? { kind: 'operator', text: operator, offset } : { kind: 'text', text, offset };
}
