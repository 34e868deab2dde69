import { isIPv4, isIPv6 } from 'node:net';

/** The first address of a range, and the first after it; undefined: the range reaches to the end. */
export interface AddressEnds {
  readonly first: string;
  readonly next: string | undefined;
}

const MAPPED_IPV4 = 0xffffn << 32n;

/**
 * Where a range that ClientIP takes, an address or a CIDR, begins and ends. IPv4 addresses in their IPv6 form are
 * IPv4 addresses, as they are for ClientIP.
 */
export function addressEnds(range: string): AddressEnds {
  const [base = '', prefixText] = range.split('/');
  const isV4 = isIPv4(base);
  const value = isV4 ? ipv4Number(base) : ipv6Number(base);
  const prefix = prefixText === undefined ? (isV4 ? 32 : 128) : Number(prefixText);
  if (isV4) return ends(value, prefix, 32, ipv4Text);
  if (value >> 32n === 0xffffn && prefix >= 96) {
    return ends(value - MAPPED_IPV4, prefix - 96, 32, ipv4Text);
  }
  return ends(value, prefix, 128, ipv6Text);
}

/**
 * The addresses that begin a kind of them: none at all, the first of IPv4, the first of IPv6 and the first behind the
 * IPv4 addresses that IPv6 holds.
 */
export const FIRST_ADDRESSES: readonly string[] = [
  ipv4Text(0n),
  ipv6Text(0n),
  ipv6Text(MAPPED_IPV4 + (1n << 32n)),
  '',
];

function ends(value: bigint, prefix: number, bits: number, text: (value: bigint) => string): AddressEnds {
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  const next = first + size;
  return { first: text(first), next: next < 1n << BigInt(bits) ? text(next) : undefined };
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

/** The URL parser writes every spelling in the same way. */
function ipv6Number(address: string): bigint {
  if (!isIPv6(address)) throw new TypeError(`${address} is no IPv6 address`);
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + group, 0n);
}

function groups(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function ipv6Text(value: bigint): string {
  const parts = Array.from({ length: 8 }, (_, at) =>
    ((value >> BigInt(112 - at * 16)) & 65_535n).toString(16),
  );
  return parts.join(':');
}
