import { type CheckReport, countsOf } from '../report.ts';

/** For programs: the findings as they are, and how many there are. */
export function jsonReport(report: CheckReport): string {
  const { files, objects, diagnostics } = report;
  const summary = { files: files.length, objects, ...countsOf(report) };
  return `${JSON.stringify({ version: 1, summary, findings: diagnostics }, null, 2)}\n`;
}
