import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import { opensslCiphers } from './cipher-suites.ts';
import { securityLevel, tlsVersion } from './versions.ts';

/** How a server is trusted, and how the engine shows itself to it (Traefik: ServersTransport, ServersTransportTCP). */
export interface TrustSettings {
  /** Default: the host that is connected to. */
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  /** PEM certificates; empty: the system's roots. */
  readonly rootCas: readonly string[];
  /** Client certificates shown to the servers; one that cannot be used is left out, as in Traefik. */
  readonly certificates: readonly { readonly certificatePem: string; readonly keyPem: string }[];
  /** A URI that the server's certificate must carry; its chain is verified then in any case. */
  readonly peerCertUri?: string;
  /** Go's names; absent and empty: Go's list. */
  readonly cipherSuites?: readonly string[];
  /** Go's names, such as `VersionTLS12`; default TLS 1.2 and no upper limit. */
  readonly minVersion?: string;
  readonly maxVersion?: string;
}

/** Options of `tls.connect`. */
export interface TrustedConnection {
  readonly secureContext: SecureContext;
  readonly servername: string;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity: typeof checkServerIdentity;
}

/** An OpenSSL context takes some 40 KB: servers with the same settings share one. */
const contexts = new WeakMap<TrustSettings, SecureContext>();

/**
 * The options of `tls.connect` for a server at `host`, a name or an address without brackets. Names are looked for in
 * the subject alternative names only, as Go does.
 *
 * @throws Error if OpenSSL refuses the settings
 */
export function trustedConnection(trust: TrustSettings, host: string): TrustedConnection {
  const { serverName, insecureSkipVerify, peerCertUri } = trust;
  let secureContext = contexts.get(trust);
  if (!secureContext) {
    secureContext = createSecureContext(contextOptions(trust));
    contexts.set(trust, secureContext);
  }
  const expected = serverName || host;
  return {
    secureContext,
    // An address is no server name (RFC 6066 §3).
    servername: isIP(expected) === 0 ? expected : '',
    rejectUnauthorized: !insecureSkipVerify || peerCertUri !== undefined,
    checkServerIdentity: (_host, certificate) =>
      (insecureSkipVerify ? undefined : nameProblem(expected, certificate)) ??
      (peerCertUri === undefined ? undefined : uriProblem(peerCertUri, certificate)),
  };
}

function contextOptions({
  rootCas,
  certificates,
  cipherSuites,
  ...versions
}: TrustSettings): SecureContextOptions {
  const [minVersion = 'TLSv1.2', maxVersion] = [
    tlsVersion(versions.minVersion),
    tlsVersion(versions.maxVersion),
  ];
  const shown = certificates.filter(isUsable);
  return {
    minVersion,
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ciphers: opensslCiphers(cipherSuites ?? []) + securityLevel(minVersion),
    ...(rootCas.length > 0 ? { ca: [...rootCas] } : {}),
    ...(shown.length > 0
      ? {
          cert: shown.map(({ certificatePem }) => certificatePem),
          key: shown.map(({ keyPem }) => keyPem),
        }
      : {}),
  };
}

function isUsable({ certificatePem, keyPem }: TrustSettings['certificates'][number]): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

/** Node would take the common name where there are no alternative names. */
function nameProblem(host: string, certificate: PeerCertificate): Error | undefined {
  if (!/(?:^|, )(?:DNS|IP Address):/.test(certificate.subjectaltname ?? '')) {
    return problem(`the server's certificate names no host, ${host} was wanted`);
  }
  return checkServerIdentity(host, certificate);
}

function uriProblem(uri: string, certificate: PeerCertificate): Error | undefined {
  const wanted = uri.toLowerCase();
  if (urisOf(certificate.subjectaltname ?? '').some((found) => found.toLowerCase() === wanted))
    return undefined;
  return problem(`peer certificate mismatch: no SAN URI in peer certificate matches ${uri}`);
}

/** Node joins the names with ', ' and puts those that contain special characters in JSON quotes. */
function urisOf(names: string): string[] {
  return [...names.matchAll(/(?:^|, )URI:("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, uri = '']) =>
    uri.startsWith('"') ? String(JSON.parse(uri)) : uri,
  );
}

function problem(message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
}
