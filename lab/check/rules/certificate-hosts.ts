import { isIP } from 'node:net';
import { warning } from '../finding.ts';
import { positiveHosts, positiveServerNames } from '../hosts.ts';
import { certificatesIn } from '../pem.ts';
import { routerPath } from '../router-path.ts';
import type { CheckRule, CheckSubject, HttpRouter, TcpRouter } from '../rule.ts';
import { Written } from '../written.ts';

/** Findings about certificates that may be just those for the hosts. */
const BROKEN: ReadonlySet<string> = new Set([
  'certificate-invalid',
  'file-unreadable',
  'secret-incomplete',
  'secret-not-found',
]);

/**
 * Hosts that are served over TLS without a certificate that is for them. Where there is no certificate at all, the
 * self-signed one of the proxy is meant; and where certificates come from elsewhere, they are not there to look at.
 */
export const certificateHosts: CheckRule = function* (subject) {
  const { configurator, resources, partial, diagnostics } = subject;
  const { http, tcp, tls } = configurator.configuration;
  if (partial || (tls.certificates.length === 0 && !tls.defaultCertificate)) return;
  if (diagnostics.some(({ code }) => BROKEN.has(code))) return;
  if (resources.some(({ kind, object }) => kind === 'TLSStore' && generatesDefault(object))) return;
  const written = new Written(resources);
  const said = new Set<string>();
  let known: string | undefined;
  const served: (readonly [HttpRouter | TcpRouter, readonly string[]])[] = [
    ...[...http.routers.values()]
      .filter(isServed)
      .map((router) => [router, positiveHosts(configurator, router)] as const),
    ...[...tcp.routers.values()]
      .filter(isServed)
      .map((router) => [router, positiveServerNames(configurator, router)] as const),
  ];
  const resolving = subject.static.entryPoints.filter(({ http }) => http?.tls?.resolver);
  const resolvers = new Set(resolving.map(({ name }) => name));
  for (const [router, hosts] of served) {
    if ('given' in router && router.given?.tls && resolvers.has(router.given.by)) continue;
    if (written.at(router, routerPath(router, 'tls', 'certResolver')) !== undefined) continue;
    for (const host of hosts) {
      const key = `${JSON.stringify(router.resource)} ${host}`;
      if (host === '*' || isIP(host) !== 0 || said.has(key) || isCovered(subject, host)) continue;
      said.add(key);
      known ??= names(subject);
      yield warning(router, routerPath(router, 'match'), {
        code: 'certificate-not-for-host',
        message: `no certificate is for \`${host}\`: clients get the default certificate, and refuse it`,
        advice: `name a Secret with a certificate for ${host} under tls.secretName; those here are for ${known}`,
      });
    }
  }
};

function isServed({ status, tls }: HttpRouter | TcpRouter): boolean {
  return status !== 'disabled' && tls !== undefined && !tls.passthrough;
}

function isCovered({ configurator }: CheckSubject, host: string): boolean {
  const name = host.replace(/^\*\./, 'any.');
  if (configurator.tls.certificates.choose(name, '')) return true;
  const own = configurator.configuration.tls.defaultCertificate;
  const [first] = certificatesIn(own?.certificatePem ?? '');
  return first?.checkHost(name) !== undefined;
}

function generatesDefault({ spec }: Readonly<Record<string, unknown>>): boolean {
  return typeof spec === 'object' && spec !== null && 'defaultGeneratedCert' in spec;
}

/** The names that certificates are for, as far as they are worth listing. */
function names({ configurator }: CheckSubject): string {
  const MOST = 5;
  const { certificates, defaultCertificate } = configurator.configuration.tls;
  const all = [...certificates, ...(defaultCertificate ? [defaultCertificate] : [])].flatMap(
    ({ certificatePem }) =>
      (certificatesIn(certificatePem)[0]?.subjectAltName ?? '')
        .split(', ')
        .map((name) => name.replace(/^(?:DNS|IP Address):/, '')),
  );
  const distinct = [...new Set(all)].filter((name) => name !== '');
  return distinct.length > MOST
    ? `${distinct.slice(0, MOST).join(', ')} and ${distinct.length - MOST} more`
    : distinct.join(', ');
}
