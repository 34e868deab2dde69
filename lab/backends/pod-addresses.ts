import type { BackendOptions } from './backend.ts';

/** Every embedded pod lives on the loopback interface. */
const loopback: readonly string[] = ['127.0.0.1', '::1'];

/** Addresses that a backend prints as its own. */
export function podAddresses({ ownAddresses = loopback }: BackendOptions): readonly string[] {
  return ownAddresses;
}
