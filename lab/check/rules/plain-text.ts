import { warning } from '../finding.ts';
import { routerPath } from '../router-path.ts';
import type { CheckRule } from '../rule.ts';

const HTTP = 80;
const HTTPS = 443;

/** Routers that speak TLS where clients do not, or the other way round. */
export const plainText: CheckRule = function* ({ configurator, static: options, entryPointsKnown }) {
  const ports = new Map(options.entryPoints.map(({ name, port }) => [name, port]));
  const routers = [...configurator.configuration.http.routers.values()].filter(
    ({ status, entryPoints, origin }) => status !== 'disabled' && entryPoints.length > 0 && origin,
  );
  const areAll = (entryPoints: readonly string[], port: number) =>
    entryPoints.every((name) => ports.get(name) === port);
  const secured = new Set(routers.flatMap(({ tls, entryPoints }) => (tls ? entryPoints : [])));
  const judged = new Set<string>();
  for (const router of routers) {
    // What entry points made several of is judged once, as it is written.
    const { name, entryPoints } = router.written ?? router;
    if (judged.has(name)) continue;
    if (router.tls && !router.given?.tls && areAll(entryPoints, HTTP)) {
      judged.add(name);
      yield warning(router, routerPath(router, 'tls'), {
        code: 'tls-on-port-80',
        message: `${entryPoints.join(', ')} is for http://, and this route takes TLS alone: clients get 404`,
        advice: 'name the entry point of https:// under entryPoints, or leave out tls',
      });
    }
    // Who has a proxy that gives TLS to all, as Helm's chart does on websecure, may have left that flag out here.
    const isAmongSecured = router.entryPoints.every((name) => secured.has(name));
    if (!router.tls && entryPointsKnown && areAll(entryPoints, HTTPS) && isAmongSecured) {
      judged.add(name);
      yield warning(router, routerPath(router, 'entryPoints'), {
        code: 'tls-missing-on-port-443',
        message: `${entryPoints.join(', ')} is for https://, and this route has no tls: clients get 404`,
        advice: 'write tls: {}, or name the entry point of http:// under entryPoints',
      });
    }
  }
};
