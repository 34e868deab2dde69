import { CR, HEX, LF } from './bytes.ts';
import { CHUNKED, UNTIL_CLOSE } from './registers.ts';
import { TrailerReader } from './trailers.ts';

/** Most hexadecimal digits of a chunk's size, leading zeros counted: 52 bits are exact as a number. */
const MOST_SIZE_DIGITS = 13;
/** Most bytes of the extensions of one chunk. */
const MOST_EXTENSION = 256;
const SEMICOLON = 0x3b;

/** Where in the body the decoder stands. */
const State = {
  length: 0,
  untilClose: 1,
  size: 2,
  extension: 3,
  sizeEnd: 4,
  data: 5,
  dataCr: 6,
  dataLf: 7,
  trailerStart: 8,
  lastLf: 9,
  trailers: 10,
  done: 11,
  malformed: 12,
} as const;

/**
 * Finds the data in the bytes of a body, for one direction of a connection and one message after the other. Chunks are
 * read as RFC 9112 §7.1 has them, and no other way: CRLF only, no blanks, sizes of at most 13 digits. Chunk extensions
 * are dropped, at most 256 bytes for each chunk.
 */
export class BodyDecoder {
  /** Where the data of the last call begins and ends in `bytes`. Moved together there, if it came in several chunks. */
  dataStart = 0;
  dataEnd = 0;
  /** Offset of the first byte that is not the body's. Below `end` only if the body is done. */
  next = 0;
  /** The body is complete. */
  done = true;
  /** Name, value, name, value; without those that no trailer may be. undefined if there are none. */
  trailers: string[] | undefined = undefined;
  private state: number = State.done;
  /** Bytes that are missing of the body or of the chunk. */
  private left = 0;
  /** Digits of the size, or bytes of the extensions, that were read. */
  private read = 0;
  private trailerReader: TrailerReader | undefined = undefined;

  /** Begins a body: of `length` bytes, CHUNKED or UNTIL_CLOSE. One of 0 bytes is done at once. */
  reset(length: number): void {
    this.dataStart = 0;
    this.dataEnd = 0;
    this.next = 0;
    this.done = length === 0;
    this.trailers = undefined;
    this.left = 0;
    this.read = 0;
    if (length === CHUNKED) this.state = State.size;
    else if (length === UNTIL_CLOSE) this.state = State.untilClose;
    else if (length === 0) this.state = State.done;
    else {
      this.state = State.length;
      this.left = length;
    }
  }

  /**
   * Takes the next bytes. `bytes` is written to if several chunks have to be joined.
   *
   * @returns false: they are no body, and never will be. The data before the fault is there all the same.
   */
  decode(bytes: Buffer, start: number, end: number): boolean {
    this.dataStart = start;
    switch (this.state) {
      case State.length: {
        const available = end - start;
        const taken = available < this.left ? available : this.left;
        this.left -= taken;
        this.dataEnd = start + taken;
        this.next = start + taken;
        if (this.left === 0) this.finish();
        return true;
      }
      case State.untilClose:
        this.dataEnd = end;
        this.next = end;
        return true;
      case State.done:
        this.dataEnd = start;
        this.next = start;
        return true;
      default:
        this.dataEnd = start;
        return this.decodeChunks(bytes, start, end);
    }
  }

  private decodeChunks(bytes: Buffer, start: number, end: number): boolean {
    let { state, left, read } = this;
    let at = start;
    while (at < end && state < State.trailers) {
      const byte = bytes[at] ?? 0;
      switch (state) {
        case State.size: {
          const digit = HEX[byte] ?? -1;
          if (digit >= 0) {
            left = 16 * left + digit;
            read += 1;
            state = read > MOST_SIZE_DIGITS ? State.malformed : State.size;
          } else if (read === 0) state = State.malformed;
          else if (byte === CR) state = State.sizeEnd;
          else if (byte === SEMICOLON) {
            state = State.extension;
            read = 1;
          } else state = State.malformed;
          at += 1;
          break;
        }
        case State.extension:
          read += 1;
          if (byte === CR) state = State.sizeEnd;
          else if (byte < 0x20 || byte === 0x7f || read > MOST_EXTENSION) state = State.malformed;
          at += 1;
          break;
        case State.sizeEnd:
          if (byte !== LF) state = State.malformed;
          else state = left === 0 ? State.trailerStart : State.data;
          at += 1;
          break;
        case State.data: {
          const available = end - at;
          const taken = available < left ? available : left;
          this.join(bytes, at, at + taken);
          at += taken;
          left -= taken;
          if (left === 0) state = State.dataCr;
          break;
        }
        case State.dataCr:
          state = byte === CR ? State.dataLf : State.malformed;
          at += 1;
          break;
        case State.dataLf:
          state = byte === LF ? State.size : State.malformed;
          read = 0;
          at += 1;
          break;
        case State.trailerStart:
          if (byte === CR) {
            state = State.lastLf;
            at += 1;
          } else {
            this.trailerReader ??= new TrailerReader();
            this.trailerReader.reset();
            state = State.trailers;
          }
          break;
        case State.lastLf:
          state = byte === LF ? State.done : State.malformed;
          at += 1;
          break;
      }
    }
    this.next = at;
    this.state = state;
    this.left = left;
    this.read = read;
    if (state === State.done) this.done = true;
    if (state === State.trailers) return at === end || this.readTrailers(bytes, at, end);
    return state !== State.malformed;
  }

  private readTrailers(bytes: Buffer, at: number, end: number): boolean {
    const reader = this.trailerReader;
    const taken = reader === undefined ? -1 : reader.take(bytes, at, end);
    if (taken < 0) {
      this.state = State.malformed;
      return false;
    }
    this.next = at + taken;
    if (reader?.done === true) {
      this.trailers = reader.trailers;
      this.finish();
    }
    return true;
  }

  /** Puts a piece of data behind the others of this call. What is shorter moves. */
  private join(bytes: Buffer, start: number, end: number): void {
    const before = this.dataEnd - this.dataStart;
    if (before === 0) {
      this.dataStart = start;
      this.dataEnd = end;
    } else if (end - start < before) {
      bytes.copyWithin(this.dataEnd, start, end);
      this.dataEnd += end - start;
    } else {
      bytes.copyWithin(start - before, this.dataStart, this.dataEnd);
      this.dataStart = start - before;
      this.dataEnd = end;
    }
  }

  private finish(): void {
    this.state = State.done;
    this.done = true;
  }
}
