import { type Diagnostic, type Fix, formatReference, type TextEdit } from '../../../engine/core.ts';
import { findingPage } from '../finding-pages.ts';
import type { CheckReport } from '../report.ts';
import { repositoryPath } from './repository-path.ts';

/** Who makes the report. */
interface Tool {
  readonly version: string;
}

/** The Static Analysis Results Interchange Format, version 2.1.0 (OASIS), which code hosts and editors read. */
export function sarifReport({ diagnostics }: CheckReport, { version }: Tool): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ingress-lab', semanticVersion: version, rules: codes.map(rule) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => result(diagnostic, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(code: string): object {
  const page = findingPage(code);
  if (!page) return { id: code };
  return {
    id: code,
    shortDescription: { text: page.summary },
    help: { text: page.text, markdown: page.text },
    helpUri: page.url,
  };
}

function result(diagnostic: Diagnostic, codes: readonly string[]): object {
  const { severity, code, message, advice, resource, position, fix } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: advice === undefined ? message : `${message}; ${advice}` },
    locations: locations(position, resource),
    ...(fix && { fixes: [fixObject(fix)] }),
  };
}

function locations(position: Diagnostic['position'], resource: Diagnostic['resource']): object[] {
  if (!position && !resource) return [];
  const region = position && {
    startLine: position.line,
    startColumn: position.column,
    ...(position.lineText === '' ? {} : { snippet: { text: position.lineText } }),
  };
  return [
    {
      ...(position && { physicalLocation: { artifactLocation: artifact(position.file), region } }),
      ...(resource && { logicalLocations: [{ name: formatReference(resource), kind: 'resource' }] }),
    },
  ];
}

function fixObject({ title, edits }: Fix): object {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  return {
    description: { text: title },
    artifactChanges: Array.from(byFile, ([file, changes]) => ({
      artifactLocation: artifact(file),
      replacements: changes.map(replacement),
    })),
  };
}

function replacement({ from, to, text }: TextEdit): object {
  return {
    deletedRegion: {
      startLine: from.line,
      startColumn: from.column,
      endLine: to.line,
      endColumn: to.column,
    },
    insertedContent: { text },
  };
}

function artifact(file: string): object {
  return { uri: repositoryPath(file).split('/').map(encodeURIComponent).join('/') };
}
