/** Records as comma-separated values (RFC 4180): the first is the header, lines end with CRLF. */
export function csv(records: readonly (readonly (string | number)[])[]): string {
  return records.map((record) => `${record.map(field).join(',')}\r\n`).join('');
}

/** RFC 4180 §2: what has a comma, a quote or a line break is quoted, quotes within are doubled. */
function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
