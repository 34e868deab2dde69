import { authorityKeyIdentifier, type CertificateUsage, identityExtensions } from './extensions.ts';
import { KeyPair, type KeyType } from './key-pair.ts';
import { checkCommonName, parseAlternativeName } from './names.ts';
import { formatSerialNumber } from './serial-number.ts';
import { certificatePem, signingRequestPem, type Validity } from './x509.ts';

/** Who a certificate is for. */
export interface IdentityRequest {
  /** 1 to 64 characters. */
  readonly commonName: string;
  /** DNS names or IP addresses; none for a certificate that only has a common name. */
  readonly subjectAltNames: readonly string[];
  readonly usage: CertificateUsage;
  /** Default: five minutes before the authority's now, so that a peer whose clock is behind accepts it. */
  readonly notBefore?: Date;
  /** Default: 365 days after `notBefore` if that is given, else after the authority's now. */
  readonly notAfter?: Date;
  /** Default: the authority's. */
  readonly keyType?: KeyType;
}

/** A certificate with its private key, and how it came to be. All PEM texts end in a newline. */
export interface Identity {
  readonly certificatePem: string;
  /** PKCS#8, not encrypted. */
  readonly keyPem: string;
  /** The certificate, then the key: what `mongosh --tlsCertificateKeyFile` reads. */
  readonly bundlePem: string;
  /** The certificate that signed this one: a peer that trusts it accepts the identity. */
  readonly caPem: string;
  /** Upper-case hexadecimal. */
  readonly serialNumber: string;
  readonly csrPem: string;
}

/** What signs an identity. */
interface Issuer {
  readonly commonName: string;
  readonly keyPair: KeyPair;
  readonly certificatePem: string;
}

interface MintOptions {
  readonly request: IdentityRequest;
  readonly now: Date;
  readonly keyType: KeyType;
  readonly serialNumber: bigint;
  /** Absent: the identity signs itself. */
  readonly issuer?: Issuer;
}

const CLOCK_SKEW_MS = 5 * 60_000;
export const DAY_MS = 86_400_000;
const IDENTITY_DAYS = 365;

/** From five minutes before `now` until `days` after it. */
export function validityFrom(now: Date, days: number): Validity {
  return {
    notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
}

function requestedValidity({ notBefore, notAfter }: IdentityRequest, now: Date): Validity {
  const usual = validityFrom(now, IDENTITY_DAYS);
  const end = notBefore ? new Date(notBefore.getTime() + IDENTITY_DAYS * DAY_MS) : usual.notAfter;
  return { notBefore: notBefore ?? usual.notBefore, notAfter: notAfter ?? end };
}

/**
 * Makes a key, a signing request for it, and the certificate that answers the request.
 * @throws CertificateError `invalid-name`, `invalid-validity`.
 */
export function mintIdentity({ request, now, keyType, serialNumber, issuer }: MintOptions): Identity {
  checkCommonName(request.commonName);
  const alternativeNames = request.subjectAltNames.map(parseAlternativeName);
  const keyPair = new KeyPair(request.keyType ?? keyType);
  const identifier = keyPair.keyIdentifier();
  const extensions = identityExtensions(keyPair.type, request.usage, alternativeNames, identifier);
  const signer = issuer?.keyPair ?? keyPair;
  const certificate = certificatePem(
    {
      serialNumber,
      issuer: issuer?.commonName ?? request.commonName,
      subject: request.commonName,
      validity: requestedValidity(request, now),
      publicKeyInfo: keyPair.publicKeyInfo(),
      extensions: [...extensions, authorityKeyIdentifier(signer.keyIdentifier())],
    },
    signer,
  );
  const keyPem = keyPair.toPem();
  return {
    certificatePem: certificate,
    keyPem,
    bundlePem: certificate + keyPem,
    caPem: issuer?.certificatePem ?? certificate,
    serialNumber: formatSerialNumber(serialNumber),
    csrPem: signingRequestPem(request.commonName, keyPair, extensions),
  };
}
