import { isMap, isScalar, isSeq, type Pair, type Scalar } from 'yaml';
import type { TextEdit } from './diagnostic.ts';
import type { FieldPath, SourceEditor } from './origin.ts';
import { sourceOffset } from './scalar-offset.ts';
import type { SourceText } from './source-text.ts';
import type { YamlDocument } from './yaml-document.ts';

type YamlPair = Pair<unknown, unknown>;

/** A field as written: its value, the pair that it is in, and the mapping that the pair is in. */
interface Written {
  readonly value: unknown;
  readonly pair?: YamlPair;
  readonly pairs?: readonly YamlPair[];
  /** Inside brackets or braces. */
  readonly inFlow: boolean;
}

/** Words changes of one document of a YAML or JSON file. Aliases and merged fields are left alone. */
export class YamlEditor implements SourceEditor {
  readonly #source: SourceText;
  readonly #document: YamlDocument;
  readonly #start: number;
  readonly #text: string;
  readonly #base: FieldPath;

  /** As `ManifestOrigin`: the document, where it begins in the file, and where in it the object is. */
  constructor(source: SourceText, document: YamlDocument, start: number, base: FieldPath) {
    this.#source = source;
    this.#document = document;
    this.#start = start;
    this.#text = document.text;
    this.#base = base;
  }

  rename(path: FieldPath, name: string): TextEdit | undefined {
    const { pair, inFlow = false } = this.#find(path) ?? {};
    const key = pair?.key;
    if (!isScalar(key) || !key.range) return undefined;
    const source = inStyleOf(key, name, inFlow);
    return source === undefined ? undefined : this.#edit(key.range[0], key.range[1], source);
  }

  rewrite(path: FieldPath, from: number, to: number, text: string): TextEdit | undefined {
    const { value: scalar, inFlow = false } = this.#find(path) ?? {};
    if (!isScalar(scalar) || typeof scalar.value !== 'string') return undefined;
    const after = scalar.value.slice(0, from) + text + scalar.value.slice(to);
    const source = isPlain(scalar) && !canBePlain(after, inFlow) ? undefined : inside(scalar, text);
    if (source === undefined) return undefined;
    return this.#edit(
      sourceOffset(this.#text, scalar, from),
      // The end is that of the last character: behind it a line may be folded.
      from === to ? sourceOffset(this.#text, scalar, to) : this.#behind(scalar, to - 1),
      source,
    );
  }

  replace(path: FieldPath, word: (written: string) => string): TextEdit | undefined {
    const scalar = this.#find(path)?.value;
    if (!isScalar(scalar) || !scalar.range || scalar.type?.startsWith('BLOCK')) return undefined;
    const [start, end] = scalar.range;
    return start === end ? undefined : this.#edit(start, end, word(this.#text.slice(start, end)));
  }

  /** Only a field that has its lines for itself, and is not the only one of its mapping. */
  remove(path: FieldPath): TextEdit | undefined {
    const { pair, pairs = [], inFlow } = this.#find(path) ?? {};
    if (!pair || !isScalar(pair.key) || !pair.key.range || inFlow || pairs.length < 2) return undefined;
    const lineStart = this.#text.lastIndexOf('\n', pair.key.range[0] - 1) + 1;
    if (this.#text.slice(lineStart, pair.key.range[0]).trim() !== '') return undefined;
    const end = rangeOf(pair.value)?.[1] ?? pair.key.range[1];
    const lineEnd = this.#text.slice(end - 1, end) === '\n' ? end - 1 : this.#text.indexOf('\n', end);
    return this.#edit(lineStart, lineEnd < 0 ? this.#text.length : lineEnd + 1, '');
  }

  /** Behind the character at `offset` of a scalar's value. */
  #behind(scalar: Scalar, offset: number): number {
    const start = sourceOffset(this.#text, scalar, offset);
    if (scalar.type === 'QUOTE_SINGLE') return start + (this.#text.startsWith("''", start) ? 2 : 1);
    if (scalar.type !== 'QUOTE_DOUBLE' || this.#text[start] !== '\\') return start + 1;
    return start + (/^\\(?:x.{2}|u.{4}|U.{8}|.)/.exec(this.#text.slice(start, start + 10))?.[0].length ?? 1);
  }

  #find(path: FieldPath): Written | undefined {
    let found: Written = { value: this.#document.parsed.contents, inFlow: false };
    for (const step of [...this.#base, ...path]) {
      const next = child(found, step);
      if (!next) return undefined;
      found = next;
    }
    return found;
  }

  #edit(from: number, to: number, text: string): TextEdit {
    return this.#source.edit(this.#start + from, this.#start + to, text);
  }
}

function child({ value: parent, inFlow: above }: Written, step: string | number): Written | undefined {
  const inFlow = above || ((isSeq(parent) || isMap(parent)) && parent.flow === true);
  if (isSeq(parent)) {
    return typeof step === 'number' && step in parent.items
      ? { value: parent.items[step], inFlow }
      : undefined;
  }
  if (!isMap(parent)) return undefined;
  const named = (fold: (name: string) => string): YamlPair | undefined =>
    parent.items.find(({ key }) => isScalar(key) && fold(String(key.value)) === fold(String(step)));
  // Traefik's file provider does not regard the case of field names.
  const pair = named((name) => name) ?? named((name) => name.toLowerCase());
  return pair && { value: pair.value, pair, pairs: parent.items, inFlow };
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node.range ?? undefined) : undefined;
}

function isPlain(scalar: Scalar): boolean {
  return scalar.type === undefined || scalar.type === 'PLAIN';
}

/** Text that says the same without quotes. */
function canBePlain(text: string, inFlow: boolean): boolean {
  if (/^[\s\-?:,[\]{}#&*!|>'"%@`]|:\s|\s#|:$|\s$/.test(text)) return false;
  return !inFlow || !/[,[\]{}]/.test(text);
}

/** A text in the quotes of the scalar whose place it takes. */
function inStyleOf(scalar: Scalar, text: string, inFlow: boolean): string | undefined {
  const source = isPlain(scalar) && !canBePlain(text, inFlow) ? undefined : inside(scalar, text);
  if (source === undefined) return undefined;
  const quote = scalar.type === 'QUOTE_SINGLE' ? "'" : scalar.type === 'QUOTE_DOUBLE' ? '"' : '';
  return quote + source + quote;
}

/** A text as it is written inside a scalar of that kind; undefined for what does not stand in one line. */
function inside({ type }: Scalar, text: string): string | undefined {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return undefined;
  if (type === 'QUOTE_SINGLE') return text.replaceAll("'", "''");
  if (type === 'QUOTE_DOUBLE') return JSON.stringify(text).slice(1, -1);
  return text;
}
