import { textTable, wrapped } from '../../report/text-table.ts';
import type { SimulationResult } from '../result.ts';
import {
  backendRows,
  headline,
  latencyRows,
  markRows,
  outcomeRows,
  type Rows,
  remarks,
  seedSentence,
} from './result-rows.ts';

/** A run for a terminal. @param width characters in a line; tables that are wider become lists; default 100 */
export function resultText(
  result: SimulationResult,
  { width = 100 }: { readonly width?: number } = {},
): string {
  const said = remarks(result);
  const blocks = [
    wrapped(headline(result), width),
    fitted(outcomeRows(result), width),
    fitted(latencyRows(result), width),
    fitted(backendRows(result), width),
    ...(said.length > 0 ? [said.flatMap((sentence) => wrapped(sentence, width, '  '))] : []),
    ...(result.marks.length > 0 ? [marks(result, width)] : []),
    wrapped(seedSentence(result), width),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** As a table, or, if that is too wide, one value a line under the first of each row. */
function fitted(rows: Rows, width: number): string[] {
  const lines = textTable(rows);
  if (lines.every((line) => line.length <= width)) return lines;
  const [[, ...names] = [], ...records] = rows;
  return records.flatMap(([title = '', ...cells]) => [
    title,
    ...textTable(cells.map((cell, index) => [`  ${names[index] ?? ''}`, cell])),
  ]);
}

/** Times to the right, and labels broken where the line ends. */
function marks(result: SimulationResult, width: number): string[] {
  const rows = markRows(result);
  const column = Math.max(...rows.map(([time = '']) => time.length));
  const indent = ' '.repeat(column + 2);
  return rows.flatMap(([time = '', label = '']) =>
    wrapped(label, Math.max(width - indent.length, 10)).map((line, index) =>
      index === 0 ? `${time.padStart(column)}  ${line}` : indent + line,
    ),
  );
}
