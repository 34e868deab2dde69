import {
  bitString,
  contextConstructed,
  type DerNode,
  encode,
  integer,
  objectIdentifier,
  pem,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';
import { CertificateError } from './errors.ts';
import type { KeyPair } from './key-pair.ts';

/** First and last second at which a certificate is valid. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

function distinguishedName(commonName: string): DerNode {
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName))));
}

function checkValidity({ notBefore, notAfter }: Validity): void {
  for (const date of [notBefore, notAfter]) {
    const year = date.getUTCFullYear();
    if (Number.isNaN(year) || year < 1950 || year > 9999) {
      throw new CertificateError(
        'invalid-validity',
        `validity date ${date}: expected a year from 1950 to 9999`,
      );
    }
  }
  if (notAfter <= notBefore) {
    throw new CertificateError(
      'invalid-validity',
      `validity ends at ${notAfter.toISOString()}, not after it begins at ${notBefore.toISOString()}; ` +
        'for a certificate that has expired, set notBefore too',
    );
  }
}

function signed(content: DerNode, signer: KeyPair): Buffer {
  const signature = signer.sign(encode(content));
  return encode(sequence(content, signer.signatureAlgorithm(), bitString(signature)));
}

/** PKCS#10 request (RFC 2986) in PEM, signed by the key that it is for. */
export function signingRequestPem(
  commonName: string,
  keyPair: KeyPair,
  extensions: readonly DerNode[],
): string {
  const wanted = sequence(objectIdentifier(EXTENSION_REQUEST), set(sequence(...extensions)));
  const content = sequence(
    integer(0n),
    distinguishedName(commonName),
    keyPair.publicKeyInfo(),
    contextConstructed(0, wanted),
  );
  return pem('CERTIFICATE REQUEST', signed(content, keyPair));
}

interface CertificateContent {
  /** Greater than 0, at most 20 bytes. */
  readonly serialNumber: bigint;
  readonly issuer: string;
  readonly subject: string;
  readonly validity: Validity;
  readonly publicKeyInfo: DerNode;
  readonly extensions: readonly DerNode[];
}

/**
 * Version 3 certificate (RFC 5280 §4.1) in PEM, signed with `signer`.
 * @throws CertificateError `invalid-validity`.
 */
export function certificatePem(content: CertificateContent, signer: KeyPair): string {
  checkValidity(content.validity);
  const toBeSigned = sequence(
    contextConstructed(0, integer(2n)),
    integer(content.serialNumber),
    signer.signatureAlgorithm(),
    distinguishedName(content.issuer),
    sequence(time(content.validity.notBefore), time(content.validity.notAfter)),
    distinguishedName(content.subject),
    content.publicKeyInfo,
    contextConstructed(3, sequence(...content.extensions)),
  );
  return pem('CERTIFICATE', signed(toBeSigned, signer));
}
