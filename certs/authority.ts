import { authorityExtensions } from './extensions.ts';
import { type Identity, type IdentityRequest, mintIdentity, validityFrom } from './identity.ts';
import { KeyPair, type KeyType } from './key-pair.ts';
import { checkCommonName } from './names.ts';
import { firstSerialNumber, formatSerialNumber } from './serial-number.ts';
import { certificatePem } from './x509.ts';

export interface CertificateAuthorityOptions {
  /** 1 to 64 characters. Default: `MongoDB CA`. */
  readonly commonName?: string;
  /** Default: `rsa`. `ecdsa` is the fast one: an identity takes about a millisecond. */
  readonly keyType?: KeyType;
  /** What the authority takes for now. Default: the system's clock. */
  readonly clock?: () => Date;
}

const AUTHORITY_DAYS = 3650;

/** A root certificate authority: self-signed with SHA-256, valid for ten years (3650 days), in memory only. */
export class CertificateAuthority {
  readonly commonName: string;
  readonly keyType: KeyType;
  /** The authority's own certificate: what peers are to trust. */
  readonly certificatePem: string;
  readonly #keyPair: KeyPair;
  readonly #clock: () => Date;
  #lastSerialNumber: bigint;

  /** @throws CertificateError `invalid-name` for a common name that X.509 cannot carry. */
  constructor({
    commonName = 'MongoDB CA',
    keyType = 'rsa',
    clock = () => new Date(),
  }: CertificateAuthorityOptions = {}) {
    checkCommonName(commonName);
    this.commonName = commonName;
    this.keyType = keyType;
    this.#clock = clock;
    this.#keyPair = new KeyPair(keyType);
    this.#lastSerialNumber = firstSerialNumber();
    this.certificatePem = certificatePem(
      {
        serialNumber: this.#lastSerialNumber,
        issuer: commonName,
        subject: commonName,
        validity: validityFrom(clock(), AUTHORITY_DAYS),
        publicKeyInfo: this.#keyPair.publicKeyInfo(),
        extensions: authorityExtensions(this.#keyPair.keyIdentifier()),
      },
      this.#keyPair,
    );
  }

  now(): Date {
    return this.#clock();
  }

  /** The serial number used last, in upper-case hexadecimal: the content of an OpenSSL serial file. */
  get lastSerialNumber(): string {
    return formatSerialNumber(this.#lastSerialNumber);
  }

  /**
   * Makes a key, a signing request and its certificate. Serial numbers count up by one.
   * @throws CertificateError `invalid-name`, `invalid-validity`; no serial number is used up then.
   */
  issue(request: IdentityRequest): Identity {
    const serialNumber = this.#lastSerialNumber + 1n;
    const identity = mintIdentity({
      request,
      now: this.now(),
      keyType: this.keyType,
      serialNumber,
      issuer: { commonName: this.commonName, keyPair: this.#keyPair, certificatePem: this.certificatePem },
    });
    this.#lastSerialNumber = serialNumber;
    return identity;
  }

  /**
   * The authority's private key, PKCS#8, AES-256 encrypted. It never leaves unencrypted.
   * @throws CertificateError `invalid-passphrase` if `passphrase` is empty.
   */
  encryptedKeyPem(passphrase: string): string {
    return this.#keyPair.toEncryptedPem(passphrase);
  }
}
