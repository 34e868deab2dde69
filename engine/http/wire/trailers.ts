import { LF } from './bytes.ts';
import { Forgiving, MALFORMED_FIELDS, parseFields } from './fields.ts';
import { Head } from './registers.ts';

/** Most bytes of a trailer section. */
export const MOST_TRAILER_BYTES = 16 * 1024;

/**
 * Fields that change how a message is framed, routed, authenticated or processed: no trailer may bring one
 * (RFC 9110 §6.5.1). In lower case.
 */
const FORBIDDEN = new Set([
  ...['connection', 'content-length', 'host', 'http2-settings', 'keep-alive', 'proxy-connection', 'te'],
  ...['trailer', 'transfer-encoding', 'upgrade', 'expect', 'max-forwards', 'range'],
  ...['authorization', 'cookie', 'proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization'],
  ...['set-cookie', 'www-authenticate', 'content-encoding', 'content-range', 'content-type', 'age', 'date'],
  ...['cache-control', 'expires', 'location', 'pragma', 'retry-after', 'vary'],
  ...['forwarded', 'x-scheme', 'x-real-ip'],
]);
const FORBIDDEN_PREFIXES = ['if-', 'x-forwarded-'];

/** One for all: it is read at once. */
const fields = new Head();

/** Collects the trailer section of one message after the other. */
export class TrailerReader {
  done = false;
  /** Name, value, name, value. */
  trailers: string[] | undefined = undefined;
  #bytes: Buffer | undefined;
  #length = 0;
  /** Where the last line begins, which is not complete. The lines before it are valid and not looked at again. */
  #lastLine = 0;

  reset(): void {
    this.done = false;
    this.trailers = undefined;
    this.#length = 0;
    this.#lastLine = 0;
  }

  /** Takes the next bytes. Returns how many belong to the section, or MALFORMED_FIELDS, also if they are too many. */
  take(bytes: Buffer, start: number, end: number): number {
    const before = this.#length;
    const room = MOST_TRAILER_BYTES - before;
    const taken = Math.min(end - start, room);
    const section = this.#reserve(before + taken);
    bytes.copy(section, before, start, start + taken);
    this.#length = before + taken;
    const length = parseFields(section, this.#lastLine, this.#length, 0, fields, Forgiving.no);
    if (length < 0 || (length === 0 && this.#length === MOST_TRAILER_BYTES)) return MALFORMED_FIELDS;
    if (length === 0) {
      for (let at = before; at < this.#length; at += 1) if (section[at] === LF) this.#lastLine = at + 1;
      return taken;
    }
    if (this.#lastLine > 0) parseFields(section, 0, length, 0, fields, Forgiving.no);
    this.done = true;
    fields.text = section.toString('latin1', 0, length);
    this.trailers = allowedFields();
    return length - before;
  }

  #reserve(length: number): Buffer {
    const bytes = this.#bytes;
    if (bytes !== undefined && bytes.length >= length) return bytes;
    const larger = Buffer.allocUnsafeSlow(Math.min(MOST_TRAILER_BYTES, Math.max(256, 2 * length)));
    bytes?.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    return larger;
  }
}

function allowedFields(): string[] | undefined {
  const allowed: string[] = [];
  for (let line = 0; line < fields.count; line += 1) {
    const name = fields.name(line);
    if (!isForbidden(name)) allowed.push(name, fields.value(line));
  }
  return allowed.length === 0 ? undefined : allowed;
}

/** Whether no trailer may have this name. */
export function isForbidden(name: string): boolean {
  // Behind a server that makes environment variables of fields, `_` and `-` are one.
  const plain = name.toLowerCase().replaceAll('_', '-');
  return FORBIDDEN.has(plain) || FORBIDDEN_PREFIXES.some((prefix) => plain.startsWith(prefix));
}
