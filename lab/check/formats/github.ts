import { type Diagnostic, formatReference } from '../../../engine/core.ts';
import { type CheckReport, summaryOf } from '../report.ts';
import { repositoryPath } from './repository-path.ts';

/** Workflow commands, which GitHub Actions shows beside the lines of a pull request. */
export function githubReport(report: CheckReport): string {
  return `${[...report.diagnostics.map(command), summaryOf(report)].join('\n')}\n`;
}

function command({ severity, code, message, advice, resource, position }: Diagnostic): string {
  const place = position
    ? { file: repositoryPath(position.file), line: position.line, col: position.column }
    : {};
  const properties = Object.entries({ ...place, title: code }).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const subject = resource ? `${formatReference(resource)}: ` : '';
  const text = `${subject}${message}${advice === undefined ? '' : `\n${advice}`}`;
  return `::${severity} ${properties.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
