import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import forge from 'node-forge';
import { type DerNode, decode, nullValue, objectIdentifier, sequence } from './der.ts';
import { CertificateError } from './errors.ts';

/** `rsa` is RSA with 2048 bits; `ecdsa` is P-256, which takes microseconds to generate where RSA takes tens of milliseconds. */
export type KeyType = 'rsa' | 'ecdsa';

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** An uncompressed point: 0x04 and two coordinates of 32 bytes. It ends SubjectPublicKeyInfo. */
const P256_POINT_BYTES = 65;
/** Rounds of PBKDF2: ten times OpenSSL's default, and still a tenth of a second. */
const KEY_DERIVATION_ROUNDS = 20_000;

/** A private key with what certificates need of it. */
export class KeyPair {
  readonly type: KeyType;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(type: KeyType) {
    const pair =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.type = type;
    this.#privateKey = pair.privateKey;
    this.#publicKey = pair.publicKey;
  }

  /** SubjectPublicKeyInfo, RFC 5280 §4.1.2.7. */
  publicKeyInfo(): DerNode {
    return decode(this.#publicKey.export({ type: 'spki', format: 'der' }));
  }

  /** SHA-1 of the public key's bits, as OpenSSL's `subjectKeyIdentifier=hash`: RFC 5280 §4.2.1.2, method 1. */
  keyIdentifier(): Buffer {
    const bits =
      this.type === 'rsa'
        ? this.#publicKey.export({ type: 'pkcs1', format: 'der' })
        : this.#publicKey.export({ type: 'spki', format: 'der' }).subarray(-P256_POINT_BYTES);
    return createHash('sha1').update(bits).digest();
  }

  /** AlgorithmIdentifier of what `sign` makes: RFC 4055 §5 for RSA, RFC 5758 §3.2 (no parameters) for ECDSA. */
  signatureAlgorithm(): DerNode {
    return this.type === 'rsa'
      ? sequence(objectIdentifier(SHA256_WITH_RSA), nullValue())
      : sequence(objectIdentifier(ECDSA_WITH_SHA256));
  }

  /** Signs the SHA-256 digest of `data`. */
  sign(data: Buffer): Buffer {
    return sign('sha256', data, this.#privateKey);
  }

  /** The private key, PKCS#8, not encrypted. */
  toPem(): string {
    return this.#privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }

  /**
   * The private key, PKCS#8, encrypted with AES-256 under a key derived from `passphrase` (PBES2, RFC 8018).
   * @throws CertificateError `invalid-passphrase` if it is empty.
   */
  toEncryptedPem(passphrase: string): string {
    if (passphrase === '') {
      throw new CertificateError(
        'invalid-passphrase',
        "the passphrase of the authority's key is empty; give one of at least one character",
      );
    }
    const keyInfo = decode(this.#privateKey.export({ type: 'pkcs8', format: 'der' }));
    // Forge takes each character for a byte; OpenSSL and Node read a passphrase as UTF-8.
    const encrypted = forge.pki.encryptPrivateKeyInfo(keyInfo, forge.util.encodeUtf8(passphrase), {
      algorithm: 'aes256',
      prfAlgorithm: 'sha256',
      count: KEY_DERIVATION_ROUNDS,
      saltSize: 16,
    });
    return forge.pki.encryptedPrivateKeyToPem(encrypted).replaceAll('\r\n', '\n');
  }
}
