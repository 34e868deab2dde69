import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Diagnostic, SourcePosition } from './diagnostic.ts';
import type { FieldPath, SourceEditor, WrittenOrigin } from './origin.ts';
import { SourceText } from './source-text.ts';
import { TomlEditor } from './toml-editor.ts';

type Node = AST.TOMLContentNode;

/** Where a field is written: its value, and the key that names it. Offsets into the text. */
interface Place {
  readonly key: number;
  readonly value: number;
  /** The field where its key stands beside its value. */
  readonly field?: AST.TOMLKeyValue;
}

/** The plain value of a TOML text, and where it is written; a text that is not TOML gives one error. */
export function readToml(
  text: string,
  file: string,
): { value: unknown; origin: WrittenOrigin } | { diagnostic: Diagnostic } {
  const source = new SourceText(file, text.replace(/^\uFEFF/, ''));
  try {
    const program = parseTOML(source.text);
    return { value: getStaticTOMLValue(program), origin: new TomlOrigin(source, program) };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const message = `not TOML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
    const position = source.positionAt(Math.min(error.index, source.text.trimEnd().length));
    return { diagnostic: { severity: 'error', code: 'toml-syntax', message, position } };
  }
}

/** A TOML text that knows where each of its fields is written. */
class TomlOrigin implements WrittenOrigin {
  readonly #source: SourceText;
  readonly #places = new Map<string, Place>();

  constructor(source: SourceText, program: AST.TOMLProgram) {
    this.#source = source;
    const [top] = program.body;
    for (const part of top.body) {
      if (part.type === 'TOMLKeyValue') {
        this.#note(part, []);
        continue;
      }
      this.#place(part.resolvedKey, { key: part.key.range[0], value: part.range[0] });
      for (const field of part.body) this.#note(field, part.resolvedKey);
    }
  }

  get file(): string {
    return this.#source.file;
  }

  get editor(): SourceEditor {
    return new TomlEditor(this.#source, (path) => this.#places.get(keyOf(path))?.field);
  }

  position(path: FieldPath = [], offset?: number): SourcePosition {
    const place = this.#nearest(path);
    // What is inside a string begins behind its quote; escapes before it are not counted.
    const inside = offset === undefined || !this.#places.has(keyOf(path)) ? 0 : offset + 1;
    return this.#source.positionAt((place?.value ?? 0) + inside);
  }

  keyPosition(path: FieldPath): SourcePosition {
    const place = this.#places.get(keyOf(path));
    return place ? this.#source.positionAt(place.key) : this.position(path);
  }

  #note(field: AST.TOMLKeyValue, parent: FieldPath): void {
    const names = field.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
    names.forEach((_, index) => {
      const key = field.key.keys[index]?.range[0] ?? field.range[0];
      const isWhole = index === names.length - 1;
      this.#place([...parent, ...names.slice(0, index + 1)], {
        key,
        value: isWhole ? field.value.range[0] : key,
        ...(isWhole ? { field } : {}),
      });
    });
    this.#inside(field.value, [...parent, ...names]);
  }

  #inside(value: Node, path: FieldPath): void {
    if (value.type === 'TOMLArray') {
      value.elements.forEach((element, index) => {
        this.#place([...path, index], { key: element.range[0], value: element.range[0] });
        this.#inside(element, [...path, index]);
      });
    } else if (value.type === 'TOMLInlineTable') for (const field of value.body) this.#note(field, path);
  }

  #place(path: FieldPath, place: Place): void {
    if (!this.#places.has(keyOf(path))) this.#places.set(keyOf(path), place);
  }

  #nearest(path: FieldPath): Place | undefined {
    for (let length = path.length; length > 0; length -= 1) {
      const place = this.#places.get(keyOf(path.slice(0, length)));
      if (place) return place;
    }
    return undefined;
  }
}

/** Field names are compared as Traefik's file provider does, without regard to case. */
function keyOf(path: FieldPath): string {
  return path.map((step) => String(step).toLowerCase()).join('\0');
}
