import { threeDigits } from '../../lab/report/numbers.ts';

/** Rows of text as a Markdown table: the first row is its header, the first column is to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const [header = '', ...lines] = rows.map((row) => `| ${row.map(pad).join(' | ')} |`);
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [header, `| ${rule.join(' | ')} |`, ...lines].join('\n');
}

/** Three digits at least: `28,891`, `12.3`, `0.87`. A dash for what is not known. */
export function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : threeDigits(value);
}

/** Two digits behind the point; a dash for what is not known. */
export function multiple(value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(2);
}
