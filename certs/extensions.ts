import {
  bitString,
  booleanTrue,
  contextPrimitive,
  type DerNode,
  encode,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from './der.ts';
import type { KeyType } from './key-pair.ts';
import type { AlternativeName } from './names.ts';

/** What a certificate is good for: to serve (`serverAuth`), to be a client (`clientAuth`), or both. */
export type CertificateUsage = 'server' | 'client' | 'both';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

function extension(oid: string, critical: boolean, value: DerNode): DerNode {
  const flag = critical ? [booleanTrue()] : [];
  return sequence(objectIdentifier(oid), ...flag, octetString(encode(value)));
}

function subjectKeyIdentifier(identifier: Buffer): DerNode {
  return extension('2.5.29.14', false, octetString(identifier));
}

function keyUsage(bits: number, unusedBits: number): DerNode {
  return extension('2.5.29.15', true, bitString(Buffer.of(bits), unusedBits));
}

/** RFC 5280 §4.2.1.1: names the key that signed. */
export function authorityKeyIdentifier(identifier: Buffer): DerNode {
  return extension('2.5.29.35', false, sequence(contextPrimitive(0, identifier)));
}

/** Extensions of a root that signs end certificates only: RFC 5280 §4.2.1.9 (CA, path length 0) and §4.2.1.3. */
export function authorityExtensions(identifier: Buffer): readonly DerNode[] {
  return [
    extension('2.5.29.19', true, sequence(booleanTrue(), integer(0n))),
    keyUsage(0b0000_0110, 1), // keyCertSign, cRLSign
    subjectKeyIdentifier(identifier),
  ];
}

/** Extensions of an end certificate, all but the authority's key identifier: a signing request asks for these. */
export function identityExtensions(
  keyType: KeyType,
  usage: CertificateUsage,
  alternativeNames: readonly AlternativeName[],
  identifier: Buffer,
): readonly DerNode[] {
  const purposes = [
    ...(usage === 'client' ? [] : [SERVER_AUTH]),
    ...(usage === 'server' ? [] : [CLIENT_AUTH]),
  ];
  const names = alternativeNames.map((name) =>
    name.kind === 'dns'
      ? contextPrimitive(2, Buffer.from(name.name, 'ascii'))
      : contextPrimitive(7, name.address),
  );
  return [
    extension('2.5.29.19', true, sequence()),
    // digitalSignature; keyEncipherment too for RSA, whose TLS 1.2 key exchange encrypts to the key.
    keyType === 'rsa' ? keyUsage(0b1010_0000, 5) : keyUsage(0b1000_0000, 7),
    extension('2.5.29.37', false, sequence(...purposes.map(objectIdentifier))),
    subjectKeyIdentifier(identifier),
    // The extension must not be there and empty (RFC 5280 §4.2.1.6).
    ...(names.length > 0 ? [extension('2.5.29.17', false, sequence(...names))] : []),
  ];
}
