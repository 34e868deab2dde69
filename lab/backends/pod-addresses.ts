/** Addresses that a backend prints as its own. Every embedded pod lives on the loopback interface. */
export const podAddresses: readonly string[] = ['127.0.0.1', '::1'];
