import type { Outcome, ScenarioResult } from './run-results.ts';

/** How scenarios came out: how many, and their time. */
export interface Tally extends Readonly<Record<Outcome, number>> {
  readonly milliseconds: number;
}

export function tallyOf(scenarios: readonly ScenarioResult[]): Tally {
  const tally = { passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
  for (const { outcome, milliseconds } of scenarios) {
    tally[outcome] += 1;
    tally.milliseconds += milliseconds;
  }
  return tally;
}

/** Scenarios by feature, in the order of the files. */
export function byFeature<Scenario extends { readonly uri: string; readonly line: number }>(
  scenarios: readonly Scenario[],
): ReadonlyMap<string, readonly Scenario[]> {
  const sorted = scenarios.toSorted(
    (one, other) => compareTexts(one.uri, other.uri) || one.line - other.line,
  );
  return Map.groupBy(sorted, ({ uri }) => uri);
}

/** Why scenarios were skipped, and how many for each reason; most first. */
export function skipReasons(scenarios: readonly ScenarioResult[]): ReadonlyMap<string, number> {
  const reasons = new Map<string, number>();
  for (const { outcome, reason } of scenarios) {
    if (outcome !== 'skipped') continue;
    const said = reason ?? 'no reason was given';
    reasons.set(said, (reasons.get(said) ?? 0) + 1);
  }
  return new Map([...reasons].toSorted(([, one], [, other]) => other - one));
}

/** `1.2 s`, `3 min 20 s` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** `7 passed, 1 failed` */
export function counts({ passed, failed, skipped }: Readonly<Record<Outcome, number>>): string {
  const parts = [`${passed} passed`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return parts.slice(passed === 0 && parts.length > 1 ? 1 : 0).join(', ');
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
