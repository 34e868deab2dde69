/** What a step definition's source says beside its expression. */
export interface DefinitionSource {
  /** `Given`, `When`, `Then`, or `*` if the definition says none. */
  readonly keyword: string;
  /** The definition without its expression and with white space evened out, to compare one with another. */
  readonly body: string;
}

/** The words of a doc comment; paragraphs are parted by an empty line. */
export function commentText(comment: string): string {
  const lines = comment
    .replace(/^\s*\/\*\*?/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim());
  const paragraphs = lines
    .join('\n')
    .trim()
    .split(/\n{2,}/);
  return paragraphs.map((paragraph) => paragraph.replaceAll('\n', ' ')).join('\n\n');
}

/** The doc comment that ends on the line above `line` (1 is the first); empty if there is none. */
export function commentAbove(source: string, line: number): string {
  const above = source.split('\n').slice(0, line - 1);
  if (!above.at(-1)?.trimEnd().endsWith('*/')) return '';
  const start = above.findLastIndex((candidate) => candidate.trimStart().startsWith('/*'));
  return start >= 0 && above[start]?.trimStart().startsWith('/**')
    ? commentText(above.slice(start).join('\n'))
    : '';
}

/** The doc comment that a file begins with, if it speaks of the file: an import or an empty line follows it. */
export function leadingComment(source: string): string {
  const [, comment = ''] = /^(\/\*\*(?:[^*]|\*(?!\/))*\*\/)\n(?:import\b|\n)/.exec(source) ?? [];
  return comment === '' ? '' : commentText(comment);
}

/** Reads the step definition that begins on `line` (1 is the first). It ends where a line closes it at column 1. */
export function definitionAt(source: string, line: number): DefinitionSource {
  const lines = source.split('\n').slice(line - 1);
  const [first = ''] = lines;
  const last = /\);\s*$/.test(first) ? 0 : lines.findIndex((candidate) => /^[)}]+;?\s*$/.test(candidate));
  const text = lines.slice(0, last < 0 ? lines.length : last + 1).join('\n');
  const [, keyword = '*'] = /^\s*(Given|When|Then)\b/.exec(first) ?? [];
  const body = text
    .replace(
      /^\s*\w+\s*\(\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?:[^/\\]|\\.)+\/\w*)/,
      '',
    )
    .replace(/[\s,]+(?=\))/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ ?, ?|;?\s*$/g, '');
  return { keyword, body };
}
