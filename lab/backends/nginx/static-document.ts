import { parseByteRange } from './byte-range.ts';

/** The value of a header of the request, by its name in lower case. */
type HeaderOf = (name: string) => string | undefined;

/** A status with its headers and body, before it meets a connection. */
export interface StaticAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/** A file with a modification time, as nginx serves it. */
export class StaticDocument {
  readonly #body: Buffer;
  readonly #lastModified: Date;
  readonly #type: string;

  constructor(type: string, lastModified: Date, text: string) {
    this.#type = type;
    this.#lastModified = lastModified;
    this.#body = Buffer.from(text);
  }

  /** nginx makes it of the modification time and the size, both in hexadecimal. */
  get #etag(): string {
    const seconds = Math.floor(this.#lastModified.getTime() / 1000);
    return `"${seconds.toString(16)}-${this.#body.length.toString(16)}"`;
  }

  /** Answers a GET: 200, 206 for a single range, 304 if the client's copy is current, 416 for a range outside. */
  answer(header: HeaderOf): StaticAnswer {
    const validators = { 'Last-Modified': this.#lastModified.toUTCString(), ETag: this.#etag };
    if (this.#isCurrent(header)) return { status: 304, headers: validators, body: Buffer.alloc(0) };
    const size = this.#body.length;
    const range = this.#rangeHolds(header('if-range')) ? parseByteRange(header('range'), size) : undefined;
    if (range === 'unsatisfiable') {
      return errorPage(416, 'Requested Range Not Satisfiable', { 'Content-Range': `bytes */${size}` });
    }
    const whole = { 'Content-Type': this.#type, ...validators };
    if (range === undefined) {
      return { status: 200, headers: { ...whole, 'Accept-Ranges': 'bytes' }, body: this.#body };
    }
    const { first, last } = range;
    return {
      status: 206,
      headers: { ...whole, 'Content-Range': `bytes ${first}-${last}/${size}` },
      body: this.#body.subarray(first, last + 1),
    };
  }

  /** nginx wants both conditions to hold if both are given, and If-Modified-Since to be the exact time. */
  #isCurrent(header: HeaderOf): boolean {
    const since = header('if-modified-since');
    const tags = header('if-none-match');
    if (since === undefined && tags === undefined) return false;
    return (since === undefined || this.#isLastModified(since)) && (tags === undefined || this.#hasTag(tags));
  }

  #hasTag(tags: string): boolean {
    if (tags.trim() === '*') return true;
    return tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === this.#etag);
  }

  #isLastModified(date: string): boolean {
    return Date.parse(date) === this.#lastModified.getTime();
  }

  #rangeHolds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    return condition === this.#etag || this.#isLastModified(condition);
  }
}

/** A page that names the status, with nginx's name under it. */
export function errorPage(
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): StaticAnswer {
  const title = `${status} ${reason}`;
  const page =
    `<html>\n<head><title>${title}</title></head>\n` +
    `<body>\n<h1>${title}</h1>\n<hr>\n<p>${nginxVersion}</p>\n</body>\n</html>\n`;
  return { status, headers: { 'Content-Type': 'text/html', ...headers }, body: Buffer.from(page) };
}

/** Value of the `Server` header. */
export const nginxVersion = 'nginx/1.26.3';
