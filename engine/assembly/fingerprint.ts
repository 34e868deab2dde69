import { createHash } from 'node:crypto';
import type { Configuration, ConfiguredCertificate, Element } from '../configuration/model.ts';

/**
 * Equal for configurations that route alike, whatever the order of their objects and wherever those are written. An
 * equal one is not applied again, so that counters survive changes that do not concern traffic (as in Traefik, which
 * compares a hash too).
 */
export function fingerprint({ http, tcp, udp, tls }: Configuration): string {
  const { defaultCertificate } = tls;
  const routing = {
    http: [sorted(http.routers), sorted(http.services), sorted(http.middlewares)],
    transports: sorted(http.serversTransports).map((transport) => ({
      ...transport,
      certificates: transport.certificates.map(certificate),
    })),
    tcp: [sorted(tcp.routers), sorted(tcp.services), sorted(tcp.serversTransports)],
    udp: [sorted(udp.routers), sorted(udp.services)],
    tlsOptions: sorted(tls.options),
    certificates: tls.certificates.map(certificate),
    ...(defaultCertificate ? { defaultCertificate: certificate(defaultCertificate) } : {}),
  };
  return createHash('sha256').update(JSON.stringify(routing)).digest('hex');
}

/** The elements by name, without where they come from. */
function sorted<E extends Element>(
  elements: ReadonlyMap<string, E>,
): Omit<E, 'origin' | 'resource' | 'path'>[] {
  return [...elements.values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ origin: _origin, resource: _resource, path: _path, ...routing }) => routing);
}

function certificate({ name, certificatePem, keyPem }: ConfiguredCertificate): object {
  return { name, certificatePem, keyPem };
}
