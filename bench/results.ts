/** What one subject did in all rounds. */
export interface Measured {
  readonly name: string;
  /** Requests a second, a number per round. */
  readonly rates: readonly number[];
  /** Processor time per request in microseconds, a number per round; empty where the system does not tell. */
  readonly processorMicroseconds: readonly number[];
}

/** The middle value; of an even number of values the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/**
 * The results as a Markdown table. Ratios are of medians, to the subject called `reference`; a dash without it.
 */
export function resultTable(measured: readonly Measured[], reference: string): string {
  const base = measured.find(({ name }) => name === reference);
  const rows = measured.map(({ name, rates, processorMicroseconds }) => [
    name,
    whole(median(rates)),
    `${whole(Math.min(...rates))} to ${whole(Math.max(...rates))}`,
    ratio(median(rates), base && median(base.rates)),
    processorMicroseconds.length > 0 ? median(processorMicroseconds).toFixed(1) : '-',
    ratio(median(processorMicroseconds), base && median(base.processorMicroseconds)),
  ]);
  const header = [
    '',
    'requests/s (median)',
    'lowest to highest',
    `to ${reference}`,
    'processor µs/request',
    `to ${reference}`,
  ];
  return table([header, ...rows]);
}

function ratio(value: number, base: number | undefined): string {
  const quotient = value / (base ?? Number.NaN);
  return Number.isFinite(quotient) ? quotient.toFixed(2) : '-';
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Names to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const [header = '', ...lines] = rows.map((row) => `| ${row.map(pad).join(' | ')} |`);
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [header, `| ${rule.join(' | ')} |`, ...lines].join('\n');
}
