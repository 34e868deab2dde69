import type { SourcePosition } from './diagnostic.ts';

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
}

/** An origin that knows where the fields' keys are, too. */
export interface WrittenOrigin extends Origin {
  /** The position of the key that names the field at `path`; of its value if there is none. */
  keyPosition(path: FieldPath): SourcePosition;
}
