import type { SourcePosition, TextEdit } from './diagnostic.ts';

/** Steps from the root of a manifest to a field: `['spec', 'routes', 0, 'match']`. */
export type FieldPath = readonly (string | number)[];

/** Remembers where a resource was written, so that a finding about any of its fields can point there. */
export interface Origin {
  readonly file: string;
  /**
   * The position of the value at `path`, or of its nearest ancestor that is written.
   * `offset` counts characters into a scalar's value, to point inside a rule.
   */
  position(path?: FieldPath, offset?: number): SourcePosition;
  /** Absent: what it is written in cannot be changed in place. */
  readonly editor?: SourceEditor | undefined;
}

/**
 * Words changes of the text in which a resource is written, which leave everything else as it is. Each answers undefined
 * where the change would touch more than its field: what an alias stands for, or a form of text that it does not know.
 */
export interface SourceEditor {
  /** The field has another name. */
  rename(path: FieldPath, name: string): TextEdit | undefined;
  /** The characters from `from` up to `to` of a string are others. */
  rewrite(path: FieldPath, from: number, to: number, text: string): TextEdit | undefined;
  /** The scalar is written otherwise, quotes and all: `word` makes that of what is there now. */
  replace(path: FieldPath, word: (written: string) => string): TextEdit | undefined;
  /** The field is left out. */
  remove(path: FieldPath): TextEdit | undefined;
}

/** An origin that knows where the fields' keys are, too. */
export interface WrittenOrigin extends Origin {
  /** The position of the key that names the field at `path`; of its value if there is none. */
  keyPosition(path: FieldPath): SourcePosition;
}
