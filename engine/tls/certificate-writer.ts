import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der.ts';

/** What a certificate should say. Keys are ECDSA P-256. */
export interface CertificateRequest {
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly dnsNames?: readonly string[];
  /** Addresses as 4 or 16 octets (RFC 5280 §4.2.1.6). */
  readonly ipAddresses?: readonly Buffer[];
  readonly uris?: readonly string[];
  /** May sign others. Default: false. */
  readonly authority?: boolean;
  /** Extended key usages; none given means no restriction. */
  readonly usages?: readonly ('serverAuth' | 'clientAuth')[];
  /** Who signs; itself if absent. */
  readonly issuer?: IssuedCertificate;
}

/** A certificate with its private key. */
export interface IssuedCertificate {
  readonly commonName: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly privateKey: KeyObject;
}

const ecdsaWithSha256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
const usageIdentifiers = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;

/** Makes a key pair and an X.509 v3 certificate for it (RFC 5280 §4.1). */
export function issueCertificate(request: CertificateRequest): IssuedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const toBeSigned = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2]))), // v3
    der.integer(randomBytes(16)),
    ecdsaWithSha256,
    distinguishedName(request.issuer?.commonName ?? request.commonName),
    der.sequence(der.time(request.notBefore), der.time(request.notAfter)),
    distinguishedName(request.commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(...extensions(request))),
  );
  const signature = sign('sha256', toBeSigned, request.issuer?.privateKey ?? privateKey);
  const certificate = der.sequence(toBeSigned, ecdsaWithSha256, der.bitString(signature));
  return {
    commonName: request.commonName,
    certificatePem: toPem(certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
  };
}

function distinguishedName(commonName: string): Buffer {
  return der.sequence(der.set(der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8String(commonName))));
}

function extensions(request: CertificateRequest): Buffer[] {
  const { authority = false, dnsNames = [], ipAddresses = [], uris = [], usages = [] } = request;
  const result = [extension('2.5.29.19', true, der.sequence(...(authority ? [der.boolean(true)] : [])))];
  // keyCertSign is bit 5, digitalSignature bit 0 (RFC 5280 §4.2.1.3).
  const keyUsage = authority ? der.bitString(Buffer.from([0x04]), 2) : der.bitString(Buffer.from([0x80]), 7);
  result.push(extension('2.5.29.15', true, keyUsage));
  if (usages.length > 0) {
    const identifiers = usages.map((usage) => der.objectIdentifier(usageIdentifiers[usage]));
    result.push(extension('2.5.29.37', false, der.sequence(...identifiers)));
  }
  const names = [
    ...dnsNames.map((name) => der.element(0x82, Buffer.from(name, 'latin1'))),
    ...uris.map((uri) => der.element(0x86, Buffer.from(uri, 'latin1'))),
    ...ipAddresses.map((address) => der.element(0x87, address)),
    ...uris.map((uri) => der.element(0x86, Buffer.from(uri, 'latin1'))),
  ];
  if (names.length > 0) result.push(extension('2.5.29.17', false, der.sequence(...names)));
  return result;
}

function extension(identifier: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(identifier), ...flag, der.octetString(value));
}

function toPem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
