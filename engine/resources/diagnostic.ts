import type { FindingCode } from './finding-codes.ts';

/** Where something is written: 1-based line and column of a file, with the text of that line for a caret. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

/** A place between two characters of a text: 1-based line and column, in UTF-16 code units. */
interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** What stands from one place of a file up to another is replaced. */
export interface TextEdit {
  readonly file: string;
  readonly from: TextPlace;
  readonly to: TextPlace;
  readonly text: string;
}

/** The one right answer to a finding, where there is one. */
export interface Fix {
  /** What it does, as an order: "write `weight`". */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Names one Kubernetes object. `namespace` is empty for cluster-scoped kinds. */
export interface ResourceReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * A finding about a manifest, as data: the CLI, the API, the steps and the tests read the same values.
 * `error`: the object or the part named is not in force. `warning`: it is, but probably not as meant.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case: what kind of finding this is. */
  readonly code: FindingCode;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What to write instead, where there is an answer. */
  readonly advice?: string;
  readonly resource?: ResourceReference;
  readonly position?: SourcePosition;
  /** Where what to write instead is certain enough for a program to write it. */
  readonly fix?: Fix;
}

/** A place in an object, without the text of its line if that is of a Secret's content: it must not end up in a log. */
export function discreet(
  resource: ResourceReference | undefined,
  [field]: readonly (string | number)[],
  position: SourcePosition,
): SourcePosition {
  const isContent = resource?.kind === 'Secret' && (field === 'data' || field === 'stringData');
  return isContent ? { ...position, lineText: '' } : position;
}

/** `namespace/name` as people write it, or the bare name of a cluster-scoped object. */
export function formatReference(reference: ResourceReference): string {
  const name = reference.namespace === '' ? reference.name : `${reference.namespace}/${reference.name}`;
  return `${reference.kind} ${name}`;
}

/** The finding for a terminal: `file:line:column: severity[code] message`, the source line and a caret, the advice. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { position, resource, advice } = diagnostic;
  const where = position ? `${position.file}:${position.line}:${position.column}: ` : '';
  const subject = resource ? `${formatReference(resource)}: ` : '';
  const lines = [`${where}${diagnostic.severity}[${diagnostic.code}] ${subject}${diagnostic.message}`];
  if (position && position.lineText.trim() !== '') {
    lines.push(`    ${position.lineText}`, `    ${' '.repeat(position.column - 1)}^`);
  }
  if (advice) lines.push(`    ${advice}`);
  return lines.join('\n');
}
