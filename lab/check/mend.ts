import type { Diagnostic, ManifestText, TextEdit } from '../../engine/core.ts';

/** A finding that was mended. */
export interface Mended {
  readonly finding: Diagnostic;
  /** The lines that it concerned, before and after. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What came of mending. */
export interface MendOutcome {
  readonly texts: readonly ManifestText[];
  readonly mended: readonly Mended[];
  /** What is still found. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One mended finding may bring another to light, but not without end. */
const MOST_ROUNDS = 5;

/** Findings about a text that cannot be read. */
const UNREADABLE: ReadonlySet<string> = new Set(['yaml-syntax', 'toml-syntax']);

/**
 * Mends what has one right answer, and looks again, until nothing more can be mended. A text that could not be read, or
 * not any more, stays as it was.
 */
export async function mend(
  texts: readonly ManifestText[],
  check: (texts: readonly ManifestText[]) => Promise<readonly Diagnostic[]>,
): Promise<MendOutcome> {
  let current = texts;
  let diagnostics = await check(current);
  const mended: Mended[] = [];
  const left = new Set(unreadable(diagnostics));
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const applied = applyFixes(current, diagnostics, left);
    if (applied.mended.length === 0) break;
    const found = await check(applied.texts);
    const broken = unreadable(found).filter((file) => !left.has(file));
    if (broken.length > 0) {
      for (const file of broken) left.add(file);
      continue;
    }
    current = applied.texts;
    diagnostics = found;
    mended.push(...applied.mended);
  }
  return { texts: current, mended, diagnostics };
}

function unreadable(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap(({ code, position }) =>
    position && UNREADABLE.has(code) ? [position.file] : [],
  );
}

/** An edit, in offsets into its file's text. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Applies fixes in the order of the findings. One whose edits would touch those of another waits for the next round. */
function applyFixes(
  texts: readonly ManifestText[],
  diagnostics: readonly Diagnostic[],
  left: ReadonlySet<string>,
): { readonly texts: readonly ManifestText[]; readonly mended: readonly Mended[] } {
  const files = new Map(texts.map(({ file, text }) => [file, new EditedText(text)]));
  const mended: Mended[] = [];
  for (const finding of diagnostics) {
    const edits = finding.fix?.edits ?? [];
    const [first] = edits;
    const file = first && files.get(first.file);
    if (!file || edits.some((edit) => edit.file !== first.file) || left.has(first.file)) continue;
    const lines = file.take(edits);
    if (lines) mended.push({ finding, ...lines });
  }
  return { texts: texts.map(({ file }) => ({ file, text: files.get(file)?.text ?? '' })), mended };
}

/** A text and the changes that it is about to get. */
class EditedText {
  readonly #mark: string;
  readonly #text: string;
  readonly #lineStarts: readonly number[];
  readonly #changes: Change[] = [];

  constructor(text: string) {
    // Positions do not count a byte order mark.
    this.#mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    this.#text = text.slice(this.#mark.length);
    this.#lineStarts = [0, ...[...this.#text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** With all changes. */
  get text(): string {
    return this.#mark + changed(this.#text, this.#changes);
  }

  /** The lines before and after, if the edits stay clear of those before. */
  take(edits: readonly TextEdit[]): Omit<Mended, 'finding'> | undefined {
    const changes = edits.map(({ from, to, text }) => ({
      from: this.#offset(from),
      to: this.#offset(to),
      text,
    }));
    if (changes.some((one) => this.#changes.some((other) => touches(one, other)))) return undefined;
    this.#changes.push(...changes);
    const start = this.#lineStart(Math.min(...changes.map(({ from }) => from)));
    const end = this.#lineEnd(Math.max(...changes.map(({ to }) => to)), changes);
    const inside = changes.map(({ from, to, text }) => ({ from: from - start, to: to - start, text }));
    const before = this.#text.slice(start, end);
    return { before: linesOf(before), after: linesOf(changed(before, inside)) };
  }

  #offset({ line, column }: TextEdit['from']): number {
    return (this.#lineStarts[line - 1] ?? this.#text.length) + column - 1;
  }

  #lineStart(offset: number): number {
    return offset === 0 ? 0 : this.#text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** A change that removes whole lines ends where the next begins. */
  #lineEnd(offset: number, changes: readonly Change[]): number {
    if (this.#text[offset - 1] === '\n' && changes.every(({ text }) => text === '')) return offset;
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? this.#text.length : end + 1;
  }
}

function touches(one: Change, other: Change): boolean {
  return one.from < other.to && other.from < one.to ? true : one.from === other.from;
}

function changed(text: string, changes: readonly Change[]): string {
  return changes
    .toSorted((one, other) => other.from - one.from)
    .reduce((rest, change) => rest.slice(0, change.from) + change.text + rest.slice(change.to), text);
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}
