import type { Readable } from 'node:stream';

/** Frames that say something about streams or the connection, by their number (SPDY/3, section 2.6). */
export const FRAME = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const;

/** Nothing more comes on the stream from who sends it. */
export const FIN = 1;

const VERSION = 3;
const HEAD_BYTES = 8;
const STREAM_ID = 0x7fff_ffff;

/** Bytes of a stream. */
export interface DataFrame {
  readonly kind: 'data';
  readonly stream: number;
  readonly flags: number;
  readonly content: Buffer;
}

/** Everything else. */
export interface ControlFrame {
  readonly kind: 'control';
  readonly type: number;
  readonly flags: number;
  readonly content: Buffer;
}

/**
 * The frames of a connection, one after another; the connection is read as fast as they are taken.
 *
 * @throws Error for what is no SPDY/3
 */
export async function* readFrames(connection: Readable): AsyncGenerator<DataFrame | ControlFrame> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const chunk of connection) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    for (;;) {
      if (waiting.length < HEAD_BYTES) break;
      const length = waiting.readUIntBE(5, 3);
      if (waiting.length < HEAD_BYTES + length) break;
      yield frameOf(waiting.subarray(0, HEAD_BYTES), waiting.subarray(HEAD_BYTES, HEAD_BYTES + length));
      waiting = waiting.subarray(HEAD_BYTES + length);
    }
  }
}

function frameOf(head: Buffer, content: Buffer): DataFrame | ControlFrame {
  const first = head.readUInt32BE(0);
  const flags = head.readUInt8(4);
  if (first <= STREAM_ID) return { kind: 'data', stream: first, flags, content };
  const version = head.readUInt16BE(0) & 0x7fff;
  if (version !== VERSION) throw new Error(`a frame of SPDY/${version}, expected SPDY/${VERSION}`);
  return { kind: 'control', type: head.readUInt16BE(2), flags, content };
}

export function dataFrame(stream: number, content: Buffer, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(stream, 0);
  return framed(head, content, flags);
}

export function controlFrame(type: number, ...parts: readonly (number | Buffer)[]): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  const content = parts.map((part) => {
    if (Buffer.isBuffer(part)) return part;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(part);
    return bytes;
  });
  return framed(head, Buffer.concat(content), 0);
}

function framed(head: Buffer, content: Buffer, flags: number): Buffer {
  head.writeUInt8(flags, 4);
  head.writeUIntBE(content.length, 5, 3);
  return Buffer.concat([head, content]);
}
