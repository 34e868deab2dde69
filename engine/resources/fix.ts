import type { Fix, TextEdit } from './diagnostic.ts';
import type { Origin, SourceEditor } from './origin.ts';

/** How a finding is mended in the text that it is about. */
export interface Mending {
  /** As the title of a `Fix`. */
  readonly title: string;
  /** Undefined: the text has a form in which it cannot be done. */
  edit(editor: SourceEditor): TextEdit | undefined;
}

/** The field `fix` of a finding; nothing where the text cannot be changed in place. */
export function fixIn(origin: Origin | undefined, mending: Mending | undefined): { fix?: Fix } {
  const editor = origin?.editor;
  const edit = editor && mending?.edit(editor);
  return mending && edit ? { fix: { title: mending.title, edits: [edit] } } : {};
}
