import { createCipheriv, createHmac } from 'node:crypto';

/** Alert descriptions (RFC 8446 §6.2) that this server sends itself or that OpenSSL sends for it. */
export const alerts = {
  handshakeFailure: 40,
  badCertificate: 42,
  certificateExpired: 45,
  unknownCa: 48,
  protocolVersion: 70,
  internalError: 80,
  unrecognizedName: 112,
  certificateRequired: 116,
  noApplicationProtocol: 120,
} as const;

const alertRecord = 21;
const applicationDataRecord = 23;
const fatal = 2;
const tagBytes = 16;
const nonceBytes = 12;

interface AeadParameters {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly hash: 'sha256' | 'sha384';
  readonly keyBytes: number;
}

const aeadBySuite: Readonly<Record<string, AeadParameters>> = {
  TLS_AES_128_GCM_SHA256: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  TLS_AES_256_GCM_SHA384: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
};

/** A fatal alert in clear: before TLS 1.3 up to our ChangeCipherSpec, in TLS 1.3 before our ServerHello. */
export function plaintextAlert(description: number, version = 0x0303): Buffer {
  return Buffer.from([alertRecord, version >> 8, version & 0xff, 0, 2, fatal, description]);
}

/**
 * A fatal alert as the first TLS 1.3 record under a server's application traffic secret (RFC 8446 §5.2):
 * sequence number 0, so the nonce is the IV itself. Undefined for suites that are not on offer.
 */
export function encryptedAlert(
  description: number,
  suite: string,
  trafficSecret: Buffer,
): Buffer | undefined {
  const parameters = aeadBySuite[suite];
  if (parameters === undefined) return undefined;
  const key = expandLabel(parameters.hash, trafficSecret, 'key', parameters.keyBytes);
  const nonce = expandLabel(parameters.hash, trafficSecret, 'iv', nonceBytes);
  const inner = Buffer.from([fatal, description, alertRecord]);
  const header = Buffer.from([applicationDataRecord, 3, 3, 0, inner.length + tagBytes]);
  const [encrypted, tag] = seal(parameters.cipher, key, nonce, header, inner);
  return Buffer.concat([header, encrypted, tag]);
}

function seal(
  algorithm: AeadParameters['cipher'],
  key: Buffer,
  nonce: Buffer,
  header: Buffer,
  plaintext: Buffer,
): [encrypted: Buffer, tag: Buffer] {
  // The types of Node describe the two families of AEAD ciphers separately; the calls are the same.
  const cipher =
    algorithm === 'chacha20-poly1305'
      ? createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      : createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(header, { plaintextLength: plaintext.length });
  const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return [encrypted, cipher.getAuthTag()];
}

/** HKDF-Expand-Label with an empty context (RFC 8446 §7.1), for outputs no longer than the hash: one round. */
export function expandLabel(
  hash: 'sha256' | 'sha384',
  secret: Buffer,
  label: string,
  length: number,
): Buffer {
  const fullLabel = Buffer.from(`tls13 ${label}`, 'latin1');
  const hkdfLabel = Buffer.from([length >> 8, length & 0xff, fullLabel.length, ...fullLabel, 0]);
  const firstRound = Buffer.from([1]);
  return createHmac(hash, secret).update(hkdfLabel).update(firstRound).digest().subarray(0, length);
}
