import { BodyDecoder } from './body-decoder.ts';

/** What a decoder makes of a body. */
export interface DecodedBody {
  /** false: malformed. */
  readonly valid: boolean;
  readonly done: boolean;
  readonly data: string;
  readonly trailers: readonly string[] | undefined;
  /** Bytes that were taken. Of no meaning if the body is malformed. */
  readonly taken: number;
}

/** Feeds `text` to `decoder` in pieces that end at `ends`, each somewhere in a buffer of its own. */
export function decodeBody(
  text: string,
  length: number,
  ends: readonly number[] = [],
  decoder = new BodyDecoder(),
): DecodedBody {
  decoder.reset(length);
  let data = '';
  let taken = 0;
  let valid = true;
  let pieceStart = 0;
  for (const pieceEnd of [...ends, text.length]) {
    if (decoder.done) break;
    const before = pieceStart % 7;
    const piece = Buffer.from(
      `${'0'.repeat(before)}${text.slice(pieceStart, pieceEnd)}\r\n0\r\n\r\n`,
      'latin1',
    );
    const end = before + pieceEnd - pieceStart;
    valid = decoder.decode(piece, before, end);
    data += piece.toString('latin1', decoder.dataStart, decoder.dataEnd);
    if (!valid) break;
    if (decoder.next !== end && !decoder.done) throw new Error(`${decoder.next} of ${end} bytes were taken`);
    taken += decoder.next - before;
    pieceStart = pieceEnd;
  }
  return { valid, done: decoder.done, data, trailers: decoder.trailers, taken: valid ? taken : 0 };
}

/** Each byte in a piece of its own. */
export function everyByte(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => index);
}
