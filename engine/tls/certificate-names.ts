import type { X509Certificate } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';

/**
 * The lower-case names and addresses that a certificate is chosen by: its common name, and its DNS and IP subject
 * alternative names. Sorted, without duplicates.
 */
export function certificateNames(certificate: X509Certificate): string[] {
  const names = commonName(certificate);
  for (const entry of alternativeNames(certificate.subjectAltName ?? '')) {
    if (entry.startsWith('DNS:')) names.push(withoutTrailingDots(entry.slice(4).toLowerCase()));
    else if (entry.startsWith('IP Address:')) names.push(canonicalAddress(entry.slice(11)));
  }
  return [...new Set(names)].sort();
}

/** One spelling for each address: IPv6 compressed, IPv4-mapped IPv6 as IPv4. Anything else is left as it is. */
export function canonicalAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, '');
  if (!isIPv6(withoutZone)) return withoutZone;
  const canonical = new SocketAddress({ address: withoutZone, family: 'ipv6' }).address;
  return canonical.replace(/^::ffff:(?=\d+\.)/, '');
}

/** Node joins the names with ', ' and puts those that contain special characters in JSON quotes: not host names. */
function alternativeNames(text: string): string[] {
  const entries = text.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return entries.map((entry) => entry.trim()).filter((entry) => !entry.includes('"'));
}

/** The last one, as Go reads it. */
function commonName(certificate: X509Certificate): string[] {
  const { CN } = certificate.toLegacyObject().subject;
  const name = withoutTrailingDots([CN].flat().at(-1)?.toLowerCase() ?? '');
  return name === '' ? [] : [name];
}

function withoutTrailingDots(name: string): string {
  return name.replace(/\.+$/, '');
}
