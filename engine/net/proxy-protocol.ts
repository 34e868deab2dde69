import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { addressBytes } from './address-bytes.ts';
import { plainAddress } from './peer-address.ts';

/** An address with its port. IPv4 in its own form. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Whom a PROXY header speaks of. */
export interface ProxiedConnection {
  /** The client. */
  readonly source: Endpoint;
  /** What the client connected to. */
  readonly destination: Endpoint;
}

export type ProxyHeader =
  /** More bytes are needed; all that is there fits. */
  | { readonly kind: 'incomplete' }
  /** What is there does not begin like a header. */
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly reason: string }
  /** `length`: its bytes. `connection` is absent where the header names nobody: LOCAL, UNKNOWN, not an internet address. */
  | { readonly kind: 'header'; readonly length: number; readonly connection: ProxiedConnection | undefined };

const signature1 = Buffer.from('PROXY ', 'latin1');
const signature2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** The longest header of version 1, with its line end. */
const maximumBytes1 = 107;
const fixedBytes2 = 16;
/** Addresses and the fields after them (TLVs), which are skipped. Load balancers send some hundred bytes. */
const maximumRest2 = 4096;

const line1 = /^PROXY TCP([46]) ([0-9a-fA-F.:]+) ([0-9a-fA-F.:]+) (0|[1-9]\d{0,4}) (0|[1-9]\d{0,4})$/;
const unknown1 = /^PROXY UNKNOWN(?: [ -~]*)?$/;

const local = 0x20;
const proxied = 0x21;

/**
 * Reads the PROXY header, version 1 or 2, at the start of `bytes` (HAProxy: doc/proxy-protocol.txt). Pure: call it again
 * with more bytes after `incomplete`, which is never said of more than 4112. Everything else is final.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (begins(bytes, signature1))
    return bytes.length < signature1.length ? { kind: 'incomplete' } : readLine(bytes);
  if (begins(bytes, signature2))
    return bytes.length < fixedBytes2 ? { kind: 'incomplete' } : readBinary(bytes);
  return { kind: 'none' };
}

/** Whether `bytes` begin with the signature, as far as they go. */
function begins(bytes: Buffer, signature: Buffer): boolean {
  const length = Math.min(bytes.length, signature.length);
  return bytes.compare(signature, 0, length, 0, length) === 0;
}

function readLine(bytes: Buffer): ProxyHeader {
  const end = bytes.subarray(0, maximumBytes1).indexOf('\n');
  if (end === -1) {
    return bytes.length < maximumBytes1
      ? { kind: 'incomplete' }
      : malformed('the line of version 1 is too long');
  }
  if (bytes[end - 1] !== 0x0d) return malformed('the line of version 1 does not end with CRLF');
  const line = bytes.toString('latin1', 0, end - 1);
  const length = end + 1;
  if (unknown1.test(line)) return { kind: 'header', length, connection: undefined };
  const [, family, source = '', destination = '', sourcePort, destinationPort] = line1.exec(line) ?? [];
  const isAddress = family === '4' ? isIPv4 : isIPv6;
  const ports = [Number(sourcePort), Number(destinationPort)];
  if (!isAddress(source) || !isAddress(destination) || ports.some((port) => port > 65_535)) {
    return malformed('the line of version 1 does not say who connected to what');
  }
  const [from = 0, to = 0] = ports;
  return {
    kind: 'header',
    length,
    connection: {
      source: { address: canonical(source), port: from },
      destination: { address: canonical(destination), port: to },
    },
  };
}

function readBinary(bytes: Buffer): ProxyHeader {
  const command = bytes[12];
  if (command !== local && command !== proxied) return malformed('unknown version or command of version 2');
  const rest = bytes.readUInt16BE(14);
  if (rest > maximumRest2) return malformed(`a header of ${rest} bytes`);
  const length = fixedBytes2 + rest;
  const family = (bytes[13] ?? 0) >> 4;
  const transport = (bytes[13] ?? 0) & 0x0f;
  if (family > 3 || transport > 2) return malformed('unknown address family or transport of version 2');
  const addressLength = family === 1 ? 4 : 16;
  // What names nobody: our neighbour itself (a health check), an unspecified family, a Unix socket.
  const names = command === proxied && (family === 1 || family === 2) && transport !== 0;
  if (names && rest < 2 * addressLength + 4) return malformed('version 2 without its addresses');
  if (bytes.length < length) return { kind: 'incomplete' };
  if (!names) return { kind: 'header', length, connection: undefined };
  const ports = fixedBytes2 + 2 * addressLength;
  const address = (start: number) => formatAddress(bytes.subarray(start, start + addressLength));
  return {
    kind: 'header',
    length,
    connection: {
      source: { address: address(fixedBytes2), port: bytes.readUInt16BE(ports) },
      destination: { address: address(fixedBytes2 + addressLength), port: bytes.readUInt16BE(ports + 2) },
    },
  };
}

/**
 * The header that tells a server who its client is. Of different families, the IPv4 address is written as an IPv6 one;
 * without numeric addresses the header says that nobody is known.
 */
export function writeProxyHeader(version: 1 | 2, { source, destination }: ProxiedConnection): Buffer {
  let from = addressBytes(plainAddress(source.address));
  let to = addressBytes(plainAddress(destination.address));
  if (from === undefined || to === undefined) {
    if (version === 1) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
    return Buffer.concat([signature2, Buffer.from([local, 0, 0, 0])]);
  }
  if (from.length !== to.length) [from, to] = [mapped(from), mapped(to)];
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(source.port, 0);
  ports.writeUInt16BE(destination.port, 2);
  if (version === 2) {
    const family = from.length === 4 ? 0x11 : 0x21;
    const head = Buffer.from([proxied, family, 0, 2 * from.length + 4]);
    return Buffer.concat([signature2, head, from, to, ports]);
  }
  const family = from.length === 4 ? 'TCP4' : 'TCP6';
  const addresses = `${formatAddress(from, false)} ${formatAddress(to, false)}`;
  return Buffer.from(`PROXY ${family} ${addresses} ${source.port} ${destination.port}\r\n`, 'latin1');
}

function mapped(address: Buffer): Buffer {
  if (address.length === 16) return address;
  return Buffer.concat([Buffer.from('00000000000000000000ffff', 'hex'), address]);
}

function canonical(address: string): string {
  const bytes = addressBytes(address);
  return bytes === undefined ? address : formatAddress(bytes);
}

/** `plain`: an IPv4 address mapped into IPv6 is written in its own form. */
function formatAddress(bytes: Buffer, plain = true): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  const { address } = new SocketAddress({ address: groups.join(':'), family: 'ipv6' });
  return plain ? plainAddress(address) : address;
}

function malformed(reason: string): ProxyHeader {
  return { kind: 'malformed', reason };
}
