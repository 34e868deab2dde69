import { BlockList, isIP } from 'node:net';

/** A set of addresses and networks. */
export class IpRanges {
  readonly #list = new BlockList();
  readonly #empty: boolean;

  /** Takes `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`. Throws RangeError that names what is none of these. */
  constructor(ranges: readonly string[]) {
    this.#empty = ranges.length === 0;
    for (const range of ranges) this.#add(range.trim());
  }

  /** Whether `address` is in the set; an IPv4 address mapped into IPv6 equals its IPv4 form. Text that is no address is in none. */
  includes(address: string): boolean {
    if (this.#empty) return false;
    const family = isIP(address);
    if (family === 0) return false;
    return this.#list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  #add(range: string): void {
    const [address = '', prefix, ...rest] = range.split('/');
    const family = isIP(address);
    const bits = prefix === undefined ? undefined : /^[0-9]{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    const valid = bits === undefined || bits <= (family === 4 ? 32 : 128);
    if (family === 0 || address.includes('%') || rest.length > 0 || !valid) {
      throw new RangeError(`"${range}" is neither an IP address nor a network such as 10.0.0.0/8`);
    }
    const type = family === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) this.#list.addAddress(address, type);
    else this.#list.addSubnet(address, bits, type);
  }
}
