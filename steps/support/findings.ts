import type { Diagnostic } from '../../engine/index.ts';
import type { Scenario } from './scenario.ts';

/**
 * Skips the rest of the scenario where findings would be asked for that nobody reports; what was asked before holds.
 * Returned by a step.
 */
export function withoutFindings({ lab, log }: Pick<Scenario, 'lab' | 'log'>): 'skipped' | undefined {
  if ([...lab.controllers.values()].every(({ reports }) => reports)) return undefined;
  log(`the rest is skipped: target ${lab.target.name} reports no findings`);
  return 'skipped';
}

/** Whether a finding has this in a field: texts contain it, everything else is exactly it. */
export function findingHas({ position, ...finding }: Diagnostic, field: string, wanted: string): boolean {
  switch (field) {
    case 'severity':
    case 'code':
      return finding[field] === wanted;
    case 'at':
      return `${position?.file}:${position?.line}:${position?.column}` === wanted;
    case 'message':
    case 'advice':
      return finding[field]?.includes(wanted) ?? false;
    default:
      throw new Error(`a finding has no "${field}": use severity, code, at, message or advice`);
  }
}
