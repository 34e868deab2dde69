import type { PickleStepArgument } from '@cucumber/messages';

/** A step's table or text block as a feature writes it: cells padded to their columns, text between quotes. */
export function argumentLines(argument: PickleStepArgument | undefined): string[] {
  if (argument?.dataTable)
    return tableLines(argument.dataTable.rows.map(({ cells }) => cells.map(({ value }) => value)));
  if (!argument?.docString) return [];
  const { content, mediaType = '' } = argument.docString;
  return [`"""${mediaType}`, ...content.replaceAll('"""', '\\"\\"\\"').split('\n'), '"""'];
}

function tableLines(rows: readonly (readonly string[])[]): string[] {
  const escaped = rows.map((row) =>
    row.map((cell) => cell.replace(/[\\|]/g, '\\$&').replaceAll('\n', '\\n')),
  );
  const widths = (escaped[0] ?? []).map((_, column) =>
    Math.max(...escaped.map((row) => row[column]?.length ?? 0)),
  );
  return escaped.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
}
