/**
 * What tells one client from another in the session table: for IPv4 a number below 2^48, which costs no string for
 * each datagram; for other addresses a string. An IPv4 client of a dual-stack listener (`::ffff:10.0.0.1`) has the
 * key of its IPv4 address.
 *
 * @param address numeric, as the system reports it
 */
export function clientKey(address: string, port: number): number | string {
  const start = address.startsWith('::ffff:') ? '::ffff:'.length : 0;
  let host = 0;
  let octet = 0;
  let dots = 0;
  for (let index = start; index < address.length; index += 1) {
    const code = address.charCodeAt(index);
    if (code >= 0x30 && code <= 0x39) {
      octet = octet * 10 + code - 0x30;
    } else if (code === 0x2e) {
      host = host * 256 + octet;
      octet = 0;
      dots += 1;
    } else {
      return `${address} ${port}`;
    }
  }
  return dots === 3 ? (host * 256 + octet) * 65_536 + port : `${address} ${port}`;
}
