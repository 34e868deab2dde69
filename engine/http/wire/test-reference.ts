/**
 * The grammar once more, as slow and as plain as can be: with regular expressions, on whole texts. What the parsers say
 * is compared with it.
 */
import { isIPv6 } from 'node:net';

export interface ReferenceHead {
  readonly length: number;
  readonly lines: readonly string[];
  readonly bodyLength: number;
  readonly start: readonly (string | number | boolean)[];
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
const VALUE = '[\\t\\x20-\\x7e\\x80-\\xff]*';
const REQUEST = new RegExp(
  `^(?:\\r\\n)?(${TOKEN}{1,32}) ([\\x21-\\x7e]+) HTTP/(\\d\\.\\d)\\r\\n((?:${TOKEN}+:${VALUE}\\r\\n)*)\\r\\n`,
);
const RESPONSE = new RegExp(
  `^HTTP/1\\.([01]) ([1-9]\\d\\d)(?: ${VALUE})?\\r\\n((?:${TOKEN}+[ \\t]*:${VALUE}(?:\\r\\n[ \\t]${VALUE})*\\r\\n)*)\\r\\n`,
);
const NAME = "(?:[\\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})";

/** A head, or undefined if the text does not begin with one that is served. */
export function referenceRequest(text: string): ReferenceHead | undefined {
  const match = REQUEST.exec(text);
  if (match === null) return undefined;
  const [whole, method = '', target = '', version = '', block = ''] = match;
  const lines = linesOf(block);
  const hosts = valuesOf(lines, 'host');
  const lengths = valuesOf(lines, 'content-length');
  const codings = valuesOf(lines, 'transfer-encoding');
  const served =
    (version === '1.1' ? hosts.length === 1 : version === '1.0' && hosts.length < 2) &&
    hosts.every(isAuthority) &&
    isTarget(method, target) &&
    lengths.length + codings.length < 2 &&
    lengths.every((length) => /^\d{1,15}$/.test(length)) &&
    codings.every((coding) => version === '1.1' && /^chunked$/i.test(coding)) &&
    (version === '1.0' || valuesOf(lines, 'expect').every((value) => /^100-continue$/i.test(value)));
  if (!served) return undefined;
  const bodyLength = codings.length > 0 ? -1 : Number(lengths[0] ?? 0);
  const plain = /^[\w.~/-]*$/.test(target) && target.startsWith('/') && !/\/\/|\/\.\.?(?:\/|$)/.test(target);
  return { length: whole.length, lines, bodyLength, start: [method, target, plain, hosts[0] ?? ''] };
}

/** The head of a response to `requestMethod`, or undefined if the text does not begin with one. */
export function referenceResponse(text: string, requestMethod: string): ReferenceHead | undefined {
  const match = RESPONSE.exec(text);
  if (match === null) return undefined;
  const [whole, minor, status = '', block = ''] = match;
  const lines = linesOf(block.replace(/\r\n(?=[ \t])/g, '  '));
  const lengths = valuesOf(lines, 'content-length');
  const codings = valuesOf(lines, 'transfer-encoding');
  const valid =
    lengths.every((length) => /^\d{1,15}$/.test(length) && Number(length) === Number(lengths[0])) &&
    codings.every((coding) => minor === '1' && /^chunked$/i.test(coding)) &&
    codings.length < 2 &&
    (codings.length === 0 || lengths.length === 0);
  if (!valid) return undefined;
  const empty = requestMethod === 'HEAD' || /^(?:1..|204|304)$/.test(status);
  const length = lengths[0] === undefined ? -2 : Number(lengths[0]);
  const bodyLength = empty ? 0 : codings.length > 0 ? -1 : length;
  const first = lines.findIndex((name) => name.toLowerCase() === 'content-length');
  const kept = lines.filter((_, index) => {
    const name = index - (index % 2);
    return name === first || lines[name]?.toLowerCase() !== 'content-length';
  });
  return { length: whole.length, lines: kept, bodyLength, start: [Number(status)] };
}

export interface ReferenceBody {
  readonly data: string;
  readonly trailers: readonly string[];
  readonly taken: number;
}

/** A whole body in chunks, or undefined if the text does not begin with one. Trailers are not filtered. */
export function referenceBody(text: string): ReferenceBody | undefined {
  let data = '';
  let at = 0;
  for (;;) {
    const size = /^([0-9A-Fa-f]{1,13})(?:;[\x20-\x7e\x80-\xff]{0,255})?\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    at += size[0].length;
    const length = Number.parseInt(size[1] ?? '', 16);
    if (length === 0) break;
    if (text.slice(at + length, at + length + 2) !== '\r\n') return undefined;
    data += text.slice(at, at + length);
    at += length + 2;
  }
  const trailers = new RegExp(`^((?:${TOKEN}+:${VALUE}\\r\\n)*)\\r\\n`).exec(text.slice(at));
  if (trailers === null || trailers[0].length > 16 * 1024) return undefined;
  return { data, trailers: linesOf(trailers[1] ?? ''), taken: at + trailers[0].length };
}

function isTarget(method: string, target: string): boolean {
  if (method === 'CONNECT') return /^(?:[^:[]+|\[.*\]):\d+$/.test(target) && isAuthority(target);
  if (target === '*') return method === 'OPTIONS';
  const absolute = /^https?:\/\/(?:[^@/?#]*@)?([^@/?#]+)(?:[/?#].*)?$/i.exec(target);
  return absolute?.[1] === undefined
    ? target.startsWith('/')
    : isAuthority(absolute[1]) && !absolute[1].startsWith(':');
}

function isAuthority(host: string): boolean {
  const literal = /^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1];
  return literal === undefined ? new RegExp(`^${NAME}*(?::\\d*)?$`).test(host) : isIPv6(literal);
}

function linesOf(block: string): string[] {
  return block
    .split('\r\n')
    .slice(0, -1)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return [trim(line.slice(0, colon)), trim(line.slice(colon + 1))];
    });
}

function trim(text: string): string {
  return text.replace(/^[ \t]+/, '').replace(/[ \t]+$/, '');
}

function valuesOf(lines: readonly string[], name: string): string[] {
  return lines.filter((_, index) => index % 2 === 1 && lines[index - 1]?.toLowerCase() === name);
}
