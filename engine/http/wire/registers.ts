/** Fields that the engine looks at; any other is `other`. */
export const FieldId = {
  other: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  keepAlive: 5,
  proxyConnection: 6,
  te: 7,
  trailer: 8,
  upgrade: 9,
  expect: 10,
  proxyAuthenticate: 11,
  proxyAuthorization: 12,
  http2Settings: 13,
  acceptEncoding: 14,
  range: 15,
  userAgent: 16,
  correlationId: 17,
  date: 18,
  contentEncoding: 19,
  /** X-Forwarded-For in any case, but not with underscores. */
  forwardedFor: 20,
  /** Every other field that only a trusted peer may set (`MANAGED` in forwarded-headers.ts), and all of them written with underscores. */
  managed: 21,
} as const;

/** A set of fields: 1 at the FieldId of each of `ids`, 0 at all others. */
export function fieldSet(ids: readonly number[]): Uint8Array {
  const set = new Uint8Array(32);
  for (const id of ids) set[id] = 1;
  return set;
}

const NO_FIELDS = fieldSet([]);

/** What was said about the connection and the message, as bits of `Head.flags`. */
export const HeadFlag = {
  /** `Connection: close`. */
  close: 1,
  /** `Connection: keep-alive`. */
  keepAlive: 2,
  /** `Connection: upgrade` and an Upgrade field. */
  upgrade: 4,
  /** Connection names a field other than close, keep-alive, upgrade, te: such a field has to be removed. */
  connectionNames: 8,
  /** `Expect: 100-continue`. */
  expectContinue: 16,
  /** `TE: trailers`. */
  teTrailers: 32,
  /** A line of `forwardedFor` or `managed` is there. */
  forwarded: 64,
  /** Accept-Encoding is there. */
  acceptEncoding: 128,
  /** Range is there. */
  range: 256,
  /** User-Agent is there and empty. */
  emptyUserAgent: 512,
  /** `Content-Length` was given (also 0). */
  contentLength: 1024,
  /** The response is coded with gzip: `Content-Encoding: gzip`. */
  gzip: 2048,
  /** Date is there. */
  date: 4096,
  /** `Trailer` is there. */
  trailer: 8192,
  /** Upgrade names h2c, or HTTP2-Settings is there. */
  h2c: 16384,
} as const;

/** Length of a body that comes in chunks. */
export const CHUNKED = -1;
/** Length of a response body that ends with the connection. */
export const UNTIL_CLOSE = -2;

/**
 * The head that was parsed last. One for all connections of a thread: whoever needs something of it later copies it. Strings
 * are slices of `text`.
 */
export class Head {
  /** The head's bytes as text, a character each. */
  text = '';
  /** Number of field lines. */
  count = 0;
  /** For each line four offsets into `text`: name start, name end, value start, value end (blanks trimmed). */
  offsets = new Int32Array(4 * 256);
  /** For each line its FieldId. */
  ids = new Uint8Array(256);
  /** Bits of HeadFlag. */
  flags = 0;
  /** Minor version of HTTP/1. */
  minor = 1;
  /** Bytes of the body, CHUNKED or UNTIL_CLOSE. For a request without one: 0. */
  bodyLength = 0;
  /** Request: its method. */
  method = '';
  /** Request: its target as sent. */
  target = '';
  /** Request: the target is a path of unreserved characters and slashes without empty or dot segments; nothing is to be normalised. */
  plainTarget = false;
  /** Request: value of the Host field; empty if there is none. */
  host = '';
  /** Response: its status. */
  status = 0;

  name(line: number): string {
    return this.text.slice(this.offsets[4 * line], this.offsets[4 * line + 1]);
  }

  value(line: number): string {
    return this.text.slice(this.offsets[4 * line + 2], this.offsets[4 * line + 3]);
  }

  /** Value of the first line with `id`, or undefined. */
  valueOf(id: number): string | undefined {
    for (let line = 0; line < this.count; line += 1) if (this.ids[line] === id) return this.value(line);
    return undefined;
  }

  /** Name, value, name, value: copies, as Node's `rawHeaders`. `without`: fields to leave out (see `fieldSet`). */
  raw(without: Uint8Array = NO_FIELDS): string[] {
    const raw: string[] = [];
    for (let line = 0; line < this.count; line += 1)
      if (without[this.ids[line] ?? 0] === 0) raw.push(this.name(line), this.value(line));
    return raw;
  }
}

/** The one set of registers that the parsers fill. */
export const head = new Head();

/** Why a request head is refused: negative results of `parseRequestHead`. */
export const Refusal = {
  badRequest: -1,
  missingHost: -2,
  malformedHost: -3,
  tooLarge: -4,
  badVersion: -5,
  /** A transfer coding other than `chunked`. */
  unsupportedCoding: -6,
  /** `Expect` with anything but `100-continue`. */
  expectationFailed: -7,
  /** The client speaks HTTP/2: `PRI * HTTP/2.0`. */
  http2Preface: -8,
} as const;
