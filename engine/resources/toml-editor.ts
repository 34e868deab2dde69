import type { AST } from 'toml-eslint-parser';
import type { TextEdit } from './diagnostic.ts';
import type { FieldPath, SourceEditor } from './origin.ts';
import type { SourceText } from './source-text.ts';

/** Words changes of a TOML file: of fields whose key and value stand side by side in one line. */
export class TomlEditor implements SourceEditor {
  readonly #source: SourceText;
  readonly #fieldAt: (path: FieldPath) => AST.TOMLKeyValue | undefined;

  constructor(source: SourceText, fieldAt: (path: FieldPath) => AST.TOMLKeyValue | undefined) {
    this.#source = source;
    this.#fieldAt = fieldAt;
  }

  rename(path: FieldPath, name: string): TextEdit | undefined {
    const key = this.#fieldAt(path)?.key.keys.at(-1);
    if (key?.type !== 'TOMLBare' || !/^[\w-]+$/.test(name)) return undefined;
    return this.#source.edit(...key.range, name);
  }

  rewrite(path: FieldPath, from: number, to: number, text: string): TextEdit | undefined {
    const value = this.#fieldAt(path)?.value;
    if (value?.type !== 'TOMLValue' || value.kind !== 'string') return undefined;
    const quoted = this.#source.text.slice(...value.range);
    const [quote = ''] = quoted;
    // With escapes, or over several lines, characters of the text are not those of the source.
    if (quoted.slice(1, -1) !== value.value || /[\p{Cc}]/u.test(text)) return undefined;
    if (quote === "'" && text.includes(quote)) return undefined;
    const start = value.range[0] + 1;
    const source = quote === '"' ? text.replace(/[\\"]/g, '\\$&') : text;
    return this.#source.edit(start + from, start + to, source);
  }

  replace(path: FieldPath, word: (written: string) => string): TextEdit | undefined {
    const value = this.#fieldAt(path)?.value;
    if (value?.type !== 'TOMLValue') return undefined;
    return this.#source.edit(...value.range, word(this.#source.text.slice(...value.range)));
  }

  remove(path: FieldPath): TextEdit | undefined {
    const field = this.#fieldAt(path);
    if (!field || field.parent.type === 'TOMLInlineTable') return undefined;
    const { text } = this.#source;
    const lineStart = text.lastIndexOf('\n', field.range[0] - 1) + 1;
    const lineEnd = text.indexOf('\n', field.range[1]);
    return this.#source.edit(lineStart, lineEnd < 0 ? text.length : lineEnd + 1, '');
  }
}
