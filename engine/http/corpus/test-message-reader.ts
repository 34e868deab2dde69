/** Bytes that are no HTTP/1.1 message by the strictest reading. */
export class WireError extends Error {
  readonly code = 'wire';
}

export type Field = readonly [name: string, value: string];

/** A whole message, its body without framing. */
export interface WireMessage {
  /** `GET`, `/c`, `HTTP/1.1`; or `HTTP/1.1`, `200`, `OK`. */
  readonly line: readonly [string, string, string];
  readonly fields: readonly Field[];
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  body: string;
  trailers: readonly Field[];
}

/** Value of the only field of that name in any case; several are joined by ` | `, none is undefined. */
export function fieldOf(fields: readonly Field[], name: string): string | undefined {
  const values = fields.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(' | ');
}

interface ReaderOptions {
  readonly kind: 'request' | 'response';
  onMessage(message: WireMessage): void;
  /** The head is there, the body is not yet. */
  onHead?(message: WireMessage): void;
  /** Whether the next response has no body, whatever its head says: an answer to HEAD. */
  bodiless?(): boolean;
}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) (HTTP\/1\.[01])$/;
const STATUS_LINE = /^(HTTP\/1\.[01]) ([1-9]\d\d) ([\t -~\x80-\xff]*)$/;
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t ]*([\t -~\x80-\xff]*?)[\t ]*$/;
const CHUNK_SIZE = /^[0-9A-Fa-f]{1,13}$/;

/** Reads messages by the letter of RFC 9112, sharing no code with the engine. Throws WireError from `feed`. */
export class MessageReader {
  readonly #options: ReaderOptions;
  #text = '';
  #message: WireMessage | undefined;
  #pieces: string[] = [];
  /** Bytes of the body or of the chunk that are still to come. */
  #left = 0;
  #state: 'head' | 'length' | 'size' | 'data' | 'data-end' | 'trailers' | 'close' = 'head';

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** true: between two messages, with nothing begun. */
  get idle(): boolean {
    return this.#state === 'head' && this.#text === '';
  }

  feed(bytes: string): void {
    this.#text += bytes;
    while (this.#step());
  }

  /** The connection ended: a body that lasts until then is complete. */
  end(): void {
    if (this.#state === 'close') this.#finish();
  }

  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'length':
        if (!this.#readData()) return false;
        this.#finish();
        return true;
      case 'size':
        return this.#readSize();
      case 'data':
        if (!this.#readData()) return false;
        this.#state = 'data-end';
        return true;
      case 'data-end': {
        if (this.#text.length < 2) return false;
        if (!this.#text.startsWith('\r\n'))
          throw new WireError(`chunk ends with ${quote(this.#text.slice(0, 8))}`);
        this.#text = this.#text.slice(2);
        this.#state = 'size';
        return true;
      }
      case 'trailers':
        return this.#readTrailers();
      case 'close':
        this.#pieces.push(this.#text);
        this.#text = '';
        return false;
    }
  }

  #readHead(): boolean {
    const end = this.#text.indexOf('\r\n\r\n');
    if (end === -1) return false;
    const [line = '', ...fieldLines] = this.#text.slice(0, end).split('\r\n');
    this.#text = this.#text.slice(end + 4);
    const match = (this.#options.kind === 'request' ? REQUEST_LINE : STATUS_LINE).exec(line);
    if (!match) throw new WireError(`malformed line ${quote(line)}`);
    const [, first = '', second = '', third = ''] = match;
    const fields = fieldsOf(fieldLines);
    const { framing, left } = this.#framing(first, second, fields);
    const message: WireMessage = { line: [first, second, third], fields, framing, body: '', trailers: [] };
    this.#message = message;
    this.#left = left;
    this.#options.onHead?.(message);
    if (framing === 'none') this.#finish();
    else this.#state = framing === 'chunked' ? 'size' : framing;
    return true;
  }

  #framing(
    first: string,
    second: string,
    fields: readonly Field[],
  ): { framing: WireMessage['framing']; left: number } {
    const length = fieldOf(fields, 'content-length');
    const coding = fieldOf(fields, 'transfer-encoding');
    if (this.#options.kind === 'request') {
      if (fields.filter(([name]) => name.toLowerCase() === 'host').length !== 1)
        throw new WireError('not one Host');
    } else if (
      Number(second) < 200 ||
      ['204', '304'].includes(second) ||
      this.#options.bodiless?.() === true
    ) {
      return { framing: 'none', left: 0 };
    }
    if (coding !== undefined) {
      if (length !== undefined) throw new WireError('Content-Length and Transfer-Encoding');
      if (coding.toLowerCase() !== 'chunked') throw new WireError(`Transfer-Encoding ${quote(coding)}`);
      if (first === 'HTTP/1.0') throw new WireError('chunks in HTTP/1.0');
      return { framing: 'chunked', left: 0 };
    }
    if (length !== undefined) {
      if (!/^\d{1,15}$/.test(length)) throw new WireError(`Content-Length ${quote(length)}`);
      return Number(length) === 0
        ? { framing: 'none', left: 0 }
        : { framing: 'length', left: Number(length) };
    }
    return this.#options.kind === 'request' ? { framing: 'none', left: 0 } : { framing: 'close', left: 0 };
  }

  #readData(): boolean {
    const piece = this.#text.slice(0, this.#left);
    this.#pieces.push(piece);
    this.#left -= piece.length;
    this.#text = this.#text.slice(piece.length);
    return this.#left === 0;
  }

  #readSize(): boolean {
    const end = this.#text.indexOf('\n');
    if (end === -1) return false;
    const size = this.#text.slice(0, end - 1);
    if (this.#text[end - 1] !== '\r' || !CHUNK_SIZE.test(size))
      throw new WireError(`chunk size ${quote(this.#text.slice(0, end + 1))}`);
    this.#text = this.#text.slice(end + 1);
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
    return true;
  }

  #readTrailers(): boolean {
    if (this.#text.startsWith('\r\n')) {
      this.#text = this.#text.slice(2);
      this.#finish();
      return true;
    }
    const end = this.#text.indexOf('\r\n\r\n');
    if (end === -1) return false;
    if (this.#message) this.#message.trailers = fieldsOf(this.#text.slice(0, end).split('\r\n'));
    this.#text = this.#text.slice(end + 4);
    this.#finish();
    return true;
  }

  #finish(): void {
    const message = this.#message;
    this.#state = 'head';
    this.#message = undefined;
    if (!message) return;
    message.body = this.#pieces.join('');
    this.#pieces = [];
    this.#options.onMessage(message);
  }
}

function fieldsOf(lines: readonly string[]): Field[] {
  return lines.map((line) => {
    const match = FIELD.exec(line);
    if (!match) throw new WireError(`malformed field ${quote(line)}`);
    return [match[1] ?? '', match[2] ?? ''];
  });
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
