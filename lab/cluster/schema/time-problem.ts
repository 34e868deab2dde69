/** Go: `time.RFC3339`, piece by piece, with what may stand for each. */
const LAYOUT = '2006-01-02T15:04:05Z07:00';
const PIECES: readonly (readonly [piece: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{1,2}/],
  [':', /^:/],
  ['04', /^\d{2}/],
  [':', /^:/],
  ['05', /^\d{2}(?:[.,]\d+)?/],
  ['Z07:00', /^(?:Z|[-+]\d{2}:\d{2})/],
];
const RANGES: Readonly<Record<string, readonly [least: number, most: number, name: string]>> = {
  '01': [1, 12, 'month'],
  '02': [1, 31, 'day'],
  '15': [0, 23, 'hour'],
  '04': [0, 59, 'minute'],
  '05': [0, 59.999999999, 'second'],
};

/** Why an API server cannot read a text as a point in time, in the words of Go; undefined if it can. */
export function timeProblem(text: string): string | undefined {
  let rest = text;
  for (const [piece, pattern] of PIECES) {
    const [found] = pattern.exec(rest) ?? [];
    if (found === undefined)
      return `parsing time ${JSON.stringify(text)} as "${LAYOUT}": cannot parse ${JSON.stringify(rest)} as "${piece}"`;
    const [least, most, name] = RANGES[piece] ?? [0, Infinity, ''];
    const value = Number(found.replace(',', '.'));
    if (name && (value < least || value > most))
      return `parsing time ${JSON.stringify(text)}: ${name} out of range`;
    rest = rest.slice(found.length);
  }
  return rest === ''
    ? undefined
    : `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
}
