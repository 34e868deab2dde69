/** The end of a body in chunks that has no trailers. */
export const LAST_CHUNK = '0\r\n\r\n';

let lastSize = 0;
let lastPrefix = '0\r\n';

/** What goes before the `size` bytes of a chunk; CRLF goes behind them. `size`: at least 1, as 0 would end the body. */
export function chunkPrefix(size: number): string {
  // A body's chunks are mostly of one size.
  if (size !== lastSize) {
    lastPrefix = `${size.toString(16)}\r\n`;
    lastSize = size;
  }
  return lastPrefix;
}

/** The end of a body in chunks, with trailers as `BodyDecoder` gives them. */
export function lastChunk(trailers: readonly string[] | undefined): string {
  if (trailers === undefined || trailers.length === 0) return LAST_CHUNK;
  return `0\r\n${fieldLines(trailers)}\r\n`;
}

/** The lines of a head or a trailer section. `raw`: name, value, name, value. */
export function fieldLines(raw: readonly string[]): string {
  let text = '';
  for (let at = 0; at + 1 < raw.length; at += 2) text += fieldLine(raw[at] ?? '', raw[at + 1] ?? '');
  return text;
}

/** One field as it stands on the wire. */
export function fieldLine(name: string, value: string): string {
  // biome-ignore lint/style/useTemplate: a template converts each part to a string first, which costs more than to join them
  return name + ': ' + value + '\r\n';
}
