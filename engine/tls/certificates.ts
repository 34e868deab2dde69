import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { canonicalAddress, certificateNames } from './certificate-names.ts';
import { issueCertificate } from './certificate-writer.ts';
import type { ResolvedTlsOptions } from './options.ts';

/** A certificate, with the chain to send after it, and its private key. */
export interface CertificateSource {
  /** Says where it came from in messages, such as `Secret shop/api-tls`. */
  readonly name: string;
  /** The certificate first, then the intermediates. */
  readonly certificatePem: string;
  /** Not encrypted. */
  readonly keyPem: string;
}

/** A certificate and key that do not parse or do not belong together. */
export class CertificateError extends Error {
  readonly code = 'certificate-invalid';
  /** The `name` of the source. */
  readonly certificate: string;
  /** What is wrong with it. */
  readonly problem: string;

  constructor(certificate: string, problem: string, cause: unknown) {
    super(`certificate ${certificate}: ${problem}; expected a PEM certificate and its unencrypted PEM key`, {
      cause,
    });
    this.name = 'CertificateError';
    this.certificate = certificate;
    this.problem = problem;
  }
}

/** A checked certificate. */
export class StoredCertificate {
  readonly name: string;
  /** The same for the same chain and key, whatever the name; 64 hexadecimal digits. */
  readonly id: string;
  /** Lower-case DNS names (also `*.example.test`) and addresses it is for, sorted. */
  readonly domains: readonly string[];
  /** All of them, by which Traefik sorts certificates. */
  readonly key: string;
  readonly source: CertificateSource;

  /** @throws {CertificateError} */
  constructor(source: CertificateSource) {
    const certificate = attempt(source, 'the certificate does not parse', () => {
      return new X509Certificate(source.certificatePem);
    });
    const key = attempt(source, 'the private key does not parse', () => createPrivateKey(source.keyPem));
    if (!certificate.checkPrivateKey(key)) {
      throw new CertificateError(source.name, 'the private key belongs to another certificate', undefined);
    }
    this.name = source.name;
    this.domains = certificateNames(certificate);
    this.key = this.domains.join(',');
    this.source = source;
    this.id = createHash('sha256').update(source.certificatePem).update(source.keyPem).digest('hex');
  }
}

/**
 * What decides between a certificate for the very name and one for a wildcard that covers it. `key`: the greater set of
 * names, whichever of the two that is (Traefik 3.6.22 and 3.7.6). `name`: the very name (before).
 */
export type CertificatePreference = 'key' | 'name';

/** Immutable: a change of certificates makes a new store. */
export class CertificateStore {
  readonly #preference: CertificatePreference;
  readonly #configuredDefault: StoredCertificate | undefined;
  /** Every certificate given, by all that it was made of. */
  readonly #known = new Map<string, StoredCertificate>();
  readonly #byDomain = new Map<string, StoredCertificate>();

  /**
   * `defaultCertificate`: for clients that no other certificate fits; the self-signed one of this process if
   * absent. `preference` default: `key`.
   * @throws {CertificateError} naming the first certificate that cannot be used.
   */
  constructor(
    certificates: readonly (CertificateSource | StoredCertificate)[],
    defaultCertificate?: CertificateSource | StoredCertificate,
    preference: CertificatePreference = 'key',
  ) {
    this.#preference = preference;
    const byKey = new Map<string, StoredCertificate>();
    for (const given of certificates) {
      const certificate = this.#remember(given);
      // Traefik: a further certificate for the same set of names is skipped.
      if (!byKey.has(certificate.key)) byKey.set(certificate.key, certificate);
    }
    // Two sets may share a name; the greatest set wins, whatever the order of loading.
    for (const [, certificate] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const domain of certificate.domains) this.#byDomain.set(domain, certificate);
    }
    this.#configuredDefault = defaultCertificate && this.#remember(defaultCertificate);
  }

  /** The certificate that was made of the same: to read it once more would cost as much as a signature. */
  find(source: CertificateSource): StoredCertificate | undefined {
    return this.#known.get(keyOf(source));
  }

  #remember(given: CertificateSource | StoredCertificate): StoredCertificate {
    const certificate = given instanceof StoredCertificate ? given : new StoredCertificate(given);
    this.#known.set(keyOf(certificate.source), certificate);
    return certificate;
  }

  /** The default certificate given, else the self-signed one of this process. */
  get defaultCertificate(): StoredCertificate {
    return this.#configuredDefault ?? selfSignedCertificate();
  }

  /**
   * The certificate for a server name, or for the local address if the client named none: of those for the name itself
   * and those for a wildcard in place of its first label the one whose set of names sorts last. As `*` sorts before
   * letters and digits, that is most often the name itself, but not where it shares its certificate with a wildcard.
   */
  choose(serverName: string, localAddress: string): StoredCertificate | undefined {
    const wanted = serverName === '' ? canonicalAddress(localAddress) : serverName.toLowerCase();
    const exact = this.#byDomain.get(wanted);
    const dot = wanted.indexOf('.');
    if (dot === -1 || (exact && this.#preference === 'name')) return exact;
    const wildcard = this.#byDomain.get(`*${wanted.slice(dot)}`);
    return exact && !(wildcard && wildcard.key > exact.key) ? exact : wildcard;
  }

  /**
   * As `choose`, with the default certificate where nothing fits; undefined only under `sniStrict`: the client is
   * to be refused with unrecognized_name.
   */
  select(
    serverName: string,
    localAddress: string,
    options: ResolvedTlsOptions,
  ): StoredCertificate | undefined {
    return this.choose(serverName, localAddress) ?? (options.sniStrict ? undefined : this.defaultCertificate);
  }
}

function keyOf({ name, certificatePem, keyPem }: CertificateSource): string {
  return `${name}\n${certificatePem}\n${keyPem}`;
}

let selfSigned: StoredCertificate | undefined;

/**
 * The certificate of last resort, `CN=TRAEFIK DEFAULT CERT`, made at the first use in a process and valid for a
 * year. Traefik's has an RSA key; this one is ECDSA P-256, whose handshakes cost half as much.
 */
function selfSignedCertificate(): StoredCertificate {
  selfSigned ??= new StoredCertificate({ name: 'TRAEFIK DEFAULT CERT', ...issueDefaultCertificate() });
  return selfSigned;
}

/** The self-signed certificate of this thread, to give to others of the process. */
export function selfSignedSource(): CertificateSource {
  const { name, certificatePem, keyPem } = selfSignedCertificate().source;
  return { name, certificatePem, keyPem };
}

/** Takes over the self-signed certificate of another thread, so that clients see one, and resume its sessions. */
export function adoptSelfSigned(source: CertificateSource): void {
  selfSigned = new StoredCertificate(source);
}

function issueDefaultCertificate(): Pick<CertificateSource, 'certificatePem' | 'keyPem'> {
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + 1);
  const unique = createHash('sha256').update(randomBytes(32)).digest('hex');
  const dnsNames = [`${unique.slice(0, 32)}.${unique.slice(32)}.traefik.default`];
  return issueCertificate({
    commonName: 'TRAEFIK DEFAULT CERT',
    notBefore,
    notAfter,
    dnsNames,
    usages: ['serverAuth'],
  });
}

function attempt<Result>(source: CertificateSource, problem: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const detail = error instanceof Error ? `${problem} (${error.message})` : problem;
    throw new CertificateError(source.name, detail, error);
  }
}
