import type { Diagnostic } from '../../engine/core.ts';

/** Findings that say more than one of the engine at the same place: by their code, the codes of those. */
const SAYS_MORE: Readonly<Record<string, readonly string[]>> = {
  'field-removed': ['middleware-option'],
  'rule-syntax-v2': ['rule-invalid'],
  'rule-syntax-v3': ['rule-invalid'],
};

/** Without the findings that others say better. */
export function withoutSuperseded(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const better = new Map<string, Set<string>>();
  for (const diagnostic of diagnostics) {
    const codes = SAYS_MORE[diagnostic.code] ?? [];
    if (codes.length > 0) better.set(placeOf(diagnostic), new Set(codes));
  }
  return diagnostics.filter((diagnostic) => !better.get(placeOf(diagnostic))?.has(diagnostic.code));
}

function placeOf({ position }: Diagnostic): string {
  return position ? `${position.file}:${position.line}:${position.column}` : '';
}
