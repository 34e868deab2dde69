import type { Diagnostic } from '../../engine/index.ts';

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
