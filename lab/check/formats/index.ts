import type { CheckReport } from '../report.ts';
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { sarifReport } from './sarif.ts';
import { type Paint, textReport } from './text.ts';

export type { Paint } from './text.ts';

/** How findings are written. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;

export type CheckFormat = (typeof FORMATS)[number];

interface FormatSettings {
  /** Of ingress-lab. */
  readonly version: string;
  /** Used by the format `text`. */
  readonly paint: Paint;
}

/** The whole text of a report. */
export function formatReport(
  report: CheckReport,
  format: CheckFormat,
  { version, paint }: FormatSettings,
): string {
  switch (format) {
    case 'text':
      return textReport(report, paint);
    case 'json':
      return jsonReport(report);
    case 'sarif':
      return sarifReport(report, { version });
    case 'github':
      return githubReport(report);
    case 'junit':
      return junitReport(report);
  }
}
