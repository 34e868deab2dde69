import type { Configuration, ConfiguredTransport } from '../configuration/model.ts';
import { DEFAULT_TRANSPORT } from '../configuration/transports.ts';
import type { Diagnostic } from '../resources/diagnostic.ts';
import type { FindingCode } from '../resources/finding-codes.ts';
import type { ServersTransport } from '../routing/targets.ts';
import { isCipherSuite } from '../tls/cipher-suites.ts';
import { tlsVersion } from '../tls/versions.ts';

interface Assembled {
  readonly transport: ServersTransport;
  /** What was wrong with it; the first word of `path` is the field. */
  readonly problem?: {
    readonly field: string;
    readonly code: FindingCode;
    readonly message: string;
    readonly advice: string;
  };
}

const SUITE_NAMES = 'write the names of Go, such as TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
const VERSION_NAMES = 'write VersionTLS10, VersionTLS11, VersionTLS12 or VersionTLS13';

/** A configuration's own objects: they change with it. */
const known = new WeakMap<ConfiguredTransport, Assembled>();

/** How the engine speaks to the servers of the services that name a transport, or none. */
export function serversTransport(configured: ConfiguredTransport | undefined): ServersTransport {
  return configured ? assembled(configured).transport : DEFAULT_TRANSPORT;
}

/** All of a configuration, with the default one. */
export function serversTransports({ http }: Configuration): ServersTransport[] {
  return [DEFAULT_TRANSPORT, ...[...http.serversTransports.values()].map(serversTransport)];
}

/** What is wrong with the transports of a configuration. */
export function transportFindings({ http }: Configuration): Diagnostic[] {
  return [...http.serversTransports.values()].flatMap((configured) => {
    const { problem } = assembled(configured);
    if (!problem) return [];
    const { field, code, message, advice } = problem;
    return {
      severity: 'error' as const,
      code,
      message,
      advice,
      ...(configured.resource === undefined ? {} : { resource: configured.resource }),
      ...(configured.origin === undefined
        ? {}
        : { position: configured.origin.position([...configured.path, field]) }),
    };
  });
}

function assembled(configured: ConfiguredTransport): Assembled {
  let found = known.get(configured);
  if (!found) {
    found = assemble(configured);
    known.set(configured, found);
  }
  return found;
}

/**
 * As Traefik 3.7.9 reads it. Versions and suites that it finds wrong make it fall back to its default TLS settings
 * altogether; also a `minVersion` without a `maxVersion`, which counts as less. What a custom resource gets wrong is
 * looked at before: an unknown suite means the default suites, an unknown version none, and equal versions are wrong.
 */
function assemble(configured: ConfiguredTransport): Assembled {
  const isFile = configured.name.endsWith('@file');
  const { cipherSuites = [], minVersion = '', maxVersion = '' } = configured;
  const unknownSuite = cipherSuites.find((suite) => !isCipherSuite(suite));
  if (isFile && unknownSuite !== undefined) {
    return fallBack(configured, 'cipherSuites', `invalid CipherSuite: ${unknownSuite}`, SUITE_NAMES);
  }
  const [least, most] = [tlsVersion(minVersion) ?? '', tlsVersion(maxVersion) ?? ''];
  if (isFile && minVersion && !least) {
    return fallBack(configured, 'minVersion', `invalid TLS minimum version: ${minVersion}`, VERSION_NAMES);
  }
  if (isFile && maxVersion && !most) {
    return fallBack(configured, 'maxVersion', `invalid TLS maximum version: ${maxVersion}`, VERSION_NAMES);
  }
  if (least > most || (!isFile && least !== '' && least === most)) {
    const problem = `TLS minimum version ${minVersion} is above the maximum version ${maxVersion || '(none)'}`;
    const advice = 'write a maxVersion that is above minVersion; without one it counts as below';
    return fallBack(configured, 'minVersion', problem, advice);
  }
  if (unknownSuite === undefined) return { transport: configured };
  const { cipherSuites: _, ...transport } = configured;
  const message = `cipher suite not supported: ${unknownSuite}, falling back to default CipherSuite.`;
  return {
    transport,
    problem: { field: 'cipherSuites', code: 'cipher-suite-unknown', message, advice: SUITE_NAMES },
  };
}

function fallBack(
  configured: ConfiguredTransport,
  field: string,
  problem: string,
  advice: string,
): Assembled {
  const { serverName, peerCertUri, cipherSuites, minVersion, maxVersion, ...others } = configured;
  const { insecureSkipVerify, rootCas, certificates } = DEFAULT_TRANSPORT;
  return {
    transport: { ...others, insecureSkipVerify, rootCas, certificates },
    problem: {
      field,
      code: 'transport-tls-default',
      message: `${problem}: the default TLS settings are in force instead of all that this transport says of TLS, as in Traefik`,
      advice,
    },
  };
}
