import { type LookupOneOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';

/**
 * Name resolution for datagram sockets, which ask for every address they send to: an address is its own
 * answer, at once, so that neither a timer tick nor the resolver's threads stand in the way of a datagram.
 */
export function lookupUnlessAddress(
  hostname: string,
  options: LookupOneOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  const family = isIP(hostname);
  if (family === 0) lookup(hostname, options, callback);
  else callback(null, hostname, family);
}
