import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { EntryPointRoutes } from '../../engine/decisions.ts';
import { type Explainable, placed, positionOf, type Scene } from './scene.ts';
import type { CertificateStory, TlsStory } from './story.ts';

/** Where a client that names no server connected to is not known; no certificate is for it. */
const NO_ADDRESS = '';

/** The server name that a client sends for a host: none for an address (RFC 6066 §3). */
export function serverNameFor(host: string): string {
  return isIP(host.replace(/^\[|\]$/g, '')) === 0 ? host : '';
}

/** What the entry point's TLS is made with. `why`: where the options come from. */
export function tlsStory(
  subject: Explainable,
  serverName: string,
  optionsName: string,
  why: string,
): TlsStory {
  const { configuration, tls } = subject.configurator;
  const configured = configuration.tls.options.get(optionsName);
  const options = tls.optionsNamed(optionsName);
  const certificate = options && certificateStory(subject, serverName, options);
  return {
    serverName,
    options: {
      name: optionsName,
      ...positionOf(configured),
      why: options ? why : `${why}; they cannot be used, so the connection is closed`,
    },
    ...(options && options.clientAuth !== 'NoClientCert' && { clientAuth: options.clientAuth }),
    ...(certificate && { certificate }),
  };
}

/** Whose wish the TLS options of a server name are, in a sentence. */
export function optionsReason(
  { configurator }: Explainable,
  https: EntryPointRoutes['https'],
  serverName: string,
): string {
  const { routers } = configurator.configuration.http;
  const chosen = https.optionsFor(serverName);
  if (chosen === undefined) {
    return https.catchAll === undefined
      ? 'no router asks for this server name'
      : 'no router asks for this server name by Host(), and one without Host() takes all';
  }
  const claimants = https.claimants(serverName).flatMap((name) => routers.get(name) ?? []);
  const wishes = new Set(claimants.map(({ tls }) => tls?.options ?? 'default'));
  const names = claimants.map(({ name }) => name).join(', ');
  if (wishes.size > 1) {
    const all = claimants.map(({ name, tls }) => `${name} (${tls?.options})`).join(', ');
    return `routers of this host ask for different options, so that the default ones are used: ${all}`;
  }
  return wishes.has(chosen)
    ? `asked for by ${names}`
    : `the default ones are used, because another host of ${names} has routers that ask for different options`;
}

function certificateStory(
  { configurator }: Explainable,
  serverName: string,
  options: NonNullable<ReturnType<Scene['configurator']['tls']['optionsNamed']>>,
): CertificateStory | undefined {
  const { configuration, tls } = configurator;
  const { certificates } = tls;
  const stored = certificates.select(serverName, NO_ADDRESS, options);
  if (!stored) return undefined;
  const { certificates: all, defaultCertificate } = configuration.tls;
  const fits = certificates.choose(serverName, NO_ADDRESS) !== undefined;
  const configured = [...all, ...(defaultCertificate ? [defaultCertificate] : [])].find(
    ({ name, certificatePem }) =>
      name === stored.source.name && certificatePem === stored.source.certificatePem,
  );
  if (!configured) {
    const why = 'no certificate is for this server name: the self-signed one of the proxy is shown';
    return { name: stored.name, names: [], why };
  }
  const { origin, path } = configured.source;
  return {
    name: stored.name,
    ...placed(origin.position(path)),
    names: stored.domains,
    notAfter: new X509Certificate(configured.certificatePem).validToDate.toISOString(),
    why: fits
      ? 'it is for this server name'
      : 'no certificate is for this server name: the default one is shown',
  };
}
