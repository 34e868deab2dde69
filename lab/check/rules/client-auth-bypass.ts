import { maximumUserPriority } from '../../../engine/core.ts';
import { warning } from '../finding.ts';
import { positiveHosts } from '../hosts.ts';
import { routerPath } from '../router-path.ts';
import type { CheckRule, CheckSubject, HttpRouter } from '../rule.ts';

/** Types that let nobody in without a certificate. */
const REQUIRED: ReadonlySet<string> = new Set(['RequireAnyClientCert', 'RequireAndVerifyClientCert']);

/**
 * Servers that one router of a host protects by client certificates, and another of that host serves to everybody, in
 * plain text. A router with middlewares may redirect or ask for a password, and is left alone, as is one on entry points
 * that send all their clients elsewhere before any router of a user's is asked.
 */
export const clientAuthBypass: CheckRule = function* (subject) {
  const { configuration } = subject.configurator;
  const redirecting = subject.static.entryPoints.filter(
    ({ http }) => (http?.redirection?.priority ?? 0n) > maximumUserPriority,
  );
  const sentElsewhere = new Set(redirecting.map(({ name }) => name));
  const routers = [...configuration.http.routers.values()].filter(({ status }) => status !== 'disabled');
  const guarded = new Map<string, HttpRouter>();
  for (const router of routers) {
    const options = router.tls && configuration.tls.options.get(router.tls.options);
    if (!REQUIRED.has(options?.clientAuthType ?? '')) continue;
    for (const key of keysOf(subject, router)) guarded.set(key, router);
  }
  if (guarded.size === 0) return;
  for (const router of routers) {
    if (router.tls || router.middlewares.length > 0) continue;
    if (isOnlyOn(sentElsewhere, router)) continue;
    const guard = keysOf(subject, router)
      .map((key) => guarded.get(key))
      .find((found) => found !== undefined);
    if (!guard) continue;
    yield warning(router, routerPath(router, 'match'), {
      code: 'client-auth-bypassed',
      message: `the servers for which ${guard.name} asks for client certificates are reached here in plain text, without one`,
      advice: 'remove the route, or let it redirect to https',
    });
  }
};

/** Routers behind others are on no entry point. */
function isOnlyOn(entryPoints: ReadonlySet<string>, router: HttpRouter): boolean {
  return router.entryPoints.length > 0 && router.entryPoints.every((name) => entryPoints.has(name));
}

/** What a router serves: one text for each host and the servers it leads to. */
function keysOf({ configurator }: CheckSubject, router: HttpRouter): string[] {
  const service = configurator.configuration.http.services.get(router.service);
  const servers =
    service?.kind === 'loadBalancer' && service.servers.length > 0
      ? service.servers
          .map(({ url }) => url)
          .toSorted()
          .join(' ')
      : router.service;
  return positiveHosts(configurator, router).map((host) => `${host} ${servers}`);
}
