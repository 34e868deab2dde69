import { HeaderList, type RequestHead } from '../../middlewares/message.ts';
import { IpRanges } from '../../net/ip-ranges.ts';
import type { EntryPointRoutes } from '../../routing/snapshot.ts';
import type { Route } from '../../routing/tables.ts';
import type { HttpTarget } from '../../routing/targets.ts';
import type { HttpRule } from '../../rules/http-rule.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import { applyForwardedHeaders } from '../forwarded-headers.ts';
import { prepareHead, requestFacts } from '../request-head.ts';
import type { RehearsedRequest } from './rehearsal.ts';

/** The router that takes a request; or why none does: it is `malformed`, has another `method`, or there is `none`. */
export type ChosenRoute = Route<HttpRule, HttpTarget> | 'malformed' | 'method' | 'none';

/** A router that was chosen, and the request as its first middleware gets it. */
export interface Chosen {
  readonly route: ChosenRoute;
  readonly head: RequestHead;
}

/** Chooses routers of an entry point as a rehearsal would, and goes no further: for those who ask about many requests. */
export function routeChooser(
  entryPoint: EntryPoint,
  routes: Pick<EntryPointRoutes, 'http'>,
  serverName: string,
): (request: RehearsedRequest) => ChosenRoute {
  const choose = headChooser(entryPoint, routes, serverName);
  return (request) => choose(request).route;
}

/** The same, with the head as the middlewares of the router get it. */
export function headChooser(
  { forwardedHeaders: { insecure, trustedIps } }: EntryPoint,
  { http }: Pick<EntryPointRoutes, 'http'>,
  serverName: string,
): (request: RehearsedRequest) => Chosen {
  const ranges = new IpRanges(trustedIps);
  return ({ method, target, host, headers, clientIp, tls }) => {
    const scheme = tls ? ('https' as const) : ('http' as const);
    const head = { method, target, host, headers: new HeaderList(headers.flat()), scheme, clientIp };
    const prepared = prepareHead(head);
    if (typeof prepared === 'string' || target === '*') return { route: 'malformed', head };
    const trusted = insecure || ranges.includes(clientIp);
    const webSocket = head.headers.get('Upgrade')?.toLowerCase() === 'websocket';
    applyForwardedHeaders(head.headers, {
      clientIp,
      host: head.host,
      tls: tls !== undefined,
      trusted,
      webSocket,
      serverName,
    });
    const table = tls ? http.secure : http.plain;
    const facts = requestFacts(head, prepared);
    return { route: table.match(facts) ?? (table.refusesMethod(facts) ? 'method' : 'none'), head };
  };
}
