/** For tests of networks (RFC 2544). */
const DEFAULT_NETWORK = '198.18.0.0/15';

/**
 * Addresses of clients, one after the other, from the beginning again when there are no more.
 *
 * @param cidr an IPv4 network
 * @throws RangeError if it is none
 */
export function clientAddresses(cidr = DEFAULT_NETWORK): (client: number) => string {
  const [, first = '', prefix = '32'] = /^((?:\d{1,3}\.){3}\d{1,3})(?:\/(\d{1,2}))?$/.exec(cidr) ?? [];
  const bytes = first.split('.').map(Number);
  const bits = Number(prefix);
  if (bytes.length !== 4 || bytes.some((byte) => byte > 255) || bits > 32) {
    throw new RangeError(`${cidr} is no IPv4 network: write it as 10.1.0.0/16`);
  }
  const size = 2 ** (32 - bits);
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const base = address - (address % size);
  const texts: string[] = [];
  return (client) => {
    const place = client % size;
    texts[place] ??= addressOf(base + place);
    return texts[place];
  };
}

function addressOf(number: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(number / unit) % 256).join('.');
}
