import type { SourcePosition, TextEdit } from './diagnostic.ts';

/** The text of a file, which turns offsets into lines and columns. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const lineStarts = [0];
    for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
      lineStarts.push(index + 1);
    }
    this.#lineStarts = lineStarts;
  }

  /** Line and column of an offset, which counts UTF-16 units, as JavaScript's strings do. */
  positionAt(offset: number): SourcePosition {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    const start = this.#lineStarts[low] ?? 0;
    const end = this.#lineStarts[low + 1] ?? this.text.length + 1;
    const lineText = this.text.slice(start, end - 1).replace(/\r$/, '');
    return { file: this.file, line: low + 1, column: offset - start + 1, lineText };
  }

  /** The change that puts `text` in the place of what stands from one offset up to another. */
  edit(from: number, to: number, text: string): TextEdit {
    return { file: this.file, from: this.#placeAt(from), to: this.#placeAt(to), text };
  }

  #placeAt(offset: number): TextEdit['from'] {
    const { line, column } = this.positionAt(offset);
    return { line, column };
  }
}
