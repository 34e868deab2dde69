/** A quoted text, an escape, a repetition, the beginning of a group or class, flags, or a character. */
export interface Token {
  readonly text: string;
  /** Stands in a class, after its opening bracket. */
  readonly inClass: boolean;
}

const OUTSIDE_CLASS =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|[a-z])|\\[\s\S]|\[\^?\]?|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\{\d+(?:,\d*)?\}|[\s\S]/y;
const IN_CLASS = /\\[pP](?:\{[^}]*\}|[a-z])|\\[\s\S]|\[:\^?\w+:\]|[\s\S]/y;

/** Splits an expression in Go's syntax, right or wrong, without loss. */
export function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  let inClass = false;
  for (let position = 0; position < expression.length; ) {
    const pattern = inClass ? IN_CLASS : OUTSIDE_CLASS;
    pattern.lastIndex = position;
    const [text = ''] = pattern.exec(expression) ?? [];
    tokens.push({ text, inClass });
    if (inClass ? text === ']' : text.startsWith('[')) inClass = !inClass;
    position += text.length;
  }
  return tokens;
}
