/** Text that GitHub shows as it is, also in a cell of a table; newlines become spaces. */
export function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~@]/g, '\\$&');
}

/** A block of code that ends where the text ends, whatever stands in it. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Cells are Markdown. @param rightFrom columns from this one on are numbers */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  rightFrom = heads.length,
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = heads.map((_, index) => (index < rightFrom ? '---' : '---:'));
  return [line(heads), line(rule), ...rows.map(line)].join('\n');
}

/** What opens when its title is clicked at. Both are Markdown. */
export function details(title: string, body: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Text in HTML, such as the title of details. */
export function html(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** GitHub takes 1 MiB for the summary of a step (docs.github.com, "Workflow commands", job summaries); room for others is left. */
const MAX_BYTES = 900_000;

/** Joins blocks, as many as there is room for, and tells of those that were left out. */
export function joinBlocks(blocks: readonly string[], maxBytes = MAX_BYTES): string {
  let text = '';
  for (const [index, block] of blocks.entries()) {
    const longer = `${text}${block}\n\n`;
    if (Buffer.byteLength(longer) > maxBytes) {
      return `${text}_${blocks.length - index} more parts are left out: the summary would be too long._\n`;
    }
    text = longer;
  }
  return `${text.trimEnd()}\n`;
}
