/**
 * A text that an expression of RE2 finds, for most expressions that rules are written with; undefined for others. Whoever
 * uses it asks the expression itself.
 */
export function exampleText(expression: string): string | undefined {
  const reader = new Reader(expression.replace(/^\(\?[a-z]+\)/, ''));
  const text = reader.alternatives();
  return reader.atEnd ? text : undefined;
}

/** What stands for a class of characters, by its letter. */
const CLASSES: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' };

/** Tried for a class in brackets, in this order. */
const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./ ';

/** Reads an expression and writes the shortest text for it as it goes; the first of alternatives. */
class Reader {
  readonly #expression: string;
  #at = 0;

  constructor(expression: string) {
    this.#expression = expression;
  }

  get atEnd(): boolean {
    return this.#at === this.#expression.length;
  }

  alternatives(): string {
    const first = this.#sequence();
    while (this.#take('|')) this.#sequence();
    return first;
  }

  #sequence(): string {
    let text = '';
    while (!this.atEnd && !'|)'.includes(this.#next)) {
      const piece = this.#piece();
      text += piece.repeat(this.#times());
    }
    return text;
  }

  #piece(): string {
    const character = this.#next;
    this.#at += 1;
    switch (character) {
      case '^':
      case '$':
        return '';
      case '.':
        return 'a';
      case '\\':
        return this.#escape();
      case '[':
        return this.#brackets();
      case '(':
        return this.#group();
      default:
        return character;
    }
  }

  #escape(): string {
    const letter = this.#next;
    this.#at += 1;
    if ('bBAz'.includes(letter)) return '';
    return CLASSES[letter] ?? letter;
  }

  #brackets(): string {
    const end = this.#expression.indexOf(']', this.#at + (this.#next === '^' ? 2 : 1));
    if (end < 0) return '';
    const written = this.#expression.slice(this.#at, end);
    this.#at = end + 1;
    try {
      const pattern = new RegExp(`[${written}]`);
      return [...CHARACTERS].find((candidate) => pattern.test(candidate)) ?? '';
    } catch {
      return '';
    }
  }

  #group(): string {
    const [opening = ''] = /^\?(?:[a-zA-Z]*:|P?<\w+>)/.exec(this.#expression.slice(this.#at)) ?? [];
    this.#at += opening.length;
    const text = this.alternatives();
    this.#take(')');
    return text;
  }

  /** How often the piece before is needed. */
  #times(): number {
    const [written = '', exactly] =
      /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#expression.slice(this.#at)) ?? [];
    this.#at += written.length;
    if (exactly !== undefined) return Number(exactly);
    return /^[*?]/.test(written) ? 0 : 1;
  }

  get #next(): string {
    return this.#expression[this.#at] ?? '';
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at += 1;
    return true;
  }
}
