import type { Diagnostic } from '../../engine/index.ts';

/** Findings that say more than one of the engine at the same place: by their code, the codes of those. */
const SAYS_MORE: Readonly<Record<string, readonly string[]>> = {
  'field-removed': ['middleware-option'],
  'rule-syntax-v2': ['rule-invalid'],
  'rule-syntax-v3': ['rule-invalid'],
};

/** Without the findings that others say better. Those are as severe then as what they stand for. */
export function withoutSuperseded(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const place = placeOf(diagnostic);
    byPlace.set(place, [...(byPlace.get(place) ?? []), diagnostic]);
  }
  const saysMore = (one: Diagnostic, other: Diagnostic): boolean =>
    SAYS_MORE[one.code]?.includes(other.code) ?? false;
  return diagnostics.flatMap((diagnostic) => {
    const neighbours = byPlace.get(placeOf(diagnostic)) ?? [];
    if (neighbours.some((other) => saysMore(other, diagnostic))) return [];
    const isError = neighbours.some((other) => other.severity === 'error' && saysMore(diagnostic, other));
    return [isError ? { ...diagnostic, severity: 'error' as const } : diagnostic];
  });
}

function placeOf({ position }: Diagnostic): string {
  return position ? `${position.file}:${position.line}:${position.column}` : '';
}
