import { HeaderList, type RequestHead } from '../middlewares/message.ts';
import { canonicalHost } from '../rules/canonical-host.ts';
import type { HttpFacts } from '../rules/http-rule.ts';
import { applyForwardedHeaders } from './forwarded-headers.ts';
import { tokensOf } from './hop-by-hop.ts';
import { BAD_REQUEST, BAD_VERSION, refusalPage, UNSUPPORTED_CODING } from './refusal-page.ts';
import { parseQuery, prepareTarget } from './request-path.ts';

/** The head of a request as the wire gives it. */
export interface WireRequest {
  readonly method: string;
  /** The request target as sent. */
  readonly target: string;
  readonly rawHeaders: readonly string[];
  /** `1.1` or `1.0`. */
  readonly version: string;
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
  /** Protocol that the client wants to change to, as it wrote it: `websocket`. */
  readonly upgrade: string | undefined;
}

/** A request that cannot be served. `page` goes out as it is and ends the connection; undefined: an empty 400. */
export interface RefusedRequest {
  readonly refused: true;
  readonly page: string | undefined;
}

/** Makes a request routable: everything that an entry point does before its routers (Traefik: entrypoints). */
export function readRequest(wire: WireRequest, origin: RequestOrigin): RoutableRequest | RefusedRequest {
  if (wire.version !== '1.1' && wire.version !== '1.0')
    return refuse(refusalPage(wire.version === '0.9' ? BAD_REQUEST : BAD_VERSION));
  const headers = new HeaderList(wire.rawHeaders);
  const codings = headers.all('Transfer-Encoding');
  // A body in another coding would be sent on as if it were the content itself.
  if (codings.some((coding) => coding.trim().toLowerCase() !== 'chunked')) return refuse(UNSUPPORTED_CODING);
  const hosts = headers.all('Host');
  headers.delete('Host');
  if (hosts.length > 1) return refuse(refusalPage(BAD_REQUEST));
  if (hosts.length === 0 && wire.version === '1.1')
    return refuse(refusalPage(`${BAD_REQUEST}: missing required Host header`));
  const hostHeader = hosts[0] ?? '';
  if (!/^[A-Za-z0-9!$%&'()*+,\-.:;=[\]_~]*$/.test(hostHeader))
    return refuse(refusalPage(`${BAD_REQUEST}: malformed Host header`));

  // An absolute target names the host itself (RFC 9112 §3.2.2).
  const absolute = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/i.exec(wire.target);
  const host = absolute ? (absolute[1] ?? '') : hostHeader;
  const rest = absolute?.[2] ?? '';
  const written = absolute ? (rest.startsWith('/') ? rest : `/${rest}`) : wire.target;
  const prepared = prepareTarget(wire.method === 'CONNECT' ? '/' : written);
  if (prepared === 'malformed') return refuse(refusalPage(BAD_REQUEST));
  if (prepared === 'fragment') return refuse(undefined);

  const upgrade = upgradeOf(headers);
  const webSocket = upgrade?.toLowerCase() === 'websocket';
  applyForwardedHeaders(headers, { ...origin, host, webSocket });
  const head: RequestHead = {
    method: wire.method,
    target: prepared.target,
    host,
    headers,
    scheme: origin.tls ? 'https' : 'http',
    clientIp: origin.clientIp,
  };
  const facts: HttpFacts = {
    host: canonicalHost(host),
    path: prepared.routingPath,
    method: wire.method,
    clientIp: origin.clientIp,
    header: (name) => headers.all(name),
    query: () => parseQuery(prepared.query),
  };
  return { head, facts, upgrade };
}

/** The protocol of an upgrade that is passed on. `h2c` never is: it would smuggle requests past the routers. */
export function upgradeOf(headers: HeaderList): string | undefined {
  if (!tokensOf(headers, 'connection').includes('upgrade')) return undefined;
  const protocol = headers.get('upgrade')?.trim() ?? '';
  return protocol === '' || tokensOf(headers, 'upgrade').includes('h2c') ? undefined : protocol;
}

function refuse(page: string | undefined): RefusedRequest {
  return { refused: true, page };
}
