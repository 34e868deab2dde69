import { BlockList, isIP, isIPv4 } from 'node:net';
import { anyOf, type Condition, oneValue, ValueError } from './matcher.ts';

/** `::ffff:0:0/96`, where IPv6 holds the IPv4 addresses. */
const mappedIpv4 = new BlockList();
mappedIpv4.addSubnet('::ffff:0:0', 96, 'ipv6');

/** ClientIP, the same for requests and connections: the peer's address equals, or is inside, an IP or CIDR. */
export const clientIpMatcher = oneValue((value) => clientIp(value, 0));

/** ClientIP of the v2 rule syntax: one of several addresses or ranges. */
export const clientIpsMatcher = anyOf(clientIp);

function clientIp(value: string, index: number): Condition<{ readonly clientIp: string }> {
  const contains = addressRange(value, index);
  return {
    matches: ({ clientIp }) => contains(clientIp),
    observe: ({ clientIp }) =>
      clientIp === '' ? "the client's address is unknown" : `the client's address is ${clientIp}`,
  };
}

/**
 * The addresses of an IP or CIDR. As in Go, an IPv4 address and its IPv6-mapped form are the same address, and
 * no other IPv6 range holds IPv4 addresses, not even `::/0`. The zone of an address does not count.
 *
 * @throws ValueError for anything that is neither IP nor CIDR
 */
function addressRange(value: string, index: number): (address: string) => boolean {
  const [base = '', prefixText, ...rest] = value.split('/');
  const bits = isIPv4(base) ? 32 : 128;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  const numeric = prefixText === undefined || /^[0-9]+$/.test(prefixText);
  if (isIP(base) === 0 || base.includes('%') || rest.length > 0 || !numeric || prefix > bits) {
    const problem = `initializing IP checker for ClientIP matcher: invalid CIDR address: ${value}`;
    throw new ValueError(problem, index, 'an IP address or a CIDR such as 10.0.0.0/8');
  }

  const range = new BlockList();
  if (bits === 32) {
    range.addSubnet(base, prefix, 'ipv4');
  } else if (mappedIpv4.check(base, 'ipv6') && prefix >= 96) {
    range.addSubnet(unmapped(base), prefix - 96, 'ipv4');
  } else {
    range.addSubnet(base, prefix, 'ipv6');
    return (zoned) => {
      const address = withoutZone(zoned);
      return isIP(address) === 6 && !mappedIpv4.check(address, 'ipv6') && range.check(address, 'ipv6');
    };
  }
  return (zoned) => {
    const address = withoutZone(zoned);
    const version = isIP(address);
    return version !== 0 && range.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

/** `fe80::1%eth0` -> `fe80::1` (Traefik: `pkg/ip`, parseIP). */
function withoutZone(address: string): string {
  return isIP(address) === 6 ? address.replace(/%.*$/, '') : address;
}

/** `::ffff:10.0.0.1` -> `10.0.0.1`. The URL parser writes every spelling as `[::ffff:a00:1]`. */
function unmapped(address: string): string {
  const groups = new URL(`http://[${address}]`).hostname.slice(0, -1).split(':').slice(-2);
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}
