/** One thing in a plan file that cannot be used. */
export interface PlanFault {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
  /** What is expected there. */
  readonly message: string;
}

/** A plan file that cannot be used: the message names every fault by file, line and column, and what may be written. */
export class PlanFileError extends Error {
  override readonly name = 'PlanFileError';
  readonly code = 'plan-invalid';
  readonly faults: readonly PlanFault[];

  constructor(file: string, faults: readonly PlanFault[]) {
    super(faults.map((fault) => faultText(file, fault)).join('\n'));
    this.faults = faults;
  }
}

function faultText(file: string, { line, column, lineText, message }: PlanFault): string {
  const lines = [`${file}:${line}:${column}: ${message}`];
  if (lineText.trim() !== '') lines.push(`    ${lineText}`, `    ${' '.repeat(column - 1)}^`);
  return lines.join('\n');
}
