import type { RequestBody } from '../middlewares/handler.ts';
import { HeaderList, type RequestHead } from '../middlewares/message.ts';
import { splitTarget } from '../middlewares/request-target.ts';
import type { HttpServer } from '../routing/targets.ts';
import { appendForwardedFor } from './forwarded-headers.ts';
import { removeHopByHop } from './hop-by-hop.ts';
import type { UpstreamHead } from './serve.ts';

/**
 * The head that one server gets, made from the head that the middlewares left. `body`: undefined if there is none.
 * `upgrade`: protocol to change to.
 * A client that says nothing of encodings is served from gzip, as by Go's transport; see `contentOf`.
 */
export function upstreamHead(
  head: RequestHead,
  server: HttpServer,
  body: Pick<RequestBody, 'length'> | undefined,
  upgrade: string | undefined,
): UpstreamHead {
  const authority = `${server.hostname.includes(':') && !server.hostname.startsWith('[') ? `[${server.hostname}]` : server.hostname}:${server.port}`;
  const host = server.passHostHeader && head.host !== '' ? head.host : authority;
  const headers = new HeaderList(['Host', host, ...head.headers.raw()]);
  const chunked = body !== undefined && body.length < 0;
  const trailers = headers.all('Trailer');
  removeHopByHop(headers);
  appendForwardedFor(headers, head.clientIp);
  if (chunked) {
    headers.append('Transfer-Encoding', 'chunked');
    if (trailers.length > 0) headers.append('Trailer', trailers.join(', '));
  }
  // The framing is ours: what a client or a middleware says of it is not passed on.
  headers.delete('Content-Length');
  if (body !== undefined && !chunked) headers.append('Content-Length', `${body.length}`);
  else if (body === undefined && ['POST', 'PUT', 'PATCH'].includes(head.method))
    headers.append('Content-Length', '0');
  if (headers.get('User-Agent') === '') headers.delete('User-Agent');
  const addsGzip = head.method !== 'HEAD' && !headers.has('Accept-Encoding') && !headers.has('Range');
  if (addsGzip) headers.append('Accept-Encoding', 'gzip');
  if (upgrade !== undefined) {
    headers.append('Connection', 'Upgrade');
    headers.append('Upgrade', upgrade);
  }
  const { path, query } = splitTarget(head.target);
  return { method: head.method, target: path === '' ? `/${query}` : head.target, headers, addsGzip };
}
