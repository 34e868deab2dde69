import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Frame types (RFC 9113 §6). */
export const FrameType = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
} as const;
export const END_STREAM = 1;
export const END_HEADERS = 4;
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** The pseudo fields of a request for `/`. */
export const ROOT: readonly (readonly [name: string, value: string])[] = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':authority', 'a.test'],
  [':path', '/'],
];

/** One frame as bytes. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header block of literals that are neither indexed nor Huffman coded (RFC 7541 §6.2.2). */
export function headerBlock(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/** A client or a server that sends whatever frames it is told to, and collects those that it gets. */
export class RawPeer {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  ended = false;
  #rest: Buffer;
  #wake: () => void = () => undefined;

  /** `skip`: bytes to ignore first, the preface of a client. */
  constructor(socket: Socket, skip = 0) {
    this.socket = socket;
    this.#rest = Buffer.alloc(0);
    let skipped = 0;
    socket.on('data', (chunk: Buffer) => {
      const ignored = Math.min(skip - skipped, chunk.length);
      skipped += ignored;
      this.#take(chunk.subarray(ignored));
    });
    socket.on('error', () => undefined);
    const end = (): void => {
      this.ended = true;
      this.#wake();
    };
    socket.once('end', end).once('close', end);
  }

  static async connect(port: number): Promise<RawPeer> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const peer = new RawPeer(socket);
    peer.send(PREFACE, frame(FrameType.settings, 0, 0));
    return peer;
  }

  send(...frames: Buffer[]): void {
    this.socket.write(Buffer.concat(frames));
  }

  request(stream: number, fields: readonly (readonly [string, string])[], flags = END_STREAM): void {
    this.send(frame(FrameType.headers, flags | END_HEADERS, stream, headerBlock(fields)));
  }

  reset(stream: number, code: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code);
    this.send(frame(FrameType.reset, 0, stream, payload));
  }

  /** The first frame, past or to come, that `wanted` accepts; undefined if the connection ends without one. */
  async find(wanted: (frame: Frame) => boolean): Promise<Frame | undefined> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found || this.ended) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The error code of the RST_STREAM of a stream; undefined if none comes before the connection ends. */
  async resetCode(stream: number): Promise<number | undefined> {
    const reset = await this.find((frame) => frame.type === FrameType.reset && frame.stream === stream);
    return reset?.payload.readUInt32BE(0);
  }

  /** The error code of a GOAWAY. */
  async goawayCode(): Promise<number | undefined> {
    const goaway = await this.find(({ type }) => type === FrameType.goaway);
    return goaway?.payload.readUInt32BE(4);
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 9) {
      const length = this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < 9 + length) break;
      const received = {
        type: this.#rest.readUInt8(3),
        flags: this.#rest.readUInt8(4),
        stream: this.#rest.readUInt32BE(5),
        payload: this.#rest.subarray(9, 9 + length),
      };
      this.frames.push(received);
      this.#rest = this.#rest.subarray(9 + length);
    }
    this.#wake();
  }
}
