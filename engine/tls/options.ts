import { constants, createHash, X509Certificate } from 'node:crypto';
import type { SecureContextOptions, SecureVersion } from 'node:tls';
import { isCipherSuite, opensslCiphers } from './cipher-suites.ts';
import { isCurve, opensslCurves } from './curves.ts';
import { securityLevel } from './versions.ts';

const clientAuthTypes = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;

export type ClientAuthType = (typeof clientAuthTypes)[number];

/** What a set of TLS options asks for (Traefik: TLSOption). */
export interface TlsOptions {
  readonly name: string;
  /** Default: TLSv1.2. */
  readonly minVersion?: SecureVersion;
  /** Default: none, that is TLSv1.3. */
  readonly maxVersion?: SecureVersion;
  /** Go's names; default and empty: Go's list. TLS 1.3 suites cannot be chosen. */
  readonly cipherSuites?: readonly string[];
  /** Go's names of key exchanges; default and empty: OpenSSL's list. */
  readonly curvePreferences?: readonly string[];
  /** false: key exchanges with ML-KEM are unknown, as in Traefik 2.11. Default: true. */
  readonly postQuantum?: boolean;
  /** No session is resumed. Default: false. */
  readonly disableSessionTickets?: boolean;
  readonly clientAuth?: {
    readonly type: ClientAuthType;
    /** Each may hold several certificates. */
    readonly caPems: readonly string[];
  };
  /** Refuse clients that no certificate fits. */
  readonly sniStrict: boolean;
  /** Protocols for ALPN in order of preference, instead of those of the entry point. */
  readonly alpnProtocols?: readonly string[];
}

/** Checked options. */
export interface ResolvedTlsOptions {
  readonly name: string;
  /** The same for options of one name that ask for the same; 64 hexadecimal digits. */
  readonly id: string;
  readonly sniStrict: boolean;
  readonly clientAuth: ClientAuthType;
  /** What certificates of clients are verified with. */
  readonly clientCas: readonly X509Certificate[];
  readonly alpnProtocols: readonly string[] | undefined;
  /** For `tls.createServer`, without certificate, key and authorities. */
  readonly contextOptions: Readonly<SecureContextOptions>;
}

/** Options that cannot be put in force; the message begins with Traefik's text. */
export class TlsOptionsError extends Error {
  readonly code = 'tls-options-invalid';
  /** The `name` of the options. */
  readonly options: string;
  /** The one at fault. */
  readonly field: 'cipherSuites' | 'curvePreferences' | 'clientAuth';
  /** What to write instead. */
  readonly advice: string;

  constructor(
    options: string,
    field: TlsOptionsError['field'],
    problem: string,
    advice = 'give it a Secret, or a file, with the certificate of an authority',
  ) {
    super(problem);
    this.name = 'TlsOptionsError';
    this.options = options;
    this.field = field;
    this.advice = advice;
  }
}

/**
 * Checks options and turns them into what node:tls takes.
 * @throws {TlsOptionsError} for an unknown cipher suite, curve or client auth type, and for CA certificates that are
 * missing or unreadable where they are needed (Traefik: https/tls#client-authentication-mtls).
 */
export function resolveTlsOptions(options: TlsOptions): ResolvedTlsOptions {
  const { minVersion = 'TLSv1.2', cipherSuites = [], curvePreferences = [] } = options;
  const clientAuth = options.clientAuth?.type ?? 'NoClientCert';
  const clientCas = authorities(options, clientAuth);
  const unknownSuite = cipherSuites.find((suite) => !isCipherSuite(suite));
  if (unknownSuite !== undefined) {
    throw new TlsOptionsError(
      options.name,
      'cipherSuites',
      `invalid CipherSuite: ${unknownSuite}`,
      'write the names of Go, such as TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    );
  }
  const unknownCurve = curvePreferences.find((curve) => !isCurve(curve, options.postQuantum ?? true));
  if (unknownCurve !== undefined) {
    throw new TlsOptionsError(
      options.name,
      'curvePreferences',
      `invalid CurveID in curvePreferences: ${unknownCurve}`,
      'write the names of Go, such as X25519 or CurveP256',
    );
  }
  const contextOptions: SecureContextOptions = {
    minVersion,
    ...(options.maxVersion ? { maxVersion: options.maxVersion } : {}),
    ciphers: opensslCiphers(cipherSuites) + securityLevel(minVersion),
    ...(curvePreferences.length > 0 ? { ecdhCurve: opensslCurves(curvePreferences) } : {}),
    honorCipherOrder: true,
    secureOptions: secureOptions(clientAuth, options.disableSessionTickets ?? false),
  };
  const { name, sniStrict, alpnProtocols } = options;
  const fingerprints = clientCas.map(({ fingerprint256 }) => fingerprint256);
  const identity = JSON.stringify([name, sniStrict, clientAuth, fingerprints, alpnProtocols, contextOptions]);
  const id = createHash('sha256').update(identity).digest('hex');
  return { name, id, sniStrict, clientAuth, clientCas, alpnProtocols, contextOptions };
}

function authorities(options: TlsOptions, type: ClientAuthType): X509Certificate[] {
  if (!clientAuthTypes.includes(type)) {
    throw new TlsOptionsError(
      options.name,
      'clientAuth',
      `unknown client auth type "${type}"`,
      `the types are ${clientAuthTypes.join(', ')}`,
    );
  }
  const found = (options.clientAuth?.caPems ?? []).flatMap((pem) => readableCertificates(options.name, pem));
  if (verifiesClientCertificate(type) && found.length === 0) {
    throw new TlsOptionsError(
      options.name,
      'clientAuth',
      `invalid clientAuthType: ${type}, CAFiles is required`,
    );
  }
  return type === 'NoClientCert' ? [] : found;
}

function secureOptions(type: ClientAuthType, disableSessionTickets: boolean): number {
  // Go has no renegotiation either; with it a client could change its certificate after it was checked.
  if (type === 'NoClientCert' && !disableSessionTickets) return constants.SSL_OP_NO_RENEGOTIATION;
  // A resumed session would skip the check of a certificate that has expired since. Without tickets nothing is resumed:
  // Node keeps no server-side session cache.
  return constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET;
}

/** Whether certificates that clients present are checked against the CAs. */
export function verifiesClientCertificate(type: ClientAuthType): boolean {
  return type === 'VerifyClientCertIfGiven' || type === 'RequireAndVerifyClientCert';
}

/** Whether clients without a certificate are refused. */
export function requiresClientCertificate(type: ClientAuthType): boolean {
  return type === 'RequireAnyClientCert' || type === 'RequireAndVerifyClientCert';
}

/** The certificates of a bundle that parse; Go skips the others unless none is left. */
function readableCertificates(optionsName: string, pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const readable = blocks.flatMap(parsed);
  if (readable.length === 0)
    throw new TlsOptionsError(optionsName, 'clientAuth', 'invalid certificate(s) content');
  return readable;
}

function parsed(block: string): X509Certificate[] {
  try {
    return [new X509Certificate(block)];
  } catch {
    return [];
  }
}
