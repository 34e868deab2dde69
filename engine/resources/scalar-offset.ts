import type { Scalar } from 'yaml';

/** How many characters of a value a piece of source stands for, and how long that piece is. */
interface Piece {
  readonly produces: number;
  readonly length: number;
}

/**
 * Where in the source the character at `offset` of a scalar's value is written. YAML drops indentation, folds lines
 * and unescapes, so this walks the source and counts what each piece of it produced.
 * An offset past the end gives the end.
 */
export function sourceOffset(source: string, scalar: Scalar, offset: number): number {
  const [start, end] = scalar.range ?? [0, 0];
  switch (scalar.type) {
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return inBlock(source, start, end, String(scalar.value), offset);
    case 'QUOTE_SINGLE':
      return inFlow(source, start + 1, end - 1, offset, singleQuotedPiece);
    case 'QUOTE_DOUBLE':
      return inFlow(source, start + 1, end - 1, offset, doubleQuotedPiece);
    default:
      return inFlow(source, start, end, offset, () => ({ produces: 1, length: 1 }));
  }
}

function inFlow(
  source: string,
  start: number,
  end: number,
  offset: number,
  pieceAt: (source: string, index: number) => Piece,
): number {
  let index = start;
  let produced = 0;
  while (index < end) {
    const piece = foldAt(source, index) ?? pieceAt(source, index);
    if (produced + piece.produces > offset) return index;
    produced += piece.produces;
    index += piece.length;
  }
  return end;
}

/** A line break with the white space around it is one space; with empty lines, as many line feeds as those. */
function foldAt(source: string, index: number): Piece | undefined {
  const fold = matchAt(/[ \t]*(?:\r?\n[ \t]*)+/y, source, index);
  if (fold === undefined) return undefined;
  const lineBreaks = fold.split('\n').length - 1;
  return { produces: Math.max(1, lineBreaks - 1), length: fold.length };
}

function singleQuotedPiece(source: string, index: number): Piece {
  return { produces: 1, length: source.startsWith("''", index) ? 2 : 1 };
}

function doubleQuotedPiece(source: string, index: number): Piece {
  if (source[index] !== '\\') return { produces: 1, length: 1 };
  const lineBreak = matchAt(/\\\r?\n[ \t]*/y, source, index);
  if (lineBreak !== undefined) return { produces: 0, length: lineBreak.length };
  const escaped = matchAt(/\\(?:x.{2}|u.{4}|U.{8}|.)/y, source, index) ?? '\\';
  const beyondBasicPlane = escaped.startsWith('\\U') && Number.parseInt(escaped.slice(2), 16) > 0xffff;
  return { produces: beyondBasicPlane ? 2 : 1, length: escaped.length };
}

function inBlock(source: string, start: number, end: number, value: string, offset: number): number {
  const headerEnd = source.indexOf('\n', start);
  if (headerEnd === -1) return start;
  const firstText = matchAt(/(?:[ \t]*\r?\n)*/y, source, headerEnd + 1)?.length ?? 0;
  const writtenIndent = matchAt(/ */y, source, headerEnd + 1 + firstText)?.length ?? 0;
  // With an indentation indicator (`|2`) the value itself may begin with spaces.
  const indent = writtenIndent - (/^\n*( *)/.exec(value)?.[1]?.length ?? 0);
  let index = headerEnd + 1 + indentAt(source, headerEnd + 1, indent);
  let produced = 0;
  while (index < end) {
    const character = source[index];
    const lineBreak = character === '\n';
    const kept = lineBreak ? value[produced] === '\n' || value[produced] === ' ' : character !== '\r';
    if (kept && produced === offset) return index;
    if (kept) produced += 1;
    index += 1;
    if (lineBreak) index += indentAt(source, index, indent);
  }
  return Math.min(index, end);
}

function indentAt(source: string, index: number, indent: number): number {
  return Math.min(indent, matchAt(/ */y, source, index)?.length ?? 0);
}

function matchAt(pattern: RegExp, source: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0];
}
