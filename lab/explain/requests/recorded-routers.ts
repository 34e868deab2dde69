import type { Preview } from '../../preview/preview.ts';
import type { HttpQuestion } from '../story.ts';

/**
 * What the name of a router in an access log says of a request: those whose rule names one host have been asked for that.
 * Traefik puts the entry point before the name of a router that has settings from it.
 */
export function recordedRouters({
  configurator,
}: Pick<Preview, 'configurator'>): Map<string, Pick<HttpQuestion, 'host' | 'tls'>> {
  const known = new Map<string, Pick<HttpQuestion, 'host' | 'tls'>>();
  for (const router of configurator.configuration.http.routers.values()) {
    if (router.status === 'disabled') continue;
    const { hosts, source } = configurator.rules.http(router);
    const [host, ...others] = hosts;
    if (host === undefined || others.length > 0 || host.includes('*') || source.includes('!')) continue;
    const place = { host, tls: router.tls !== undefined };
    known.set(router.name, place);
    for (const entryPoint of router.entryPoints) known.set(`${entryPoint}-${router.name}`, place);
  }
  return known;
}
