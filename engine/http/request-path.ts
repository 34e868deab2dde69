import { brokenEscape, cleanPath, splitTarget } from '../middlewares/request-target.ts';

/** A request target, ready to route and to forward. */
export interface PreparedTarget {
  /** Path and query as they are sent on. */
  readonly target: string;
  /** What rules compare: percent-decoded, but for characters that mean something in a URL. */
  readonly routingPath: string;
  /** Without the question mark; empty if there is none. */
  readonly query: string;
}

/** `malformed`: not a request target. `fragment`: its path holds a `#`. Either is answered 400. */
export type TargetRefusal = 'malformed' | 'fragment';

/** Escapes that stay as they are in the routing path: `:/?#[]@!$&'()*+,;=%`. */
const RESERVED = new Set([
  ...['3A', '2F', '3F', '23', '5B', '5D', '40', '21', '24', '26', '27', '28', '29'],
  ...['2A', '2B', '2C', '3B', '3D', '25'],
]);

/**
 * Normalises a request target in origin form as a Traefik entry point with default options does: escapes of
 * unreserved characters are decoded and the others upper-cased, dot segments and doubled slashes removed, `;` in
 * the query turned into `&`. No redirect is sent.
 */
export function prepareTarget(raw: string): PreparedTarget | TargetRefusal {
  if (raw === '*') return { target: '*', routingPath: '*', query: '' };
  const { path, query } = splitTarget(raw);
  if (!path.startsWith('/') || brokenEscape(path) !== undefined) return 'malformed';
  if (path.includes('#')) return 'fragment';
  const clean = cleanPath(normalizeEscapes(path));
  const separated = query.replaceAll(';', '&');
  return { target: `${clean}${separated}`, routingPath: routingPath(clean), query: separated.slice(1) };
}

/** The pairs of a query, decoded as Go does: `+` is a blank, a pair with a broken escape is left out. */
export function parseQuery(query: string): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const part of query.split('&')) {
    if (part === '' || brokenEscape(part) !== undefined) continue;
    const mark = part.indexOf('=');
    const name = mark === -1 ? part : part.slice(0, mark);
    pairs.push([decodeQueryText(name), mark === -1 ? '' : decodeQueryText(part.slice(mark + 1))]);
  }
  return pairs;
}

function normalizeEscapes(path: string): string {
  // What no path may hold goes on escaped, as Go writes it.
  const escaped = path.replace(
    /["<>\\^`{|}]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (!escaped.includes('%')) return escaped;
  return escaped.replace(/%([0-9A-Fa-f]{2})/g, (sequence, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : sequence.toUpperCase();
  });
}

function routingPath(path: string): string {
  return utf8(
    path.replace(/%([0-9A-F]{2})/g, (sequence, hex: string) => (RESERVED.has(hex) ? sequence : byteOf(hex))),
  );
}

function decodeQueryText(text: string): string {
  return utf8(text.replaceAll('+', ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => byteOf(hex)));
}

function byteOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** Reads a string of bytes, one character each, as UTF-8. */
function utf8(bytes: string): string {
  return /^[ -~]*$/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}
