import type { Cell, Column } from './printer.ts';

/** What is shown of a table, and how. */
interface FormatOptions {
  /** With the columns of `-o wide`. */
  readonly wide?: boolean;
}

/** Spaces between the columns. */
const GAP = '   ';

/**
 * A table as kubectl prints it: the names of the columns in capitals, columns as wide as their widest cell, three spaces
 * apart, nothing behind the last. Lines are joined by line feeds, with none at the end.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { wide = false }: FormatOptions = {},
): string {
  const shown = [...columns.keys()].filter((index) => wide || columns[index]?.priority === 0);
  const lines = [
    shown.map((index) => (columns[index]?.name ?? '').toUpperCase()),
    ...rows.map((row) => shown.map((index) => formatCell(row[index]))),
  ];
  const widths = shown.map((_, place) => Math.max(...lines.map((line) => (line[place] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, place) => cell.padEnd(widths[place] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** kubectl shows the first line of a text, and says that there is more. */
function formatCell(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return '';
  const [first = '', ...more] = String(cell).split(/[\r\n\f]/);
  return more.length > 0 ? `${first}...` : first;
}
