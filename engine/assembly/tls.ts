import { disable } from '../configuration/mark.ts';
import type { Configuration, ConfiguredCertificate, ConfiguredTlsOptions } from '../configuration/model.ts';
import { type Diagnostic, discreet } from '../resources/diagnostic.ts';
import { DEFAULT_TLS_OPTIONS } from '../routing/snapshot.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { CertificateError, CertificateStore, StoredCertificate } from '../tls/certificates.ts';
import {
  type ClientAuthType,
  type ResolvedTlsOptions,
  resolveTlsOptions,
  TlsOptionsError,
} from '../tls/options.ts';
import { tlsVersion } from '../tls/versions.ts';

/** The first release that sorts certificates by all their names. */
const SORTED_BY_KEY = 306;

/** Certificates and options that handshakes are made with; immutable, replaced as a whole. */
export interface TlsSnapshot {
  /** undefined if there are no such options or they are broken: connections that need them are closed. */
  optionsNamed(name: string): ResolvedTlsOptions | undefined;
  readonly certificates: CertificateStore;
}

/**
 * Configuration to TLS options and certificates. A certificate or a set of options that cannot be used falls alone.
 * `version`: the release that is imitated. `previous`: what was in force before; certificates that it knows are not read
 * again.
 */
export function assembleTls(
  configuration: Configuration,
  version: TraefikVersion,
  previous?: TlsSnapshot,
): { tls: TlsSnapshot; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const usable = (source: ConfiguredCertificate): StoredCertificate[] => {
    const certificate = previous?.certificates.find(source) ?? read(source, diagnostics);
    return certificate ? [certificate] : [];
  };
  const certificates = configuration.tls.certificates.flatMap(usable);
  const { defaultCertificate } = configuration.tls;
  const [ownDefault] = defaultCertificate ? usable(defaultCertificate) : [];
  const options = new Map<string, ResolvedTlsOptions>();
  for (const configured of configuration.tls.options.values()) {
    const resolved = resolve(configuration, configured, version, diagnostics);
    if (resolved) options.set(configured.name, resolved);
  }
  if (!configuration.tls.options.has(DEFAULT_TLS_OPTIONS)) {
    options.set(DEFAULT_TLS_OPTIONS, optionsOfNobody());
  }
  const tls = {
    optionsNamed: (name: string) => options.get(name),
    certificates: new CertificateStore(certificates, ownDefault, version < SORTED_BY_KEY ? 'name' : 'key'),
  };
  return { tls, diagnostics };
}

let ofNobody: ResolvedTlsOptions | undefined;

/** Those that are in force where nobody configured any: the same in every configuration. */
function optionsOfNobody(): ResolvedTlsOptions {
  ofNobody ??= resolveTlsOptions({ name: DEFAULT_TLS_OPTIONS, sniStrict: false });
  return ofNobody;
}

function read(source: ConfiguredCertificate, diagnostics: Diagnostic[]): StoredCertificate | undefined {
  try {
    return new StoredCertificate(source);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    const { source: written } = source;
    diagnostics.push({
      severity: 'error',
      code: error.code,
      message: error.problem,
      advice: 'write a certificate and its key without a password, both in PEM',
      resource: written.resource,
      position: discreet(written.resource, written.path, written.origin.position(written.path)),
    });
    return undefined;
  }
}

function resolve(
  configuration: Configuration,
  configured: ConfiguredTlsOptions,
  version: TraefikVersion,
  diagnostics: Diagnostic[],
): ResolvedTlsOptions | undefined {
  const { name, sniStrict, cipherSuites, curvePreferences, alpnProtocols, clientAuthType } = configured;
  const [minimum, maximum] = [tlsVersion(configured.minVersion), tlsVersion(configured.maxVersion)];
  try {
    return resolveTlsOptions({
      name,
      sniStrict,
      ...(minimum === undefined ? {} : { minVersion: minimum }),
      ...(maximum === undefined ? {} : { maxVersion: maximum }),
      ...(cipherSuites === undefined ? {} : { cipherSuites }),
      ...(curvePreferences === undefined ? {} : { curvePreferences }),
      postQuantum: version >= 300,
      disableSessionTickets: configured.disableSessionTickets ?? false,
      ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
      ...(clientAuthType === undefined
        ? {}
        : { clientAuth: { type: clientAuthType as ClientAuthType, caPems: configured.clientCas } }),
    });
  } catch (error) {
    if (!(error instanceof TlsOptionsError)) throw error;
    disable(configuration, configured, error.message);
    // A CA secret that is missing was reported where it is named.
    if (!configured.clientCasComplete) return undefined;
    diagnostics.push({
      severity: 'error',
      code: error.code,
      message: error.message,
      advice: error.advice,
      ...(configured.resource === undefined ? {} : { resource: configured.resource }),
      ...(configured.origin === undefined
        ? {}
        : { position: configured.origin.position([...configured.path, error.field]) }),
    });
    return undefined;
  }
}
