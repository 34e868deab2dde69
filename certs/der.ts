import forge from 'node-forge';

const { asn1 } = forge;
const { Class, Type } = asn1;

/** A node of an ASN.1 tree; `encode` makes DER of it. */
export type DerNode = forge.asn1.Asn1;

function primitive(type: forge.asn1.Type, content: Buffer): DerNode {
  return asn1.create(Class.UNIVERSAL, type, false, content.toString('latin1'));
}

export function sequence(...children: DerNode[]): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, children);
}

export function set(...children: DerNode[]): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, children);
}

export function objectIdentifier(dotted: string): DerNode {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(dotted).getBytes());
}

/** A non-negative integer. */
export function integer(value: bigint): DerNode {
  const digits = value.toString(16);
  const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
  const bytes = Buffer.from(hex, 'hex');
  // The first bit of an INTEGER is its sign.
  return primitive(Type.INTEGER, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

export function booleanTrue(): DerNode {
  return primitive(Type.BOOLEAN, Buffer.of(0xff));
}

export function nullValue(): DerNode {
  return primitive(Type.NULL, Buffer.alloc(0));
}

export function octetString(content: Buffer): DerNode {
  return primitive(Type.OCTETSTRING, content);
}

/** `unusedBits` (0 to 7) counts the bits at the end of the last byte that mean nothing. */
export function bitString(content: Buffer, unusedBits = 0): DerNode {
  return primitive(Type.BITSTRING, Buffer.concat([Buffer.of(unusedBits), content]));
}

export function utf8String(text: string): DerNode {
  return primitive(Type.UTF8, Buffer.from(text, 'utf8'));
}

/** UTCTime up to 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5); fractions of a second are cut off. */
export function time(date: Date): DerNode {
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(date))
    : asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

/** `[tag]` around whole nodes. */
export function contextConstructed(tag: number, ...children: DerNode[]): DerNode {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, children);
}

/** `[tag]` in place of the node's own type. */
export function contextPrimitive(tag: number, content: Buffer): DerNode {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, false, content.toString('latin1'));
}

export function encode(node: DerNode): Buffer {
  return Buffer.from(asn1.toDer(node).getBytes(), 'latin1');
}

export function decode(der: Buffer): DerNode {
  return asn1.fromDer(der.toString('latin1'));
}

/** PEM (RFC 7468) with lines of 64 characters and a newline at the end. */
export function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
