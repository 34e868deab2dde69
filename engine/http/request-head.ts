import type { HeaderList, RequestHead } from '../middlewares/message.ts';
import { canonicalHost } from '../rules/canonical-host.ts';
import type { HttpFacts } from '../rules/http-rule.ts';
import { applyForwardedHeaders } from './forwarded-headers.ts';
import { parseQuery, prepareTarget, type TargetRefusal } from './request-path.ts';

/** The head of a request as a front gives it. */
export interface WireHead {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  /** Value of Host. */
  readonly host: string;
  /** Without Host; edited in place. */
  readonly headers: HeaderList;
  /** Protocol that the client may change to. */
  readonly upgrade: string | undefined;
}

/** What an entry point knows of the connection that a request came by. */
export interface RequestOrigin {
  readonly clientIp: string;
  readonly tls: boolean;
  readonly trusted: boolean;
  readonly serverName: string;
}

/** A request that can be routed: its head for the middlewares and the facts for the rules. */
export interface RoutableRequest {
  readonly head: RequestHead;
  readonly facts: HttpFacts;
}

/** Makes a request routable: everything that an entry point does before its routers (Traefik: entrypoints). */
export function routableRequest(wire: WireHead, origin: RequestOrigin): RoutableRequest | TargetRefusal {
  const { method, headers, upgrade } = wire;
  const { host, target } = originForm(wire);
  const prepared = prepareTarget(method === 'CONNECT' ? '/' : target);
  if (typeof prepared === 'string') return prepared;
  const webSocket = upgrade?.toLowerCase() === 'websocket';
  applyForwardedHeaders(headers, { ...origin, host, webSocket });
  const head: RequestHead = {
    method,
    target: prepared.target,
    host,
    headers,
    scheme: origin.tls ? 'https' : 'http',
    clientIp: origin.clientIp,
  };
  const facts: HttpFacts = {
    host: canonicalHost(host),
    path: prepared.routingPath,
    method,
    clientIp: origin.clientIp,
    header: (name) => headers.all(name),
    query: () => parseQuery(prepared.query),
  };
  return { head, facts };
}

/** An absolute target names the host itself, whatever Host says (RFC 9112 §3.2.2). */
export function originForm(wire: { readonly target: string; readonly host: string }): {
  readonly target: string;
  readonly host: string;
} {
  const absolute = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/i.exec(wire.target);
  if (!absolute) return wire;
  const [, host = '', rest = ''] = absolute;
  return { host, target: rest.startsWith('/') ? rest : `/${rest}` };
}
