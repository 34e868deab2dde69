import { isIP } from 'node:net';
import { IpRanges } from '../net/ip-ranges.ts';
import type { RequestHead } from './message.ts';
import type { Options } from './options.ts';

/** How the client's address is found: the peer's, or one of X-Forwarded-For, which does not yet hold the peer. */
export function clientAddress(strategy: Options | undefined): (head: RequestHead) => string {
  if (!strategy) return (head) => head.clientIp;
  const depth = strategy.integer('depth') ?? 0;
  if (depth < 0) throw strategy.error('depth', 'must not be negative');
  const subnet = strategy.integer('ipv6Subnet');
  if (subnet !== undefined && (subnet < 0 || subnet > 128)) {
    throw strategy.error('ipv6Subnet', 'must be between 0 and 128');
  }
  const masked = (address: string): string => (subnet === undefined ? address : maskIpv6(address, subnet));
  if (depth > 0) return (head) => masked(forwardedFor(head).at(-depth) ?? '');
  const sources = strategy.texts('excludedIPs');
  if (sources.length === 0) return (head) => masked(head.clientIp);
  const excluded = addressRanges(strategy, 'excludedIPs', sources);
  return (head) =>
    forwardedFor(head).findLast((address) => address !== '' && !excluded.includes(address)) ?? '';
}

function forwardedFor(head: RequestHead): string[] {
  const lines = head.headers.all('X-Forwarded-For');
  return lines.length === 0
    ? []
    : lines
        .join(',')
        .split(',')
        .map((address) => address.trim());
}

/** Zeroes all bits of an IPv6 address behind the first `bits`; other text stays. */
function maskIpv6(address: string, bits: number): string {
  if (isIP(address) !== 6 || address.includes('.') || address.includes('%')) return address;
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail]
    .map((group, index) => {
      const kept = Math.min(16, Math.max(0, bits - index * 16));
      return (Number.parseInt(group, 16) & (0xffff << (16 - kept)) & 0xffff).toString(16);
    })
    .join(':');
}

/** Reads addresses and networks of an option. Throws MiddlewareError that names what is neither. */
export function addressRanges(options: Options, option: string, sources: readonly string[]): IpRanges {
  try {
    return new IpRanges(sources);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw options.error(option, `cannot be used: ${error.message}`);
  }
}
