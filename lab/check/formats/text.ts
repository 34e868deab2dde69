import { formatDiagnostic } from '../../../engine/core.ts';
import { type CheckReport, summaryOf } from '../report.ts';

/** Colours a text; for a terminal. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** For people: each finding with its line and a caret, then a summary. */
export function textReport(report: CheckReport, paint: Paint): string {
  const findings = report.diagnostics.map((diagnostic) => {
    const [first = '', ...rest] = formatDiagnostic(diagnostic).split('\n');
    const label = `${diagnostic.severity}[${diagnostic.code}]`;
    const [where = '', message = ''] = splitAt(first, first.indexOf(label));
    const style = diagnostic.severity === 'error' ? 'red' : 'yellow';
    const head = paint('bold', where) + paint(style, label) + message.slice(label.length);
    return `${[head, ...rest.map((line) => (/^ *\^$/.test(line) ? paint(style, line) : line))].join('\n')}\n\n`;
  });
  const style = report.diagnostics.length === 0 ? 'green' : 'bold';
  return `${findings.join('')}${paint(style, summaryOf(report))}\n`;
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index)];
}
