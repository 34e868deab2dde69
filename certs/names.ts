import { isIPv4, isIPv6 } from 'node:net';
import { CertificateError } from './errors.ts';

/** A subjectAltName: a DNS name, or an address in network order (4 or 16 bytes). */
export type AlternativeName =
  | { readonly kind: 'dns'; readonly name: string }
  | { readonly kind: 'ip'; readonly address: Buffer };

/** Longest common name that X.520 allows (RFC 5280, ub-common-name). */
const COMMON_NAME_LIMIT = 64;
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** @throws CertificateError `invalid-name` if `text` is empty, has control characters or over 64 characters. */
export function checkCommonName(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
  if (text === '' || text.length > COMMON_NAME_LIMIT || /[\u0000-\u001f\u007f]/.test(text)) {
    throw new CertificateError(
      'invalid-name',
      `common name ${JSON.stringify(text)}: expected 1 to ${COMMON_NAME_LIMIT} printable characters`,
    );
  }
}

function isDnsName(text: string): boolean {
  const labels = text.split('.');
  const names = labels[0] === '*' && labels.length > 1 ? labels.slice(1) : labels;
  // A last label of digits alone is an address that is mistyped, never a host (RFC 1123 §2.1).
  return text.length <= 253 && names.every((label) => LABEL.test(label)) && !/(^|\.)\d+$/.test(text);
}

function ipv6Bytes(text: string): Buffer {
  // The URL parser writes every form, `::ffff:1.2.3.4` too, as hexadecimal groups with at most one `::`.
  const groups = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = groups.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail.split(':').filter((group) => group !== '');
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  const digits = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'));
  return Buffer.from(digits.join(''), 'hex');
}

/**
 * Reads an IPv4 or IPv6 address, or a DNS name in ASCII, whose first label may be `*`.
 * @throws CertificateError `invalid-name` for anything else.
 */
export function parseAlternativeName(text: string): AlternativeName {
  if (isIPv4(text)) return { kind: 'ip', address: Buffer.from(text.split('.').map(Number)) };
  if (isIPv6(text) && !text.includes('%')) return { kind: 'ip', address: ipv6Bytes(text) };
  if (isDnsName(text)) return { kind: 'dns', name: text };
  throw new CertificateError(
    'invalid-name',
    `subject alternative name ${JSON.stringify(text)}: expected a DNS name such as mongo.local or *.mongo.local ` +
      '(international names in their xn-- form) or an IP address without port or zone',
  );
}
