import { hash, timingSafeEqual } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Why a stored password cannot be checked, or undefined if it can. */
export function unsupportedPassword(stored: string): string | undefined {
  if (stored.startsWith('{SHA}') || /^\$(apr1|1)\$[^$]*\$/.test(stored)) return undefined;
  if (/^\$2[abxy]?\$/.test(stored)) {
    return 'is a bcrypt hash, which is not supported yet: make one with "htpasswd -nm" (MD5) or "htpasswd -ns" (SHA1)';
  }
  return 'is no hash that htpasswd makes: make one with "htpasswd -nm" (MD5) or "htpasswd -ns" (SHA1)';
}

/** Whether `password` is the one whose hash is stored: `{SHA}`, `$apr1$` or `$1$`. Takes as long for either answer. */
export function verifyPassword(password: string, stored: string): boolean {
  const computed = stored.startsWith('{SHA}')
    ? `{SHA}${hash('sha1', password, 'base64')}`
    : md5Crypt(password, stored);
  const [a, b] = [Buffer.from(computed), Buffer.from(stored)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The MD5-based crypt of FreeBSD and, with the magic `$apr1$`, of Apache: 1000 rounds. */
function md5Crypt(password: string, stored: string): string {
  const [, type = '', fullSalt = ''] = stored.split('$');
  const magic = `$${type}$`;
  const salt = Buffer.from(fullSalt.slice(0, 8));
  const key = Buffer.from(password);
  const md5 = (...parts: readonly Buffer[]): Buffer => hash('md5', Buffer.concat(parts), 'buffer');

  const inner = md5(key, salt, key);
  const parts: Buffer[] = [key, Buffer.from(magic), salt];
  for (let left = key.length; left > 0; left -= 16) parts.push(inner.subarray(0, Math.min(16, left)));
  for (let bits = key.length; bits > 0; bits >>= 1) {
    parts.push((bits & 1) === 1 ? Buffer.from([0]) : key.subarray(0, 1));
  }
  let digest = md5(...parts);
  for (let round = 0; round < 1000; round += 1) {
    const odd = (round & 1) === 1;
    const middle: Buffer[] = [];
    if (round % 3 !== 0) middle.push(salt);
    if (round % 7 !== 0) middle.push(key);
    digest = md5(odd ? key : digest, ...middle, odd ? digest : key);
  }
  return `${magic}${salt.toString()}$${encode(digest)}`;
}

function encode(digest: Buffer): string {
  const byte = (index: number): number => digest[index] ?? 0;
  const letters = (value: number, count: number): string => {
    let text = '';
    for (; count > 0; count -= 1, value >>= 6) text += ALPHABET[value & 0x3f] ?? '';
    return text;
  };
  let text = '';
  for (let first = 0; first < 5; first += 1) {
    const last = first === 4 ? 5 : first + 12;
    text += letters((byte(first) << 16) | (byte(first + 6) << 8) | byte(last), 4);
  }
  return text + letters(byte(11), 2);
}
