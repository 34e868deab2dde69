import { FieldId } from './registers.ts';

/** Names in lower case. */
const NAMES: Readonly<Record<string, number>> = {
  host: FieldId.host,
  'content-length': FieldId.contentLength,
  'transfer-encoding': FieldId.transferEncoding,
  connection: FieldId.connection,
  'keep-alive': FieldId.keepAlive,
  'proxy-connection': FieldId.proxyConnection,
  te: FieldId.te,
  trailer: FieldId.trailer,
  upgrade: FieldId.upgrade,
  expect: FieldId.expect,
  'proxy-authenticate': FieldId.proxyAuthenticate,
  'proxy-authorization': FieldId.proxyAuthorization,
  'http2-settings': FieldId.http2Settings,
  'accept-encoding': FieldId.acceptEncoding,
  range: FieldId.range,
  'user-agent': FieldId.userAgent,
  'x-correlation-id': FieldId.correlationId,
  date: FieldId.date,
  'content-encoding': FieldId.contentEncoding,
  'x-forwarded-for': FieldId.forwardedFor,
  'x-forwarded-host': FieldId.managed,
  'x-forwarded-port': FieldId.managed,
  'x-forwarded-proto': FieldId.managed,
  'x-forwarded-server': FieldId.managed,
  'x-forwarded-uri': FieldId.managed,
  'x-forwarded-method': FieldId.managed,
  'x-forwarded-prefix': FieldId.managed,
  'x-forwarded-tls-client-cert': FieldId.managed,
  'x-forwarded-tls-client-cert-info': FieldId.managed,
  'x-forwarded-scheme': FieldId.managed,
  'x-scheme': FieldId.managed,
  'x-real-ip': FieldId.managed,
};

const entries = Object.entries(NAMES);
const LONGEST = Math.max(...entries.map(([name]) => name.length));
const HYPHEN = 0x2d;
/** What `_` becomes when bit 5 is set. No name holds the byte itself. */
const UNDERSCORE = 0x7f;

/** By length and first letter: the number of the first candidate, counted from 1, or 0. */
const FIRST = new Uint8Array((LONGEST + 1) << 5);
/** The candidate with the same length and first letter that comes next, or 0. */
const NEXT = new Uint8Array(entries.length + 1);
const IDS = new Uint8Array(entries.length + 1);
/** Where a candidate's letters begin in `LETTERS`. */
const STARTS = new Uint16Array(entries.length + 1);
const LETTERS = Buffer.from(entries.map(([name]) => name).join(''), 'latin1');

let start = 0;
for (const [index, [name, id]] of entries.entries()) {
  const slot = (name.length << 5) | (name.charCodeAt(0) & 31);
  NEXT[index + 1] = FIRST[slot] ?? 0;
  FIRST[slot] = index + 1;
  IDS[index + 1] = id;
  STARTS[index + 1] = start;
  start += name.length;
}

/** Where a name's bytes are put to be looked at. */
const SCRATCH = new Uint8Array(LONGEST);

/** The FieldId of a name, which holds token characters only. */
export function fieldIdOf(name: string): number {
  const { length } = name;
  if (length > LONGEST || FIRST[(length << 5) | (name.charCodeAt(0) & 31)] === 0) return FieldId.other;
  for (let index = 0; index < length; index += 1) SCRATCH[index] = name.charCodeAt(index);
  return fieldId(SCRATCH, 0, length);
}

/** The FieldId of the name from `from` to `to`, which holds token characters only. */
export function fieldId(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length > LONGEST) return FieldId.other;
  let candidate = FIRST[(length << 5) | ((bytes[from] ?? 0) & 31)] ?? 0;
  while (candidate !== 0) {
    const id = IDS[candidate] ?? 0;
    const letters = STARTS[candidate] ?? 0;
    let underscored = false;
    let index = 0;
    for (; index < length; index += 1) {
      const byte = (bytes[from + index] ?? 0) | 0x20;
      const letter = LETTERS[letters + index];
      if (byte === letter) continue;
      // Many servers read `X_Real_Ip` as `X-Real-Ip`: as environment variables the two are one.
      if (byte !== UNDERSCORE || letter !== HYPHEN || id < FieldId.forwardedFor) break;
      underscored = true;
    }
    if (index === length) return underscored ? FieldId.managed : id;
    candidate = NEXT[candidate] ?? 0;
  }
  return FieldId.other;
}
