import { escaped } from './escaped.ts';

/** A table in HTML: the first row is its header, the first column is text, the others numbers, unless named in `texts`. */
export function htmlTable(rows: readonly (readonly string[])[], texts: readonly number[] = [0]): string {
  const [header = [], ...records] = rows;
  const kind = (index: number): string => (texts.includes(index) ? '' : ' class="number"');
  const line = (row: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${row.map((cell, index) => `<${tag}${kind(index)}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>\n<thead>${line(header, 'th')}</thead>\n<tbody>\n${records.map((row) => line(row, 'td')).join('\n')}\n</tbody>\n</table>`;
}
