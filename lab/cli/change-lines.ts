import { type Diagnostic, formatDiagnostic, formatReference } from '../../engine/index.ts';
import type { ApplyOutcome } from '../worlds/world.ts';

/** The objects that a change touched; unchanged ones only as a number. */
export function outcomeLines(outcomes: readonly ApplyOutcome[]): string[] {
  const changed = outcomes.filter(({ outcome }) => outcome !== 'unchanged');
  const lines = changed.map(({ reference, outcome }) => `${formatReference(reference)} ${outcome}`);
  const unchanged = outcomes.length - changed.length;
  return changed.length > 0 && unchanged > 0 ? [...lines, `${unchanged} other objects unchanged`] : lines;
}

/** An error kept a change from being taken over. */
export function failureLine(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'path' in error) {
    return `${error.path} is not there any more: what it held stays in force, and is read again when it is back`;
  }
  const message = error instanceof Error ? error.message : String(error);
  return `a change could not be taken over (${message}); what was in force stays, the next change is read again`;
}

/** Remembers which findings its reader knows. */
export class ToldFindings {
  #told = new Set<string>();

  /** Those that were not told yet, for a terminal. */
  fresh(diagnostics: readonly Diagnostic[]): string[] {
    const texts = [...new Set(diagnostics.map(formatDiagnostic))].filter((text) => !this.#told.has(text));
    for (const text of texts) this.#told.add(text);
    return texts;
  }

  /** These are all there are: those that are mended may be told again. */
  keep(diagnostics: readonly Diagnostic[]): void {
    this.#told = new Set(diagnostics.map(formatDiagnostic));
  }
}
