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
  let end = '0\r\n';
  for (let index = 0; index + 1 < trailers.length; index += 2)
    end += `${trailers[index]}: ${trailers[index + 1]}\r\n`;
  return `${end}\r\n`;
}
