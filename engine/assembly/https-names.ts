import { warn } from '../configuration/mark.ts';
import type { Element, HttpRouter } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import { DEFAULT_TLS_OPTIONS, type HttpsNames } from '../routing/snapshot.ts';
import { RuleError } from '../rules/rule-error.ts';

const CONFLICT =
  "router's TLSOptions configuration is conflicting with other routers on the same entrypoint and host, default TLS options will be used instead";

/** A router that does not get the TLS options it asks for. */
export interface HttpsWarning {
  readonly code: 'tls-options-conflict' | 'tls-options-unused';
  readonly message: string;
}

type TlsRouter = HttpRouter & Required<Pick<HttpRouter, 'tls'>>;

/** Server names and their options, and those of the routers. */
export interface RouterOptions extends HttpsNames {
  /** Options in force for a TLS router: the default ones if it has no Host() or is in conflict. */
  optionsOf(router: HttpRouter): string;
}

/** Where no router claims a name. */
export const NO_NAMES: RouterOptions = {
  empty: true,
  optionsFor: () => undefined,
  catchAll: undefined,
  claimants: () => [],
  optionsOf: () => DEFAULT_TLS_OPTIONS,
};

/** Hears what is wrong with routers, each of which it marks. */
interface Listener {
  readonly marked: Set<Element>;
  /** Once for each router. */
  onWarning(router: HttpRouter, warning: HttpsWarning): void;
}

/**
 * Which server names the TLS routers of one entry point claim, and with which TLS options. Routers that are disabled
 * for another reason than their rule still claim their names, as in Traefik; a router without Host() claims every
 * name that no other does, with the default options. Routers that claim one host with different options all fall
 * back to the default ones (Traefik: https/tls#tls-options).
 */
export function httpsNames(routers: readonly HttpRouter[], rules: Rules, listener: Listener): RouterOptions {
  const claims = new Map<string, TlsRouter[]>();
  const withoutOwn = new Set<HttpRouter>();
  for (const router of routers.filter(hasTls)) {
    const hosts = hostsOf(router, rules);
    if (hosts?.length === 0) {
      withoutOwn.add(router);
      warnUnused(router, listener);
    }
    for (const host of hosts ?? []) {
      const claimants = claims.get(host);
      if (claimants) claimants.push(router);
      else claims.set(host, [router]);
    }
  }
  const hostless = withoutOwn.size > 0;
  for (const [host, claimants] of claims) {
    if (new Set(claimants.map(({ tls }) => tls.options)).size === 1) continue;
    for (const router of claimants) {
      withoutOwn.add(router);
      noteWarning(listener, router, CONFLICT, {
        code: 'tls-options-conflict',
        message: `routers of host ${host} ask for different TLS options: the default ones are used, without client certificates`,
      });
    }
  }
  const options = new Map<string, string>();
  for (const [host, claimants] of claims) {
    const heard = claimants.find((router) => !withoutOwn.has(router));
    options.set(host, heard?.tls.options ?? DEFAULT_TLS_OPTIONS);
  }
  const catchAll = options.get('*') ?? (hostless ? DEFAULT_TLS_OPTIONS : undefined);
  options.delete('*');
  return {
    empty: options.size === 0 && catchAll === undefined,
    optionsFor(serverName) {
      const [name, wildcard] = spellings(serverName);
      return options.get(name) ?? options.get(wildcard);
    },
    catchAll,
    claimants(serverName) {
      const [name, wildcard] = spellings(serverName);
      const host = options.has(name) ? name : wildcard;
      return routers.flatMap((router) =>
        router.tls && hostsOf(router, rules)?.includes(host) ? router.name : [],
      );
    },
    optionsOf: (router) =>
      withoutOwn.has(router) ? DEFAULT_TLS_OPTIONS : (router.tls?.options ?? DEFAULT_TLS_OPTIONS),
  };
}

/**
 * A server name as Host() writes it, and with a wildcard for its first label. Rules match hosts so: who writes a host
 * otherwise must not get past its client certificates.
 */
function spellings(serverName: string): [name: string, wildcard: string] {
  const name = serverName.toLowerCase().replace(/\.$/, '');
  return [name, name.replace(/^[^.]+/, '*')];
}

function hasTls(router: HttpRouter): router is TlsRouter {
  return router.tls !== undefined;
}

/** A server name is all there is to choose options by: without Host() there is none. */
function warnUnused(router: TlsRouter, listener: Listener): void {
  const { options } = router.tls;
  if (options === DEFAULT_TLS_OPTIONS) return;
  const text = `no domain found in rule ${router.rule}, the TLS option ${options} cannot be applied`;
  noteWarning(listener, router, text, { code: 'tls-options-unused', message: text });
}

function noteWarning(listener: Listener, router: HttpRouter, text: string, warning: HttpsWarning): void {
  if (router.errors.includes(text)) return;
  warn(listener, router, text);
  // Options that a router would not get are of no concern if it is not in force; a conflict concerns the others too.
  if (router.status !== 'disabled' || warning.code === 'tls-options-conflict') {
    listener.onWarning(router, warning);
  }
}

/** undefined if the rule cannot be read: such a router claims nothing. */
function hostsOf(router: HttpRouter, rules: Rules): readonly string[] | undefined {
  try {
    return rules.http(router).hosts;
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}
