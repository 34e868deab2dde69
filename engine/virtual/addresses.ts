import { isIP, isIPv4, type LookupFunction } from 'node:net';
import { unknownName } from './system-errors.ts';

/** An address with a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Where connections to pods come from, for which no address was given: the bridge of the node. */
const NODE_ADDRESS = '10.0.0.1';

/** An address at which the network in memory can be listened: loopback, the pods' 10.0.0.0/8, or all of them. */
export function isOwnAddress(address: string): boolean {
  return isWildcard(address) || isReachable(address);
}

/** An address that somebody may be at. */
export function isReachable(address: string): boolean {
  return address === '::1' || (isIPv4(address) && /^(?:127|10)\./.test(address));
}

/** All addresses: `0.0.0.0` those of IPv4, `::` those of both families. */
export function isWildcard(address: string): boolean {
  return address === '::' || address === '0.0.0.0';
}

/** Whether who listens at an address, or at all, is reached by another one. */
export function covers(address: string, other: string): boolean {
  return address === other || address === '::' || (address === '0.0.0.0' && isIPv4(other));
}

/** Where a connection to a wildcard address leads: to the machine itself, as in Linux. */
export function destinationOf(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain === '::' ? '::1' : plain;
}

/** The own address of who connects to `destination` without having chosen one, as the system chooses it. */
export function sourceFor(destination: string): string {
  if (!isIPv4(destination)) return '::1';
  return destination.startsWith('127.') ? '127.0.0.1' : NODE_ADDRESS;
}

/** An address as a socket knows it that listens at `listening`: IPv4 is mapped into IPv6 on one for both (RFC 4291). */
export function seenFrom(listening: string, address: string): string {
  return listening === '::' && isIPv4(address) ? `::ffff:${address}` : address;
}

/** As Node describes a family. */
export function familyOf(address: string): 'IPv4' | 'IPv6' {
  return isIPv4(address) ? 'IPv4' : 'IPv6';
}

/** Finds the address of a name: with the caller's own function, or that of `localhost`. Calls back later, or at once. */
export function resolveName(
  name: string,
  lookup: LookupFunction | undefined,
  done: (error: Error | null, address: string) => void,
): void {
  if (isIP(name) !== 0) done(null, name);
  else if (lookup !== undefined) {
    lookup(name, { all: false }, (error, address) => {
      const [first] = typeof address === 'string' ? [{ address }] : (address ?? []);
      done(error ?? (first === undefined ? unknownName(name) : null), first?.address ?? '');
    });
  } else if (name === 'localhost') done(null, '127.0.0.1');
  else done(unknownName(name), '');
}
