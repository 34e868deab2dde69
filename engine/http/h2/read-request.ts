import { HeaderList } from '../../middlewares/message.ts';
import { isAuthority } from '../wire/authority.ts';
import { isFieldValue, isToken, parseLength } from './fields.ts';

/** A request's header section, checked. */
export interface RequestSection {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Without pseudo fields and Host; cookies in one line. */
  readonly headers: HeaderList;
  /** Bytes that the client announced; -1: it did not say. */
  readonly length: number;
}

/**
 * Why a request is not served: `malformed` is reset with PROTOCOL_ERROR (RFC 9113 §8.1.1), `bad` is answered with
 * 400, `large` with 431, `connect` with 501.
 */
export type RequestRefusal = 'malformed' | 'bad' | 'large' | 'connect';

const PSEUDO = [':method', ':scheme', ':authority', ':path'];
const FORBIDDEN = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/**
 * Reads a header section as the client sent it: name, value, name, value. Accepts only what can be written into an
 * HTTP/1.1 head without a second meaning (RFC 9113 §8.2, §8.3.1, §10.3).
 *
 * @param maxBytes limit of the section's size as RFC 9113 §6.5.2 counts it: 32 bytes a line beside name and value.
 */
export function readRequest(raw: readonly string[], maxBytes: number): RequestSection | RequestRefusal {
  const pseudo: Record<string, string> = {};
  const lines: string[] = [];
  let host: string | undefined;
  let length = -1;
  let cookieAt = -1;
  let bytes = 0;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    bytes += name.length + value.length + 32;
    if (!isFieldValue(value)) return 'malformed';
    if (name.startsWith(':')) {
      if (!PSEUDO.includes(name) || name in pseudo || lines.length > 0 || host !== undefined)
        return 'malformed';
      pseudo[name] = value;
      continue;
    }
    if (!isToken(name) || name !== name.toLowerCase() || value !== value.trim()) return 'malformed';
    if (FORBIDDEN.has(name) || (name === 'te' && value.toLowerCase() !== 'trailers')) return 'malformed';
    if (name === 'host') {
      if (host !== undefined) return 'malformed';
      host = value;
    } else if (name === 'content-length') {
      const announced = parseLength(value);
      if (length !== -1 || announced === undefined) return 'malformed';
      length = announced;
      lines.push(name, value);
    } else if (name === 'cookie' && cookieAt !== -1) {
      lines[cookieAt] = `${lines[cookieAt]}; ${value}`;
    } else if (name !== 'http2-settings') {
      if (name === 'cookie') cookieAt = lines.length + 1;
      lines.push(name, value);
    }
  }
  const { ':method': method, ':scheme': scheme, ':path': path, ':authority': authority } = pseudo;
  if (method === undefined || !isToken(method)) return 'malformed';
  if (method === 'CONNECT') return 'connect';
  if ((scheme !== 'http' && scheme !== 'https') || path === undefined) return 'malformed';
  if (!path.startsWith('/') && !(path === '*' && method === 'OPTIONS')) return 'malformed';
  if (!isHost(authority) || !isHost(host)) return 'malformed';
  if (authority !== undefined && host !== undefined && authority.toLowerCase() !== host.toLowerCase()) {
    return 'malformed';
  }
  if (bytes > maxBytes) return 'large';
  // Paths that HTTP/1.1 clients get a 400 for, too.
  if (!VISIBLE_ASCII.test(path) || path.includes('#')) return 'bad';
  return { method, target: path, host: authority ?? host ?? '', headers: new HeaderList(lines), length };
}

/** Whether `value` is a host with or without a port, and no user information before it. */
function isHost(value: string | undefined): boolean {
  if (value === undefined || /^[\w.-]+(:\d+)?$/.test(value)) return true;
  const bytes = Buffer.from(value, 'latin1');
  return isAuthority(bytes, 0, bytes.length);
}
