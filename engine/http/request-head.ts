import type { RequestHead } from '../middlewares/message.ts';
import { canonicalHost } from '../rules/canonical-host.ts';
import type { HttpFacts } from '../rules/http-rule.ts';
import { type PreparedTarget, parseQuery, prepareTarget, type TargetRefusal } from './request-path.ts';

/**
 * Normalises the target of a request as an entry point does before its routers (Traefik: entrypoints), and takes the
 * host from it if it names one. Edits the head in place, unless the target is refused.
 */
export function prepareHead(head: RequestHead): PreparedTarget | TargetRefusal {
  const { host, target } = originForm(head);
  const prepared = prepareTarget(head.method === 'CONNECT' ? '/' : target);
  if (typeof prepared === 'string') return prepared;
  head.host = host;
  head.target = prepared.target;
  return prepared;
}

/** What rules see of a request. */
export function requestFacts(head: RequestHead, { routingPath, query }: PreparedTarget): HttpFacts {
  const { method, host, headers, clientIp } = head;
  return {
    host: canonicalHost(host),
    path: routingPath,
    method,
    clientIp,
    header: (name) => headers.all(name),
    query: () => parseQuery(query),
  };
}

/** An absolute target names the host itself, whatever Host says (RFC 9112 §3.2.2). */
export function originForm(wire: { readonly target: string; readonly host: string }): {
  readonly target: string;
  readonly host: string;
} {
  if (wire.target.startsWith('/')) return wire;
  const absolute = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]*)(.*)$/i.exec(wire.target);
  if (!absolute) return wire;
  const [, host = '', rest = ''] = absolute;
  return { host, target: rest.startsWith('/') ? rest : `/${rest}` };
}
