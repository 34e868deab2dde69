import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { SourcePosition } from './diagnostic.ts';
import type { FieldPath, SourceEditor, WrittenOrigin } from './origin.ts';
import { sourceOffset } from './scalar-offset.ts';
import type { SourceText } from './source-text.ts';
import type { YamlDocument } from './yaml-document.ts';
import { YamlEditor } from './yaml-editor.ts';

interface Field {
  readonly key?: unknown;
  readonly value: unknown;
}

/** One document of a file, which knows where each of its fields is written. */
export class ManifestOrigin implements WrittenOrigin {
  readonly #source: SourceText;
  readonly #document: YamlDocument;
  /** Where the document's own text begins in the file: its offsets count from there. */
  readonly #start: number;
  readonly #base: FieldPath;

  /** `base` leads from the document's root to the object: empty, or `['items', 2]` in a List. */
  constructor(source: SourceText, document: YamlDocument, start: number, base: FieldPath = []) {
    this.#source = source;
    this.#document = document;
    this.#start = start;
    this.#base = base;
  }

  get file(): string {
    return this.#source.file;
  }

  get editor(): SourceEditor {
    return new YamlEditor(this.#source, this.#document, this.#start, this.#base);
  }

  position(path: FieldPath = [], offset?: number): SourcePosition {
    const { field, complete } = this.#find(path);
    const target = offset === undefined || !complete ? field.value : this.#resolved(field.value);
    if (offset !== undefined && complete && isScalar(target) && typeof target.value === 'string') {
      return this.#at(sourceOffset(this.#document.text, target, Math.max(0, offset)));
    }
    const [start, end] = rangeOf(target) ?? [0, 0];
    return this.#at(start === end ? (rangeOf(field.key)?.[0] ?? start) : start);
  }

  /** The position of the key that names the field at `path`. */
  keyPosition(path: FieldPath): SourcePosition {
    const { field, complete } = this.#find(path);
    const start = complete ? rangeOf(field.key)?.[0] : undefined;
    return start === undefined ? this.position(path) : this.#at(start);
  }

  /** The origin of an object inside this one. */
  within(path: FieldPath): ManifestOrigin {
    return new ManifestOrigin(this.#source, this.#document, this.#start, [...this.#base, ...path]);
  }

  #find(path: FieldPath): { field: Field; complete: boolean } {
    let field: Field = { value: this.#document.parsed.contents };
    for (const step of [...this.#base, ...path]) {
      const next = this.#child(field.value, step);
      if (!next) return { field, complete: false };
      field = next;
    }
    return { field, complete: true };
  }

  #child(parent: unknown, step: string | number): Field | undefined {
    const node = this.#resolved(parent);
    if (isSeq(node))
      return typeof step === 'number' && step in node.items ? { value: node.items[step] } : undefined;
    if (!isMap(node)) return undefined;
    for (const pair of node.items) {
      if (isScalar(pair.key) && String(pair.key.value) === String(step)) return pair;
    }
    // Traefik's file provider does not regard the case of field names.
    for (const pair of node.items) {
      if (isScalar(pair.key) && String(pair.key.value).toLowerCase() === String(step).toLowerCase())
        return pair;
    }
    for (const pair of node.items) {
      if (!isScalar(pair.key) || pair.key.source !== '<<') continue;
      const merged = this.#resolved(pair.value);
      for (const source of isSeq(merged) ? merged.items : [merged]) {
        const inherited = this.#child(source, step);
        if (inherited) return inherited;
      }
    }
    return undefined;
  }

  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document.parsed) : node;
  }

  #at(offset: number): SourcePosition {
    return this.#source.positionAt(this.#start + offset);
  }
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node)
    ? (node.range ?? undefined)
    : undefined;
}
