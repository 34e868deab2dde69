/** What routing and termination need to know of a ClientHello. */
export interface ClientHello {
  /** Lower-case host name of the server_name extension, '' if the client sent none. */
  readonly serverName: string;
  /** Protocols offered with ALPN, in the client's order; empty if it does not use ALPN. */
  readonly alpn: readonly string[];
  /** The supported_versions extension (0x0304 is TLS 1.3) without GREASE values; empty before TLS 1.3. */
  readonly supportedVersions: readonly number[];
  /** Bytes of the records that carry the message: what was looked at. */
  readonly length: number;
}

/** `atLeast`: with fewer bytes in total than this, parsing again gives the same answer. */
export type ClientHelloResult =
  | { readonly kind: 'incomplete'; readonly atLeast: number }
  | { readonly kind: 'invalid'; readonly reason: string }
  | ({ readonly kind: 'hello' } & ClientHello);

/** Most bytes of records that a ClientHello may take. Post-quantum key shares need about 2 KiB. */
export const maximumClientHelloBytes = 65_536;

const handshakeRecord = 22;
const clientHelloMessage = 1;
const recordHeaderBytes = 5;
const messageHeaderBytes = 4;
const maximumRecordBytes = 16_384;

const serverNameExtension = 0;
const alpnExtension = 16;
const supportedVersionsExtension = 43;

/**
 * Reads the ClientHello at the start of `bytes` (RFC 8446 §4.1.2, §5.1), also when its message is spread over
 * several records. Pure: call it again with more bytes after `incomplete`. `invalid` is final.
 */
export function parseClientHello(bytes: Buffer): ClientHelloResult {
  try {
    const message = collectMessage(bytes);
    if (typeof message === 'number') return { kind: 'incomplete', atLeast: message };
    return { kind: 'hello', ...parseMessage(message.body), length: message.length };
  } catch (error) {
    if (error instanceof MalformedHello) return { kind: 'invalid', reason: error.message };
    throw error;
  }
}

class MalformedHello extends Error {}

/** The handshake message put together from its records, or the number of bytes needed to get further. */
function collectMessage(bytes: Buffer): { body: Buffer; length: number } | number {
  const fragments: Buffer[] = [];
  let collected = 0;
  let wanted = messageHeaderBytes;
  let offset = 0;
  while (collected < wanted) {
    if (offset + recordHeaderBytes > maximumClientHelloBytes)
      throw new MalformedHello('ClientHello is too long');
    checkRecordHeader(bytes, offset);
    if (bytes.length < offset + recordHeaderBytes) return offset + recordHeaderBytes;
    const end = offset + recordHeaderBytes + bytes.readUInt16BE(offset + 3);
    const fragment = bytes.subarray(offset + recordHeaderBytes, end);
    fragments.push(fragment);
    collected += fragment.length;
    if (wanted === messageHeaderBytes) wanted = wantedBytes(fragments, collected);
    if (end > maximumClientHelloBytes) throw new MalformedHello('ClientHello is too long');
    if (bytes.length < end) return end;
    offset = end;
  }
  return { body: Buffer.concat(fragments).subarray(messageHeaderBytes, wanted), length: offset };
}

/** Checks as much of a record header as there is, so that junk is refused at its first wrong byte. */
function checkRecordHeader(bytes: Buffer, offset: number): void {
  const type = bytes[offset];
  const majorVersion = bytes[offset + 1];
  if (type !== undefined && type !== handshakeRecord) throw new MalformedHello(`record of type ${type}`);
  if (majorVersion !== undefined && majorVersion !== 3) {
    throw new MalformedHello(`record version with major number ${majorVersion}`);
  }
  if (bytes.length < offset + recordHeaderBytes) return;
  const length = bytes.readUInt16BE(offset + 3);
  if (length === 0 || length > maximumRecordBytes) throw new MalformedHello(`record of ${length} bytes`);
}

/** Bytes of the whole handshake message with its header, as far as its first bytes say. */
function wantedBytes(fragments: readonly Buffer[], collected: number): number {
  const first = fragments.length === 1 ? fragments[0] : Buffer.concat(fragments);
  const type = first?.[0];
  if (first === undefined || type === undefined) return messageHeaderBytes;
  if (type !== clientHelloMessage) throw new MalformedHello(`handshake message of type ${type}`);
  if (collected < messageHeaderBytes) return messageHeaderBytes;
  const wanted = messageHeaderBytes + first.readUIntBE(1, 3);
  if (wanted > maximumClientHelloBytes) throw new MalformedHello('ClientHello is too long');
  return wanted;
}

/** Reads length-prefixed vectors and refuses to run past the end. */
class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#offset === this.#bytes.length;
  }

  number(size: 1 | 2): number {
    return this.take(size).readUIntBE(0, size);
  }

  take(size: number): Buffer {
    const end = this.#offset + size;
    if (end > this.#bytes.length) throw new MalformedHello('a field runs past the end of the ClientHello');
    const part = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return part;
  }

  vector(lengthSize: 1 | 2): Buffer {
    return this.take(this.number(lengthSize));
  }
}

function parseMessage(body: Buffer): Omit<ClientHello, 'length'> {
  const reader = new Reader(body);
  reader.take(2 + 32); // legacy_version, random
  if (reader.vector(1).length > 32) throw new MalformedHello('session id of more than 32 bytes');
  const cipherSuites = reader.vector(2);
  if (cipherSuites.length < 2 || cipherSuites.length % 2 !== 0) throw new MalformedHello('cipher suite list');
  if (reader.vector(1).length === 0) throw new MalformedHello('no compression method');
  const extensions = reader.done ? new Map<number, Buffer>() : parseExtensions(reader.vector(2));
  if (!reader.done) throw new MalformedHello('bytes after the extensions');
  return {
    serverName: parseServerName(extensions.get(serverNameExtension)),
    alpn: parseAlpn(extensions.get(alpnExtension)),
    supportedVersions: parseSupportedVersions(extensions.get(supportedVersionsExtension)),
  };
}

function parseExtensions(bytes: Buffer): Map<number, Buffer> {
  const extensions = new Map<number, Buffer>();
  const reader = new Reader(bytes);
  while (!reader.done) {
    const type = reader.number(2);
    if (extensions.has(type)) throw new MalformedHello(`extension ${type} occurs twice`);
    extensions.set(type, reader.vector(2));
  }
  return extensions;
}

/** RFC 6066 §3: one name of type host_name, without a trailing dot. */
function parseServerName(extension: Buffer | undefined): string {
  if (extension === undefined) return '';
  const names = listIn(extension, 2, 'server name');
  let serverName = '';
  while (!names.done) {
    const type = names.number(1);
    const name = names.vector(2).toString('latin1');
    if (type !== 0) continue;
    if (serverName !== '') throw new MalformedHello('more than one host name');
    if (name === '' || name.endsWith('.')) throw new MalformedHello(`host name ${JSON.stringify(name)}`);
    serverName = name.toLowerCase();
  }
  return serverName;
}

/** RFC 7301 §3.1. */
function parseAlpn(extension: Buffer | undefined): string[] {
  const protocols: string[] = [];
  if (extension === undefined) return protocols;
  const list = listIn(extension, 2, 'ALPN');
  while (!list.done) {
    const protocol = list.vector(1).toString('latin1');
    if (protocol === '') throw new MalformedHello('empty ALPN protocol');
    protocols.push(protocol);
  }
  return protocols;
}

/** RFC 8446 §4.2.1. */
function parseSupportedVersions(extension: Buffer | undefined): number[] {
  const versions: number[] = [];
  if (extension === undefined) return versions;
  const list = listIn(extension, 1, 'supported versions');
  while (!list.done) {
    const version = list.number(2);
    if (!isGrease(version)) versions.push(version);
  }
  return versions;
}

/** The extension whose whole content is one non-empty list. */
function listIn(extension: Buffer, lengthSize: 1 | 2, what: string): Reader {
  const outer = new Reader(extension);
  const list = outer.vector(lengthSize);
  if (list.length === 0 || !outer.done) throw new MalformedHello(`${what} list has the wrong length`);
  return new Reader(list);
}

/** RFC 8701: 0x0a0a, 0x1a1a, ... 0xfafa are sent to keep servers tolerant. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}
