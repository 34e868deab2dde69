import type { Diagnostic } from '../../engine/core.ts';

/** What came of a check. */
export interface CheckReport {
  /** In the order in which they were read. */
  readonly files: readonly string[];
  /** How many objects they hold. */
  readonly objects: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Warnings count as errors do. */
  readonly strict: boolean;
}

/** How many findings there are of a kind. */
export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  /** Those that `--fix` mends. */
  readonly fixable: number;
}

export function countsOf({ diagnostics }: Pick<CheckReport, 'diagnostics'>): Counts {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const fixable = diagnostics.filter(({ fix }) => fix !== undefined).length;
  return { errors, warnings: diagnostics.length - errors, fixable };
}

/** Whether nothing was found that counts. */
export function isGood(report: CheckReport): boolean {
  const { errors, warnings } = countsOf(report);
  return errors === 0 && !(report.strict && warnings > 0);
}

/** `12 files, 340 objects: 2 errors, 1 warning (1 can be mended: --fix)` */
export function summaryOf(report: CheckReport): string {
  const { errors, warnings, fixable } = countsOf(report);
  const found = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  const looked = `${plural(report.files.length, 'file')}, ${plural(report.objects, 'object')}`;
  const mendable = fixable > 0 ? ` (${fixable} can be mended: --fix)` : '';
  return `${looked}: ${found.length === 0 ? 'nothing found' : found.join(', ')}${mendable}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
