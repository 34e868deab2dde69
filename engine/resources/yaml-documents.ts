import { type Document, isAlias, isMap, isScalar, type ParsedNode, visit, type YAMLParseError } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { isForeign } from './foreign-kinds.ts';
import { ManifestOrigin } from './manifest.ts';
import { SourceText } from './source-text.ts';
import { parseYaml, YamlDocument } from './yaml-document.ts';

/** The plain value of one document, and where it is written. */
interface PlainDocument {
  readonly value: unknown;
  readonly origin: ManifestOrigin;
}

/**
 * The documents of a YAML or JSON text. One that is not YAML, or that writes a key twice, gives one error and is left
 * out; the others still count. Empty documents are skipped.
 */
export function readDocuments(
  text: string,
  file: string,
): { documents: PlainDocument[]; diagnostics: Diagnostic[] } {
  const source = new SourceText(file, text.replace(/^\uFEFF/, ''));
  const documents: PlainDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { start, end } of documentRanges(source.text)) {
    const part = source.text.slice(start, end);
    for (const [index, document] of parseYaml(part).entries()) {
      if (document.contents === null) continue;
      const outcome = toPlain(document);
      if ('error' in outcome) {
        if (!isOthers(part)) diagnostics.push(syntaxDiagnostic(outcome.error, source, start, part));
      } else if (outcome.value !== null) {
        const written = new YamlDocument(part, index);
        documents.push({ value: outcome.value, origin: new ManifestOrigin(source, written, start) });
      }
    }
  }
  return { documents, diagnostics };
}

/**
 * Whether a text that cannot be read says that it would not be read anyway. kubectl's library is more lenient with the
 * indentation of quoted text, which generated CustomResourceDefinitions count on.
 */
function isOthers(part: string): boolean {
  const [, apiVersion] = /^apiVersion: *["']?([\w./-]+)/m.exec(part) ?? [];
  const [, kind] = /^kind: *["']?(\w+)/m.exec(part) ?? [];
  return apiVersion !== undefined && kind !== undefined && isForeign(apiVersion, kind);
}

/** Splits at lines that begin with `---`, as kubectl does, so that an open quote ends with its document. */
function documentRanges(text: string): { start: number; end: number }[] {
  const separators = [...text.matchAll(/^---(?=\s|$)/gm)].map((match) => match.index);
  const starts = [0];
  for (const separator of separators) {
    const before = text.slice(starts.at(-1), separator);
    // Comments and `%` directives above the first line of a document belong to it.
    if (/^(?:[ \t]*(?:[#%].*)?\r?\n)*$/.test(before)) starts.pop();
    starts.push(starts.length === 0 ? 0 : separator);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

function toPlain(document: Document.Parsed<ParsedNode>): { value: unknown } | { error: Fault } {
  const [first] = document.errors;
  if (first) return { error: syntaxError(document, first) };
  try {
    return { value: document.toJS() };
  } catch (error) {
    // Aliases and merge keys are followed only here: an unknown anchor, so many aliases that the text would explode, or
    // a merge of what is no mapping.
    if (error instanceof ReferenceError) {
      return { error: { code: 'ALIAS', message: error.message, offset: firstBadAlias(document) } };
    }
    const offset = firstMerge(document);
    if (!(error instanceof Error) || offset === undefined) throw error;
    return { error: { code: 'MERGE', message: error.message, offset } };
  }
}

function syntaxError(document: Document.Parsed<ParsedNode>, error: YAMLParseError): Fault {
  const [offset] = error.pos;
  const openQuote = error.code === 'MISSING_CHAR' ? startOfQuoteEndingAt(document, offset) : undefined;
  if (openQuote === undefined) return { code: error.code, message: error.message, offset };
  return { code: error.code, message: 'the quote that begins here does not end', offset: openQuote };
}

/** The parser finds an open quote only where the document ends: where it began helps more. */
function startOfQuoteEndingAt(document: Document.Parsed<ParsedNode>, end: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar(_key, node) {
      if (node.type?.startsWith('QUOTE') && node.range && node.range[1] >= end) start = node.range[0];
    },
  });
  return start;
}

/** Where the first key `<<` stands whose value is neither a mapping nor an alias, or else the first of all. */
function firstMerge(document: Document.Parsed<ParsedNode>): number | undefined {
  const offsets: { readonly offset: number; readonly odd: boolean }[] = [];
  visit(document, {
    Pair(_key, { key, value }) {
      if (isScalar(key) && key.source === '<<') {
        offsets.push({ offset: key.range?.[0] ?? 0, odd: !isMap(value) && !isAlias(value) });
      }
    },
  });
  return (offsets.find(({ odd }) => odd) ?? offsets[0])?.offset;
}

function firstBadAlias(document: Document.Parsed<ParsedNode>): number {
  let offset = 0;
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document)) return undefined;
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

const RENDER = 'this is a template: let Helm write what it makes of it, by `helm template`, and read that';

function syntaxDiagnostic(error: Fault, source: SourceText, start: number, part: string): Diagnostic {
  const offset = Math.min(error.offset, part.trimEnd().length);
  const position = source.positionAt(start + offset);
  // What comes of the actions of a template says nothing about them.
  const advice = /\{\{.*\}\}/.test(position.lineText) ? RENDER : adviceFor(error.code);
  return {
    severity: 'error',
    code: 'yaml-syntax',
    message: messageFor(error, part),
    ...(advice === undefined ? {} : { advice }),
    position,
  };
}

function messageFor({ code, message, offset }: Fault, part: string): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(part.slice(offset))?.[0] ?? '';
    return `the key \`${key}\` is written twice in one mapping`;
  }
  return `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function adviceFor(code: string): string | undefined {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'keep one of the two';
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'put text that holds `: ` in quotes, or start the inner mapping on its own line';
    default:
      return undefined;
  }
}
