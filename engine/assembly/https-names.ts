import type { HttpRouter } from '../configuration/model.ts';
import { DEFAULT_TLS_OPTIONS, type HttpsNames } from '../routing/snapshot.ts';
import { parseHttpRule } from '../rules/http-rule.ts';

const CONFLICT =
  "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead";

/**
 * Which server names the TLS routers of one entry point claim, and with which TLS options. Routers that are disabled
 * for another reason than their rule still claim their names, as in Traefik; a router without Host() claims every
 * name that no other does, with the default options. Two routers that claim one host with different options both
 * fall back to the default ones (Traefik: https/tls#tls-options); `onConflict` hears of each such router.
 */
export function httpsNames(
  routers: readonly HttpRouter[],
  onConflict: (router: HttpRouter, host: string) => void,
): HttpsNames {
  const claims = new Map<string, HttpRouter[]>();
  let catchAll: string | undefined;
  for (const router of routers) {
    if (!router.tls) continue;
    const hosts = hostsOf(router);
    if (hosts === undefined) continue;
    if (hosts.length === 0) catchAll ??= DEFAULT_TLS_OPTIONS;
    for (const host of hosts) {
      if (host === '*') catchAll = router.tls.options;
      else claims.set(host, [...(claims.get(host) ?? []), router]);
    }
  }
  const options = new Map<string, string>();
  for (const [host, claimants] of claims) {
    const wanted = new Set(claimants.map((router) => router.tls?.options ?? DEFAULT_TLS_OPTIONS));
    const [only = DEFAULT_TLS_OPTIONS] = wanted;
    options.set(host, wanted.size === 1 ? only : DEFAULT_TLS_OPTIONS);
    if (wanted.size > 1) for (const router of claimants) warn(router, host, onConflict);
  }
  return {
    empty: options.size === 0 && catchAll === undefined,
    optionsFor: (serverName) => options.get(serverName) ?? options.get(serverName.replace(/^[^.]+/, '*')),
    catchAll,
  };
}

function warn(
  router: HttpRouter,
  host: string,
  onConflict: (router: HttpRouter, host: string) => void,
): void {
  if (router.status === 'enabled') router.status = 'warning';
  if (router.errors.includes(CONFLICT)) return;
  router.errors.push(CONFLICT);
  onConflict(router, host);
}

/** undefined if the rule cannot be read: such a router claims nothing. */
function hostsOf(router: HttpRouter): readonly string[] | undefined {
  try {
    return parseHttpRule(router.rule).hosts;
  } catch {
    return undefined;
  }
}
