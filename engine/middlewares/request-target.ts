const UNSAFE_IN_PATH = /[^A-Za-z0-9\-._~!$&'()*+,/:;=@[\]%]/g;

/** Parts a request target at its query: `/a?b=1` into `/a` and `?b=1`. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark === -1
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark) };
}

/** The first broken percent sequence in `path`, shortened as Go shows it, or undefined. */
export function brokenEscape(path: string): string | undefined {
  return /%(?![0-9A-Fa-f]{2})[\s\S]{0,2}/.exec(path)?.[0];
}

/**
 * Removes `.` and `..` segments and doubled slashes. A final slash stays only if it is written:
 * `/a/x/..` gives `/a` (Go: `path.Clean` behind `url.JoinPath`).
 */
export function cleanPath(path: string): string {
  if (!path.includes('//') && !path.includes('/.')) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const clean = `/${kept.join('/')}`;
  return path.endsWith('/') && clean !== '/' ? `${clean}/` : clean;
}

/** Percent-decodes a path wholly. Bytes that are no UTF-8 become U+FFFD. `path` must have no broken escape. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  const bytes = Buffer.from(path, 'utf8').toString('latin1');
  const decoded = bytes.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

/** Percent-encodes what may not stand in a path as it is, such as blanks and letters beyond ASCII; `%` stays. */
export function escapePath(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(UNSAFE_IN_PATH, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** What is left of an encoded path once `decodedPrefix`, with which its decoded form begins, is taken off. */
export function cutDecodedPrefix(path: string, decodedPrefix: string): string {
  let bytes = Buffer.byteLength(decodedPrefix, 'utf8');
  let index = 0;
  while (bytes > 0 && index < path.length) {
    const codePoint = path.codePointAt(index) ?? 0;
    if (codePoint === 0x25) {
      index += 3;
      bytes -= 1;
    } else {
      index += codePoint > 0xffff ? 2 : 1;
      bytes -= codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }
  }
  return path.slice(index);
}
