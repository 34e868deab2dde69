import { HeaderList } from '../../middlewares/message.ts';
import { isForbidden } from '../wire/trailers.ts';

/** Fields that speak of one HTTP/1 connection and make an HTTP/2 message malformed (RFC 9113 §8.2.2). */
const CONNECTION_SPECIFIC = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What RFC 9110 §5.5 forbids in a value. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const FORBIDDEN_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/;

/** Whether `text` is a token (RFC 9110 §5.6.2): a method, a field name. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether `value` may stand in a field. */
export function isFieldValue(value: string): boolean {
  return !FORBIDDEN_IN_VALUE.test(value);
}

/**
 * Appends the lines that may go into an HTTP/2 header section to `raw` as name, value, names in lower case. Lines with a
 * name or a value that HTTP does not allow are left out, as Go's server does; with them, one field could pass for two.
 *
 * @param skip lower-case name that is left out as well.
 */
export function pushFields(raw: string[], headers: HeaderList, skip = ''): void {
  for (const [name, value] of headers.lines()) {
    const lower = name.toLowerCase();
    if (lower === skip || CONNECTION_SPECIFIC.has(lower)) continue;
    if (lower === 'te' && value.toLowerCase() !== 'trailers') continue;
    if (!isToken(lower) || !isFieldValue(value)) continue;
    raw.push(lower, oneByteText(value));
  }
}

/** The lines of an interim response. */
export function fieldsObject(headers: HeaderList): Record<string, string[]> {
  const raw: string[] = [];
  pushFields(raw, headers);
  return grouped(raw);
}

/** The lines of a trailer section. */
export function trailersObject(trailers: HeaderList | undefined): Record<string, string[]> {
  if (trailers === undefined) return {};
  const raw: string[] = [];
  pushFields(raw, trailers);
  return grouped(raw);
}

/** The trailers in `raw`, without fields that have no place there; undefined if none is left. */
export function readTrailers(raw: readonly string[]): HeaderList | undefined {
  const trailers = new HeaderList(raw);
  trailers.retain((name) => !name.startsWith(':') && !isForbidden(name));
  return trailers.lines().length > 0 ? trailers : undefined;
}

/** A header section without its pseudo fields. */
export function readFields(raw: readonly string[]): HeaderList {
  const lines: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (!name.startsWith(':')) lines.push(name, raw[index + 1] ?? '');
  }
  return new HeaderList(lines);
}

/** A length in decimal digits; undefined for anything else or more than 15 digits. */
export function parseLength(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function grouped(raw: readonly string[]): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const values = fields[name];
    if (values) values.push(raw[index + 1] ?? '');
    else fields[name] = [raw[index + 1] ?? ''];
  }
  return fields;
}

/** Node hands each character on as one byte; a configured value may have others, which go as UTF-8. */
function oneByteText(value: string): string {
  for (let index = 0; index < value.length; index += 1) {
    if (value.charCodeAt(index) > 0xff) return Buffer.from(value, 'utf8').toString('latin1');
  }
  return value;
}
